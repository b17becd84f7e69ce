"""A queue to work on in a real browser: a ledger in SQLite, two sites, dozens of comments.

The fixtures in tests.browser.house serve it; `floor.enter(floor.ayu)` is Ayu's browser, signed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from ulid import ULID

from service.domain import Article, Author, Comment, Evidence, Explanation, Field, Site
from service.moderation import Moderator as Judge
from service.people import Moderator, Role
from service.policy import preset
from service.signals import DETECTORS
from service.store.engine import make_engine
from service.store.ledger import Ledger
from service.text.reading import Reading
from service.web.office import Office
from tests.browser.visits import Visit, Watch
from tests.fakes import FakeClock
from tests.ledgers import NOW, SECONDS, sqlite_url, up_to_date
from tests.people import ARTICLE, BUDI, SITI, WAYAN
from tests.web.office import found_site, hire, office_over, session_cookie

QUEUE = Visit(path="/review")
PHONE = replace(QUEUE, width=320, height=740)
NO_SCRIPT = replace(QUEUE, script=False)
BANDS = {
    "spam": (0.70, 0.95),
    "spam/gambling": (0.30, 0.92),
    "spam/promotion": (0.70, 0.87),
    "spam/scam": (0.36, 0.77),
    "spam/adult": (0.26, 0.50),
    "abuse": (0.42, 2.0),
    "abuse/insult": (0.71, 2.0),
    "abuse/identity": (0.10, 2.0),
    "abuse/threat": (0.28, 2.0),
    "abuse/sexual": (0.97, 2.0),
    "abuse/profanity": (2.0, 2.0),
}
QUIET_SCORES = dict.fromkeys(BANDS, 0.01)
# What a folded word makes a comment score; the word itself is the evidence.
TELLING: Mapping[str, Mapping[str, float]] = {
    "gacor": {"spam": 0.93, "spam/gambling": 0.88, "spam/promotion": 0.31},
    "slot": {"spam": 0.83, "spam/gambling": 0.62, "spam/promotion": 0.22},
    "jackpot": {"spam": 0.99, "spam/gambling": 0.98},
    "backlink": {"spam": 0.81, "spam/promotion": 0.79},
    "pinjaman": {"spam": 0.74, "spam/scam": 0.55, "spam/promotion": 0.4},
    "bodoh": {"abuse": 0.77, "abuse/insult": 0.82, "abuse/profanity": 0.35},
    "kafir": {"abuse": 0.52, "abuse/identity": 0.44},
    "kuhajar": {"abuse": 0.66, "abuse/threat": 0.58},
    "diskon": {"spam": 0.71, "spam/promotion": 0.33},
    "anjir": {"abuse": 0.44, "abuse/profanity": 0.91},
}
BRANDS = ("PULAU777", "RAJA88", "NAGA123", "BINTANG99", "MACAN777", "SULTAN88", "HOKI138")
PEDAS = Article(url="https://dapur.example/sambal-matah", title="Sambal matah Bali yang segar")
POT = Article(url="https://kebun.example/cabai-pot", title="Menanam cabai di pot")
ODD = Article(url="javascript:alert(1)", title="<b>Judul</b> \u202eaneh")
SCRIPT = (
    '<script>alert(1)</script><img src=x onerror="alert(2)"> diskon '
    '<a href="javascript:alert(3)">klik</a>'
)
BIDI = "diskon \u202egnp.exe\u202c \u2066besar\u2069 sekali"
MARKS = "diskon z" + "\u0336" * 100_000
LONG = ("diskon besar untuk semua pembaca setia blog ini. " * 1400)[: 64 * 1024]


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment, by a name for tests, and how many minutes ago it came."""

    name: str
    comment: Comment
    minutes: int
    garden: bool = False


def _by(number: int) -> Author:
    return Author(id=f"k-{number}", name=f"Pemain {number}")


