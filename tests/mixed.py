"""Comments of every kind, judged by a policy of every kind: what a replay is tried on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from service.domain import Article, Author, Comment, Recorded, Switch
from service.moderation import Moderator, Occasion, Shadow
from service.policy import Policy
from service.policy.compiling import Grounds, compile_policy
from service.policy.document import read_document
from service.signals import DETECTORS
from service.store.engine import transaction
from service.store.history import StoredHistory
from tests.fakes import FakeIds, FakeScorer
from tests.ledgers import LEDGER, NOW, Blog

LABELS = ("spam", "abuse")
PRESETS = {
    "lenient": {"spam": (0.8, 0.98), "abuse": (0.8, 0.98)},
    "balanced": {"spam": (0.5, 0.9), "abuse": (0.5, 0.9)},
    "strict": {"spam": (0.3, 0.6), "abuse": (0.3, 0.6)},
}
GROUNDS = Grounds(PRESETS)
EVERYTHING = """
preset = "balanced"
[bands]
"abuse" = { hold = 0.4, reject = 0.8 }
"signal:link_count" = { hold = 0.3 }
[[section]]
name = "Politik"
articles = ["*/politik/*"]
languages = ["id", "und"]
preset = "strict"
[[rule]]
name = "Tutup"
action = "reject"
when = { article = { closed = true } }
[[rule]]
name = "Lama"
action = "hold"
when = { article = { age_days = { more_than = 30 } } }
[[rule]]
name = "Nomor WA"
action = "hold"
[[rule.when.all]]
contact_numbers = { at_least = 1 }
[[rule.when.all]]
not = { author = { approved = { at_least = 2 } } }
[[rule]]
name = "Kata"
action = "hold"
when = { text = { terms = ["gacor"], in = ["body", "author.name"] } }
[[rule]]
name = "Pola"
action = "reason"
when = { text = { patterns = ["rp ?[0-9]+"] } }
[[rule]]
name = "Pendatang"
action = "reason"
when = { author = { known = false } }
[[rule]]
name = "Pendek"
action = "approve"
when = { length = { at_most = 6 } }
[[rule]]
name = "Sama"
action = "hold"
when = { past = { same = { at_least = 3 } } }
[[rule]]
name = "Inggris"
action = "reason"
when = { language = ["en"] }
[[list]]
name = "Domain judol"
kind = "domains"
action = "reject"
entries = ["judol.example"]
[[list]]
name = "Sahabat"
kind = "authors"
action = "approve"
entries = ["Ibu Sari"]
[[list]]
name = "Kata mencurigakan"
kind = "terms"
action = "hold"
entries = ["slot", "modal receh"]
[reputation]
approved = 2
mild = 0.9
"""
_WORDS = (
    *(
        "terima kasih",
        "resepnya",
        "mantap",
        "sekali",
        "enak",
        "nasi",
        "thank you",
        "wonderful recipe",
    ),
    *("gacor", "slot", "modal receh", "rp 50000", "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "wa 0812-3456-7890"),
    *("https://judol.example/daftar", "https://dapur.example/a"),
)
_ARTICLES = (
    Article("https://dapur.example/rendang", "Rendang"),
    Article("https://dapur.example/politik/pilkada", "Pilkada"),
    Article("https://dapur.example/lama", "Lama", published_at=NOW - timedelta(days=90)),
    Article("https://dapur.example/tutup", "Tutup", closed=True),
)
_AUTHORS = (
    Author(),
    Author(id="u-1", name="Budi"),
    Author(id="u-2", name="Siti", email="siti@surat.example", url="https://siti.example/"),
    Author(name="Ibu Sari", email="sari@surat.example"),
    Author(name="slot 88", url="https://judol.example/", ip="192.0.2.7"),
)


def scorer(version: str = "fake-1", **by_word: Mapping[str, float]) -> FakeScorer:
    """Return a model that has seen something in half of the comments."""
    words = {
        "mantap": {"spam": 0.55, "abuse": 0.1},
        "enak": {"spam": 0.1, "abuse": 0.41},
        "nasi": {"spam": 0.35, "abuse": 0.0},
        "sekali": {"spam": 0.93, "abuse": 0.2},
    }
    return FakeScorer(by_word={**by_word, **words}, version=version)


def compiled(document: str, version: int = 7) -> Policy:
    """Return the policy of a document."""
    return compile_policy(read_document(document, LABELS), GROUNDS, "balanced", version)


def comments(number: int, seed: int = 5) -> Iterator[Comment]:
    """Yield comments of every kind, the same ones for the same seed."""
    random = Random(seed)
    for _ in range(number):
        words = random.choices(_WORDS, k=random.choice([0, 1, 1, 2, 3, 6]))
        yield Comment(" ".join(words), random.choice(_AUTHORS), random.choice(_ARTICLES))


def of_a_regular() -> Iterator[Comment]:
    """Yield comments of somebody who is known to be good, and then writes something mild."""
    bodies = ("Sudah dicoba di rumah tadi pagi", "Anak saya suka yang pedas", "Resep ini mantap")
    return (Comment(body, Author(id="u-9", name="Wayan")) for body in bodies)


@dataclass
class Publisher:
    """A blog that sends comments, a few at a time, each lot a minute after the one before."""

    blog: Blog
    policy: Policy
    occasion: Occasion = field(default_factory=Occasion)
    model: FakeScorer = field(default_factory=scorer)
    ids: FakeIds = field(default_factory=FakeIds)
    now: datetime = NOW

    def send(self, sent: Iterator[Comment], at_once: int = 25) -> list[Recorded]:
        """Have comments judged and recorded as the service does it."""
        moderator = Moderator(self.model, DETECTORS, self.ids)
        recorded: list[Recorded] = []
        while lot := list(islice(sent, at_once)):
            self.now += timedelta(minutes=1)
            judged = moderator.judge_batch(lot, self.policy, self._occasion())
            pairs = zip(lot, (one.verdict for one in judged), strict=True)
            with transaction(self.blog.engine) as tx:
                site = self.blog.site
                recorded += LEDGER.record_many(tx, site, list(pairs), self.now)
        return recorded

    def under(self, switch: Switch) -> "Publisher":
        """Return the blog with a switch thrown."""
        return replace(self, occasion=replace(self.occasion, switch=switch))

    def beside(self, *shadows: Shadow) -> "Publisher":
        """Return the blog with something in shadow."""
        return replace(self, occasion=replace(self.occasion, shadows=shadows))

    def _occasion(self) -> Occasion:
        blog = self.blog
        history = StoredHistory(blog.engine, blog.site, LEDGER.pseudonymiser, self.now)
        return replace(self.occasion, history=history, at=self.now)
