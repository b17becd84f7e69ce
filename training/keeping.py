"""Whether promises of single labels are kept on ordinary comments that were never trained on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain import Decision
from service.scoring.manifest import Curve, Steps
from training.evaluate import Judged
from training.metrics import Share

HELD = (0.001, 0.01)
REJECTED = (0.001,)
"""The promised shares that are looked at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise of one label, the score it costs, and the share that really reaches that score."""

    label: str
    decision: Decision
    promised: float
    score: float
    really: Share


def kept(ordinary: Judged, curves: Mapping[str, Curve]) -> Iterator[Kept]:
    """Yield what became of promises on comments of which none is bad, label by label."""
    if not ordinary.records:
        return
    for label, curve in curves.items():
        yield from _kept(ordinary, label, Decision.HOLD, _among(curve.hold, HELD))
        yield from _kept(ordinary, label, Decision.REJECT, _among(curve.reject, REJECTED))


def _among(steps: Steps, shares: tuple[float, ...]) -> Steps:
    return tuple(step for step in steps if step[0] in shares)


def _kept(ordinary: Judged, label: str, decision: Decision, steps: Steps) -> Iterator[Kept]:
    reached = ordinary.scores(label)
    for promised, score in steps:
        really = Share(int((reached >= score).sum()), len(reached))
        yield Kept(label, decision, promised, score, really)