def wave() -> list[Posted]:
    """A campaign: eight comments that say nearly the same, from six authors."""
    return [
        Posted(
            f"wave-{n}",
            Comment(
                f"Main di {BRANDS[n % 7]} tadi malam, modal receh langsung gacor dan cair",
                author=_by(n % 6),
                article=ARTICLE,
                id=f"wave-{n}",
            ),
            600 - n,
        )
        for n in range(8)
    ]


def said(name: str, body: str, author: Author, minutes: int, article: Article = ARTICLE) -> Posted:
    """A comment of some author on an article."""
    garden = article is POT
    return Posted(name, Comment(body, author=author, article=article, id=name), minutes, garden)


def answered(name: str, body: str, author: Author, minutes: int, parent: str) -> Posted:
    """A comment in answer to another."""
    posted = said(name, body, author, minutes)
    return replace(posted, comment=replace(posted.comment, parent=parent))


RINA = Author(id="u-4", name="Rina Kartika", email="rina@surat.example")
JOKO = Author(id="u-5", name="Joko", email="joko@surat.example")
SHOP = Author(id="u-6", name="Toko Panci Murah", url="https://panci.example/promo")
NOBODY = Author()
SECOND = "Santannya saya ganti yang instan, tetap enak"
LAUGH = "Anjir, enak banget sambalnya, nangis bahagia aku makannya"
ALL = [
    said("first", "Resepnya berhasil, terima kasih banyak", BUDI, 9000),
    said("second", SECOND, BUDI, 8000),
    said("won", "Jackpot jackpot jackpot! Daftar sekarang juga", _by(40), 7000),
    *wave(),
    said("slot", "Habis masak enaknya main slot sebentar, ada yang mau ikut?", WAYAN, 590),
    said(
        "disguised",
        "Cari hiburan? Main 𝗦𝗟𝗢𝗧 di s l o t center, g4c0r tiap malam",
        WAYAN,
        580,
        PEDAS,
    ),
    said(
        "backlink", "Nice info gan. Jasa backlink murah: https://jasa-backlink.example", SHOP, 560
    ),
    said("loan", "Butuh pinjaman cepat tanpa jaminan? WA saya di 0812-3456-7890", JOKO, 540),
    said("insult", "Penulisnya bodoh, begini saja tidak becus", BUDI, 500),
    said("faith", "Dasar kafir, tidak usah ikut-ikutan masak rendang", JOKO, 480, PEDAS),
    said("threat", "Awas ya, ketemu di pasar kuhajar kamu", JOKO, 470, PEDAS),
    answered("answer", "Bodoh amat komentar ini, baca dulu resepnya", SITI, 450, SECOND),
    said("sale", "Ada diskon panci presto minggu ini, cocok untuk rendang", SHOP, 400),
    said("swearing", LAUGH, RINA, 380, PEDAS),
    said("garden-sale", "Pupuk organik sedang diskon, cabai jadi lebat", SHOP, 360, POT),
    said("garden-slot", "Sambil menunggu panen, main slot dulu", WAYAN, 350, POT),
    said("garden-fine", "Cabai saya berbuah setelah dua bulan, terima kasih", RINA, 340, POT),
    said(
        "english",
        "Get the best slot bonus here, free spins every day for all readers",
        _by(50),
        300,
    ),
    said("script", SCRIPT, Author(id="u-7", name="<b>Tebal</b>"), 240, ODD),
    said("bidi", BIDI, Author(id="u-8", name="\u202enaruto"), 230),
    said("marks", MARKS, Author(id="u-9", name="Z" + "\u0336" * 5000), 220),
    said("long", LONG, SHOP, 210),
    said("nameless", "Lumayan, ada diskon tidak?", NOBODY, 90),
    said("recent", "Baru coba tadi pagi, diskon bumbunya di mana ya?", SITI, 4),
    said("fine", "Enak sekali, suami saya suka", SITI, 3),
]


