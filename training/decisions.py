"""What moderators decided, as `saring export` writes it, made into records.

A ledger is no corpus: whoever decides may err, may be careless, or may want the model to fail. So
nobody has more than one vote on a text, nobody's votes count on more than so many texts, and where
as many say yes as no, nobody can say who is right.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar

from training.errors import TrainingError
from training.labels import LABELS, complete
from training.parsers import record_of
from training.records import Record
from training.sources import Source, Use
from training.splits import template

T = TypeVar("T")
Text = tuple[str, str, str]
Votes = Mapping[str, int]

SOURCE = Source(
    name="decisions",
    use=Use.TRAIN,
    licence="not published",
    language="",
    parser="decisions",
    note="Moderators' decisions on comments of their own sites, written by `saring export`.",
)
_TEXTS = (
    "id",
    "body",
    "author_name",
    "author_url",
    "article_title",
    "language",
    "verdict",
    "resolved_at",
    "moderator",
    "site",
)


@dataclass(frozen=True, slots=True)
class Caps:
    """On how many texts one moderator's votes count, and how many records one site gives."""

    moderator: int = 1000
    site: int = 10_000


CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of an export. `moderator` is a keyed hash; `labels` holds 1 or 0 where known."""

    id: str
    body: str
    author_name: str
    author_url: str
    article_title: str
    language: str
    verdict: str
    resolved_at: str
    moderator: str
    site: str
    labels: Mapping[str, int]

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self:
        """Return what a line says; raises TypeError or ValueError where it is no decision."""
        texts: dict[str, str] = {}
        for name in _TEXTS:
            if not isinstance(line.get(name), str):
                raise TypeError(f"{name} is no text")
            texts[name] = line[name]
        labels = line.get("labels")
        if not isinstance(labels, dict) or not all(value in (0, 1) for value in labels.values()):
            raise ValueError("labels are 0 or 1")
        known = {name: labels[name] for name in LABELS if name in labels}
        return cls(**texts, labels=complete(known, LABELS))

    @property
    def votes(self) -> Votes:
        """Return 1 for every label that the decision says yes to, -1 for every no."""
        return {label: 1 if value else -1 for label, value in self.labels.items()}

    @property
    def text(self) -> Text:
        """What was decided about: the same for an author's comments of one template."""
        return template(self.body), self.author_name, self.author_url


def decided_records(
    files: Sequence[Path], taxonomy: Sequence[str], caps: Caps = CAPS
) -> list[Record]:
    """Return the records of exported files, the same whatever their order.

    What any of them names as withdrawn is left out. Raises TrainingError for what is no export.
    """
    by_moderator: dict[str, dict[Text, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for one in in_force(files):
        by_moderator[one.moderator][one.text].append(one)
    decided: dict[Text, list[Decision]] = defaultdict(list)
    votes: dict[Text, list[Votes]] = defaultdict(list)
    for own in by_moderator.values():
        for text in some(own, caps.moderator, _digest):
            decided[text] += own[text]
            votes[text].append(tally(one.votes for one in own[text]))
    by_site: dict[str, list[Record]] = defaultdict(list)
    for text, many in decided.items():
        labels = {label: int(vote > 0) for label, vote in tally(votes[text]).items() if vote}
        first = min(many, key=lambda one: one.id)
        if labels:
            by_site[first.site].append(_record(first, complete(labels, taxonomy)))
    kept = (one for own in by_site.values() for one in some(own, caps.site, _digest_of))
    return sorted(kept, key=_digest_of)


def in_force(files: Iterable[Path]) -> list[Decision]:
    """Return the newest decision on each verdict among those that no file names as withdrawn."""
    made: dict[str, Decision] = {}
    withdrawn: set[str] = set()
    for path in files:
        for one in _lines(path):
            if isinstance(one, Decision):
                made[one.id] = one
            else:
                withdrawn.add(one)
    standing = (one for one in made.values() if one.id not in withdrawn)
    by_age = sorted(standing, key=lambda one: (one.resolved_at, one.id))
    return list({one.verdict: one for one in by_age}.values())


def tally(many: Iterable[Votes]) -> Votes:
    """Return what most say of each label: 1 for yes, -1 for no, 0 where it is even."""
    sums = Counter[str]()
    for votes in many:
        for label, vote in votes.items():
            sums[label] += vote
    return {label: (total > 0) - (total < 0) for label, total in sums.items()}


def some(many: Iterable[T], most: int, digest: Callable[[T], str]) -> list[T]:
    """Return at most `most` of them: whoever adds to them has no say in which ones."""
    return sorted(many, key=digest)[:most]


def _record(one: Decision, labels: Mapping[str, int]) -> Record:
    return replace(
        record_of(one.body, SOURCE.name, labels),
        author_name=one.author_name,
        author_url=one.author_url,
        context=one.article_title,
        language=one.language,
    )


def _digest_of(record: Record) -> str:
    return _digest((record.sha256, record.author_name, record.author_url))


def _digest(text: Text) -> str:
    spelled = json.dumps(text)  # surrogates and all
    return hashlib.sha256(spelled.encode()).hexdigest()


def _lines(path: Path) -> Iterator[Decision | str]:
    """Yield the decisions in a file, and the ids of those it names as withdrawn."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield _read(line, f"{path}, line {number}")
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror}") from error


def _read(line: bytes, where: str) -> Decision | str:
    try:
        members = json.loads(line)
        if isinstance(members.get("withdrawn"), str):
            return str(members["withdrawn"])
        return Decision.of(members)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise TrainingError(f"{where} is nothing that `saring export` writes") from None
