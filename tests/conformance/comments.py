"""What is asked about: for every client other sentences, since what is alike is one campaign."""

from dataclasses import dataclass

from tests.conformance.service import HELD, REJECTED

ARTICLE = "https://dapur.example/resep-rendang"
GAMBLING = f"Gak nyangka modal receh di PULAU777 bisa WD jutaan, gacor parah, {REJECTED}"


@dataclass(frozen=True, slots=True)
class Texts:
    """One text for each fate: two are held, and the blog will report `missed` and `mistaken`."""

    approved: str
    held: str
    missed: str
    mistaken: str
    rejected: str = GAMBLING

    def fields(self) -> dict[str, dict[str, str]]:
        """Return the comments, as Akismet's clients spell them, by fate."""
        fates = ("approved", "held", "missed", "mistaken", "rejected")
        return {fate: _written(getattr(self, fate)) for fate in fates}


def _written(text: str) -> dict[str, str]:
    return {
        "user_ip": "192.0.2.10",
        "user_agent": "Mozilla/5.0",
        "comment_author": "Budi Santoso",
        "comment_author_email": "budi@surat.example",
        "comment_content": text,
        "permalink": ARTICLE,
        "comment_type": "comment",
    }


BY_SCRIPT = {
    "akismet_pypi.py": Texts(
        "Terima kasih infonya, sangat membantu",
        f"Harganya di pasar dekat rumah berapa ya, {HELD}",
        "Artikelnya bagus sekali, salam dari Bandung",
        f"Ibu saya dulu memasaknya di tungku kayu, {HELD}",
    ),
    "cedx.mjs": Texts(
        "Rendangnya berhasil, keluarga saya suka sekali",
        f"Kalau tanpa lengkuas apakah rasanya berubah, {HELD}",
        "Baru tahu ternyata santannya dituang belakangan",
        f"Sudah tiga kali gagal karena apinya terlalu besar, {HELD}",
    ),
    "akismet_api.mjs": Texts(
        "Kak, kalau santannya habis bisa pakai apa ya?",
        f"Boleh minta takaran untuk dua puluh orang, {HELD}",
        "Saya simpan dulu untuk Lebaran nanti",
        f"Daun kunyitnya saya petik dari kebun belakang, {HELD}",
    ),
    "net_akismet.pl": Texts(
        "Saya coba kemarin sore, bumbunya meresap sampai ke dalam",
        f"Nenek di Payakumbuh memakai cabai rawit juga, {HELD}",
        "Wah, penjelasannya mudah diikuti",
        f"Berapa lama tahan disimpan di lemari es, {HELD}",
    ),
    "google_client.py": Texts(
        "Foto langkah keempat agak gelap, tetapi penjelasannya jelas",
        f"Pakai daging kambing sama saja atau tidak, {HELD}",
        "Mampir ke dapur saya kapan-kapan ya",
        f"Anak kos seperti saya cukup setengah resep, {HELD}",
    ),
    "openai_client.py": Texts(
        "Ditunggu resep gulai nangka muda berikutnya",
        f"Kompor listrik butuh waktu lebih lama rupanya, {HELD}",
        "Semoga sehat selalu, Bu",
        f"Kelapanya diparut sendiri atau beli jadi, {HELD}",
    ),
}