@dataclass(slots=True)
class Teller:
    """A model whose every score comes from one word."""

    version: str = "2026.11.9"

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        """Return the scores of the telling words in each text, the highest of each label."""
        return [self._scores(reading.body.words) for reading in readings]

    def explain(self, reading: Reading, labels: Sequence[str]) -> Mapping[str, Explanation]:
        """Point at the telling words."""
        return {label: self._explained(reading, label) for label in labels}

    def _scores(self, words: str) -> Mapping[str, float]:
        scores = dict(QUIET_SCORES)
        for word, told in TELLING.items():
            if word in words:
                scores |= {label: max(score, scores[label]) for label, score in told.items()}
        return scores

    def _explained(self, reading: Reading, label: str) -> Explanation:
        body = reading.body
        found = []
        for word, told in TELLING.items():
            at = body.words.find(word)
            if label in told and at >= 0:
                start, end = body.raw_span(at, at + len(word))
                raw = body.raw[start:end]
                reads_as = "" if raw.lower() == word else word
                found.append(Evidence(Field.BODY, start, end, raw, reads_as, 3.0))
        return Explanation(tuple(found), -1.0, -1.0 + 3.0 * len(found))


@dataclass(slots=True)
class Floor:
    """The service under test and who works there: Ayu on both sites, Made as admin, Tari on one."""

    office: Office
    clock: FakeClock
    dapur: Site
    kebun: Site
    ayu: Moderator
    made: Moderator
    tari: Moderator
    items: Mapping[str, str]
    address: str = ""
    browser: Browser | None = None
    contexts: list[BrowserContext] = field(default_factory=list)
    watch: Watch = field(default_factory=lambda: Watch(""))

    def enter(self, who: Moderator, how: Visit = QUEUE) -> Page:
        """Open a page in a browser of its own that a moderator is signed in to."""
        assert self.browser is not None
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": how.width, "height": how.height},
            color_scheme=how.scheme,
            java_script_enabled=how.script,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        name, value = session_cookie(self.office, who)
        context.add_cookies([{"name": name, "value": value, "url": self.address}])
        context.on("request", self.watch.gate)
        page = context.new_page()
        self.watch.over(page)
        page.goto(how.path)
        return page

    def row(self, name: str) -> str:
        """Return the selector of a comment's row in the list."""
        return f"#row-{self.items[name]}"

    def post(self, *posted: Posted) -> list[str]:
        """Have comments come in; returns their items' ids."""
        return [_record(self.office, self._site(one), one, self.clock.now) for one in posted]

    def _site(self, posted: Posted) -> Site:
        return self.kebun if posted.garden else self.dapur


def _record(office: Office, site: Site, posted: Posted, now: datetime) -> str:
    at = now - timedelta(minutes=posted.minutes)
    judge = Judge(Teller(), DETECTORS, lambda: str(ULID.from_datetime(at)))
    verdict = judge.moderate(posted.comment, preset(site.policy, BANDS))
    with office.write() as tx:
        Ledger(office.pseudonymiser).record(tx, site, posted.comment, verdict, at)
    return verdict.id


@contextmanager
def opened(folder: Path, clock: FakeClock) -> Iterator[Office]:
    """Give the office over the ledger in `folder`."""
    engine = make_engine(sqlite_url(folder), SECONDS)
    try:
        office = office_over(engine, clock, folder)
        policies = {name: preset(name, BANDS) for name in ("lenient", "balanced", "strict")}
        yield replace(office, policies=policies)
    finally:
        engine.dispose()


def furnish(folder: Path) -> Floor:
    """Fill a new ledger in `folder`; the floor's office is closed."""
    clock = FakeClock(NOW)
    with opened(folder, clock) as office:
        up_to_date(office.engine())
        dapur, kebun = found_site(office, "Dapur"), found_site(office, "Kebun")
        floor = Floor(
            office=office,
            clock=clock,
            dapur=dapur,
            kebun=kebun,
            ayu=hire(office, "ayu@dapur.example", name="Ayu"),
            made=hire(office, "made@dapur.example", name="Made", role=Role.ADMIN),
            tari=hire(office, "tari@dapur.example", name="Tari", site_ids=[kebun.id]),
            items={},
        )
        ids = floor.post(*ALL)
        return replace(floor, items=dict(zip((one.name for one in ALL), ids, strict=True)))
