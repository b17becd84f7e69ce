"""Stand-ins for what the service receives from outside: a model, a clock, an id factory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from service.domain import Evidence, Explanation
from service.text.reading import Reading


@dataclass
class FakeScorer:
    """A model that answers what a test tells it to.

    `by_word` answers instead of `scores` for a body whose folded words contain the key, so that one
    batch can hold comments of different fortune. `batches` keeps the size of every call of `score`,
    `explained` the raw body and the labels of every call of `explain`. What is no evidence adds
    `rest` to every logit.
    """

    scores: Mapping[str, float] = field(default_factory=lambda: {"spam": 0.01, "abuse": 0.01})
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    by_word: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    version: str = "fake-1"
    batches: list[int] = field(default_factory=list)
    explained: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    rest: float = -1.0

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        """Return the settled scores, one mapping a reading."""
        self.batches.append(len(readings))
        return [self._scores_of(reading) for reading in readings]

    def explain(self, reading: Reading, labels: Sequence[str]) -> Mapping[str, Explanation]:
        """Return the settled evidence of `labels`."""
        self.explained.append((reading.body.raw, tuple(labels)))
        return {label: self._explanation(label) for label in labels}

    def _explanation(self, label: str) -> Explanation:
        evidence = self.evidence.get(label, ())
        logit = round(self.rest + sum(each.contribution for each in evidence), 3)
        return Explanation(evidence, self.rest, logit)

    def _scores_of(self, reading: Reading) -> Mapping[str, float]:
        words = reading.body.words
        return next((scores for key, scores in self.by_word.items() if key in words), self.scores)


@dataclass
class FakeClock:
    """A clock that stands still until it is told to go on; `reads` counts the looks at it."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    reads: int = 0

    def __call__(self) -> datetime:
        """Return the present moment."""
        self.reads += 1
        return self.now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class FakeIds:
    """An id factory that counts: `verdict-000001`, `verdict-000002`, ... sorting by time."""

    prefix: str = "verdict"
    _numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)

    def __call__(self) -> str:
        """Mint the next id."""
        return f"{self.prefix}-{next(self._numbers):06d}"
