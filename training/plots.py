"""The two plots of a model: precision against recall, and how scores are spread.

Nothing that changes between two runs, such as a date, goes into the files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.metrics import PrecisionRecallDisplay

from training.metrics import Flags, Floats

Draw = Callable[["Scored", Axes], None]
SIZE = (9.6, 3.6)
BINS = 40
PLAIN = {"Software": None}


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of one label with the truth."""

    label: str
    bad: Flags
    scores: Floats


def plot(folder: Path, scored: Sequence[Scored]) -> None:
    """Write precision-recall.png and scores.png into `folder`."""
    drawn = [one for one in scored if one.bad.any() and not one.bad.all()]
    with mpl.rc_context({"svg.hashsalt": "saring", "font.family": "DejaVu Sans"}):
        _save(folder / "precision-recall.png", drawn, _precision_recall)
        _save(folder / "scores.png", drawn, _scores)


def _save(path: Path, scored: Sequence[Scored], draw: Draw) -> None:
    figure = Figure(figsize=SIZE, dpi=100, layout="constrained")
    axes = figure.subplots(1, max(1, len(scored)), squeeze=False)[0]
    for one, place in zip(scored, axes, strict=False):
        draw(one, place)
        place.set_title(one.label)
    figure.savefig(path, metadata=PLAIN)


def _precision_recall(one: Scored, axes: Axes) -> None:
    PrecisionRecallDisplay.from_predictions(one.bad, one.scores, ax=axes, name="held out")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="recall", ylabel="precision")


def _scores(one: Scored, axes: Axes) -> None:
    edges = [step / BINS for step in range(BINS + 1)]
    axes.hist(one.scores[~one.bad], edges, alpha=0.6, label="ordinary")
    axes.hist(one.scores[one.bad], edges, alpha=0.6, label="bad")
    axes.set(yscale="log", xlabel="score", ylabel="comments")
    axes.legend()
