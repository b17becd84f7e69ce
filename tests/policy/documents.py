"""Documents compiled and comments judged by them, for the tests of policies."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from service.domain import Article, Author, Comment, Decision, Past
from service.policy import Facts, Policy, Ruling
from service.policy.compiling import Grounds, compile_policy
from service.policy.document import read_document
from service.policy.flaws import DocumentInvalid
from service.scoring.manifest import Curve
from service.signals import DETECTORS
from service.signals.base import detect
from service.signals.repeats import repeats
from service.text.reading import read

APPROVE, HOLD, REJECT = Decision.APPROVE, Decision.HOLD, Decision.REJECT
LABELS = {"spam": (0.5, 0.9), "spam/gambling": (0.4, 0.8), "abuse": (0.6, 0.95)}
GROUNDS = Grounds(
    {"lenient": LABELS, "balanced": LABELS, "strict": {**LABELS, "spam": (0.3, 0.7)}},
    {"spam": Curve(hold=((0.001, 0.8), (0.01, 0.55)), reject=((0.0001, 0.97), (0.01, 0.5)))},
)
MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # ten o'clock in Jakarta
BUDI = Author(
    id="u-1",
    name="Budi Santoso",
    email="budi@surat.example",
    url="https://budi.example/tentang",
    ip="203.0.113.7",
)
SAMBAL = Article(
    url="https://dapur.example/resep/sambal",
    title="Sambal matah Bali",
    published_at=datetime(2026, 11, 9, 3, 0, tzinfo=UTC),
)
COMMENT = Comment("Terima kasih, resepnya mudah", author=BUDI, article=SAMBAL)


def compiled(text: str, **copies: tuple[str, ...]) -> Policy:
    """Return the policy of a document, version 7."""
    return compile_policy(read_document(text, GROUNDS.labels), GROUNDS, "balanced", 7, copies)


def flaws_of(text: str) -> list[str]:
    """Return what is wrong with a document."""
    try:
        compiled(text)
    except DocumentInvalid as error:
        return [str(flaw) for flaw in error.flaws]
    return []


def facts(
    comment: Comment = COMMENT,
    scores: Mapping[str, float] | None = None,
    past: Past | None = None,
    at: datetime = MONDAY,
) -> Facts:
    """Return what is known of a comment."""
    reading, known = read(comment), past or Past()
    signals = (*detect(DETECTORS, comment, reading), *repeats(known))
    return Facts(comment, reading, signals, scores or {}, known, at)


def said(body: str, author: Author = BUDI, article: Article = SAMBAL) -> Comment:
    """Return a comment."""
    return replace(COMMENT, body=body, author=author, article=article)


def judged(text: str, comment: Comment = COMMENT, **known: object) -> Ruling:
    """Return what a document decides about a comment."""
    return compiled(text).judge(facts(comment, **known))  # type: ignore[arg-type] # as facts has them


def holds(when: str, comment: Comment = COMMENT, **known: object) -> bool:
    """Whether a condition, in TOML, is true of a comment."""
    ruling = judged(f'[[rule]]\nname = "r"\naction = "reason"\nwhen = {when}', comment, **known)
    return any(reason.code == "rule:r" for reason in ruling.reasons)
