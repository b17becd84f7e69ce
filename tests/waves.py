"""A wave of spam as it comes: one advertisement, said in ten thousand ways.

Whoever sends it lets a program exchange what a filter might look for: brand, numbers, link,
greeting, emoji, the letters of the brand, and in every comment another one of its clauses, or none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from service.domain import Author, Comment
from training.disguise import Kind, disguise


class Variation(StrEnum):
    """What is exchanged from one comment of a wave to the next."""

    BRAND = "brand"
    NUMBERS = "numbers"
    LINK = "link"
    GREETING = "greeting"
    CLAUSE = "clause"
    DISGUISE = "disguise"
    EMOJI = "emoji"


EVERYTHING = frozenset(Variation)

BRANDS = (
    "PULAU777", "GARUDA88", "MAWAR4D", "NAGA303", "KILAT99", "BINTANG138", "DEWI55", "RAJAWALI77",
    "MUTIARA168", "SAMUDRA88", "ANGGREK4D", "MACAN369", "CENDANA777", "KERIS88", "BATIK138",
    "KOMODO123", "RINJANI77", "SENJA188", "LENTERA99", "PELANGI303",
)  # fmt: skip
GREETINGS = (
    "", "Permisi kak,", "Halo semua,", "Izin berbagi ya gan,", "Assalamualaikum,", "Selamat malam,",
    "Maaf numpang lewat min,", "Sekadar cerita saja,", "Buat yang lagi butuh tambahan,",
)  # fmt: skip
EMOJI = ("", "🔥", "🔥🔥🔥", "💰", "🙏", "😍✨", "👍👍", "🎰", "🤑🤑", "🚀")
LINKS = (
    "https://{}.example", "http://{}.example/daftar?ref={number}", "{}-vip.example",
    "https://{}.example/promo/{number}", "{} dot example",
)  # fmt: skip
CLAUSES = (
    (
        "kemarin saya iseng main di {brand} cuma modal {few} ribu",
        "semalam coba-coba masuk {brand} dengan bekal {few} ribu",
        "tadi pagi penasaran pasang di {brand}, setornya {few} ribu",
        "minggu lalu diajak teman kantor ke {brand}, isi saldo {few} ribu",
    ),
    (
        "nggak nyangka malamnya langsung cair {many} juta ke rekening",
        "baru sebentar diputar saldonya sudah naik jadi {many} juta",
        "eh malah dapat rezeki nomplok {many} juta tunai",
        "bangun tidur dicek ternyata menang {many} juta",
    ),
    (
        "lumayan buat bayar kontrakan sama uang sekolah anak",
        "bisa buat nambah modal warung di rumah",
        "cicilan motor langsung beres bulan ini",
        "akhirnya bisa kirim uang ke orang tua di kampung",
    ),
    (
        "adminnya ramah dan prosesnya cepat sekali",
        "layanannya dua puluh empat jam, tidak pernah rewel",
        "penarikan berapa pun dibayar lunas tanpa ditunda",
        "pokoknya aman, sudah terbukti bertahun-tahun",
    ),
    (
        "buktikan sendiri di {link}",
        "langsung daftar saja lewat {link}",
        "alamat resminya {link} ya",
        "yang mau ikutan cek {link}",
    ),
)
"""What the advertisement says, clause by clause: first as the sender wrote it, then otherwise."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Writes the comments of one wave, the same ones from the same `random`."""

    random: Random

    def body(self, varied: frozenset[Variation] = EVERYTHING) -> str:
        """Return the advertisement with some of its parts exchanged."""
        text = ", ".join(self._clauses(varied)).format(**self._filling(varied))
        if Variation.GREETING in varied:
            text = f"{self.random.choice(GREETINGS)} {text}".strip()
        if Variation.DISGUISE in varied:
            text = disguise(text, self.random.choice(list(Kind)), self.random)
        if Variation.EMOJI in varied:
            text = f"{self.random.choice(EMOJI)} {text} {self.random.choice(EMOJI)}".strip()
        return text

    def comments(self, count: int) -> Iterator[Comment]:
        """Yield comments with everything exchanged, each by an author of its own."""
        for number in range(count):
            author = Author(id=f"w-{number}", name=f"Pengunjung {number}")
            yield Comment(self.body(), author=author)

    def _clauses(self, varied: frozenset[Variation]) -> list[str]:
        said = [ways[0] for ways in CLAUSES]
        if Variation.CLAUSE in varied:
            place = self.random.randrange(len(CLAUSES))
            said[place] = self.random.choice(CLAUSES[place])
        return said

    def _filling(self, varied: frozenset[Variation]) -> dict[str, str]:
        brand = self.random.choice(BRANDS) if Variation.BRAND in varied else BRANDS[0]
        few, many = "50", "4,5"
        if Variation.NUMBERS in varied:
            few = str(self.random.randrange(10, 100))
            many = f"{self.random.randrange(2, 30)},{self.random.randrange(10)}"
        link = self.random.choice(LINKS) if Variation.LINK in varied else LINKS[0]
        number = str(self.random.randrange(100))
        address = link.format(brand.lower(), number=number)
        return {"brand": brand, "few": few, "many": many, "link": address}
