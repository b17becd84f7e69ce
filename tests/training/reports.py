"""Reports made by hand, for what reads reports."""

from collections.abc import Mapping

from training.disguise import Kind
from training.evaluate import Robustness, SetResult, Slice
from training.metrics import Outcome, Ranking, Share
from training.report import LabelReport, Report

NOTHING = Share(0, 0)
EMPTY = Report("2026.11.7", "balanced@1", ())


def did(**shares: Share) -> Outcome:
    """Return what a policy did; nothing where no share is given."""
    names = ("caught", "rejected", "wrongly_held", "wrongly_rejected", "automated", "errors")
    return Outcome(**(dict.fromkeys(names, NOTHING) | shares))


def measured(roc_auc: float | None = 0.9, **shares: Share) -> Slice:
    """Return a slice of a hundred comments, ranked so well."""
    ranking = None if roc_auc is None else Ranking(roc_auc, 0.8, 0.7, 0.75)
    return Slice("whole", 100, 20, ranking, did(**shares), 0.0123)


def result(name: str, whole: Slice, label: str = "spam") -> SetResult:
    return SetResult(name, label, 0, whole, ())


def robust(kind: Kind, caught: int, of: int = 100) -> Robustness:
    return Robustness(kind, disguised=Share(caught, of), plain=Share(of, of))


def report(
    *sets: SetResult,
    official: Mapping[str, float] | None = None,
    functions: Mapping[str, Share] | None = None,
    ordinary: Slice | None = None,
    robustness: tuple[Robustness, ...] = (),
) -> Report:
    """Return a report of a model with the label spam, which was measured so."""
    return Report(
        version="2026.11.7",
        policy="balanced@1",
        labels=(LabelReport("spam", measured(0.987)),),
        sets=sets,
        ordinary=ordinary,
        official=official or {},
        functions=functions or {},
        robustness=robustness,
    )
