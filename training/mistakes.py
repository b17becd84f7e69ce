"""The mistakes of a model, to be read by a person: the surest misses and the surest false alarms.

They are printed, never written into the repository: the comments belong to their writers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.evaluate import Judged
from training.records import Record

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Mistake:
    """A comment that bears a label and got a low score, or does not and got a high one."""

    label: str
    missed: bool
    score: float
    record: Record

    def __str__(self) -> str:
        kind = "missed" if self.missed else "false alarm"
        body = " ".join(self.record.body.split())[:LONGEST]
        name = f" [{self.record.author_name}]" if self.record.author_name else ""
        return f"{kind}\t{self.score:.4f}\t{self.record.source}\t{body}{name}"


def mistakes(judged: Judged, labels: Sequence[str], most: int) -> Iterator[Mistake]:
    """Yield for every label `most` misses, the lowest scores first, then `most` false alarms, the
    highest first."""
    for label in labels:
        known = judged.where(lambda record, _, of=label: of in record.labels)  # type: ignore[misc]  # the default binds the loop's value
        rows = sorted(
            (
                Mistake(label, record.labels[label] == 1, verdict.scores[label], record)
                for record, verdict in zip(known.records, known.verdicts, strict=True)
            ),
            key=lambda one: (one.score, one.record.sha256),
        )
        yield from [one for one in rows if one.missed][:most]
        yield from [one for one in reversed(rows) if not one.missed][:most]
