"""The plots of a model: what its scores, its decisions and its reading of disguises are worth.

Nothing that changes between two runs, such as a date, goes into the files. Whatever is told apart
by colour is told apart by shape or hatching too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator, PercentFormatter, StrMethodFormatter
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import PrecisionRecallDisplay

from service.domain import Decision
from service.policy import Band
from training.evaluate import Robustness
from training.metrics import Bin, Flags, Floats, Share, calibration_error, reliability

# Colours that colour-blind readers can tell apart (M. Okabe and K. Ito 2008).
BLUE, SKY, ORANGE, VERMILION = "#0072B2", "#A6D5F2", "#E69F00", "#D55E00"
INK, GREY, PALE = "#222222", "#767676", "#E4E4E4"
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "figure.labelsize": 9,
    "figure.constrained_layout.h_pad": 0.08,
    "legend.frameon": False,
}
PLAIN = {"Software": None}
DPI, MARGIN, COLUMNS = 110, 0.7, 4
PANEL, TALL_PANEL, WIDE_PANEL, ROW = (2.6, 3.0), (2.6, 3.7), (8.6, 1.9), (8.6, 0.34)
FIFTHS, TENTHS, EDGES = (np.linspace(0, 1, steps + 1) for steps in (5, 10, 50))
# Where logarithmic axes begin: of comments, so that a single one is seen, and of parts of all.
LEAST_COUNT, LEAST_PART = 0.7, 1e-5
ROBUST = 0.95  # of what is caught undisguised should be caught in disguise


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of bar is told from others, and its name in the legend."""

    name: str
    colour: str
    edge: str
    hatch: str = ""


ORDINARY = Look("ordinary", SKY, BLUE)
BAD = Look("bad", "none", VERMILION, "////")
SIZE = Look("part of all comments", SKY, BLUE)
DISGUISED = Look("in disguise", SKY, GREY)
UNDISGUISED = Look("undisguised", "white", GREY, "....")


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of one label with the truth, what each comment weighs, and the band of the label.

    Weights count in the reliability diagram only.
    """

    label: str
    bad: Flags
    scores: Floats
    weights: Floats
    band: Band


@dataclass(frozen=True, slots=True)
class Decided:
    """The comments that got one decision: which are bad, and the highest score of each."""

    decision: Decision
    bad: Flags
    highest: Floats


def plot(
    folder: Path,
    scored: Sequence[Scored],
    decided: Sequence[Decided],
    robustness: Sequence[Robustness],
) -> None:
    """Write precision-recall.png, reliability.png, scores.png and robustness.png into `folder`.

    Labels without bad or without ordinary comments are left out, and so are disguises that no
    advertisement could put on. A plot of nothing is not written.
    """
    ranked = [one for one in scored if one.bad.any() and not one.bad.all()]
    worn = [one for one in robustness if one.disguised.of]
    with style.context(["default", STYLE]):
        if ranked:
            _save(folder / "precision-recall.png", _precision_recall(ranked))
            _save(folder / "reliability.png", _reliability(ranked))
        if any(len(one.bad) for one in decided):
            _save(folder / "scores.png", _scores(decided))
        if worn:
            _save(folder / "robustness.png", _robustness(worn))


def _save(path: Path, figure: Figure) -> None:
    figure.savefig(path, metadata=PLAIN)


def _figure(panel: tuple[float, float], rows: int, columns: int = 1) -> Figure:
    size = (panel[0] * columns + MARGIN, panel[1] * rows + MARGIN)
    return Figure(figsize=size, dpi=DPI, layout="constrained")


def _grid(count: int) -> tuple[int, int]:
    columns = min(count, COLUMNS)
    return ceil(count / columns), columns


def _one_legend(figure: Figure, columns: int) -> None:
    """Put one legend above all panels, of whatever any of them drew."""
    found: dict[str, Artist] = {}
    for axes in figure.axes:
        handles, labels = axes.get_legend_handles_labels()
        found |= dict(zip(labels, handles, strict=True))
        if own := axes.get_legend():
            own.remove()
    figure.legend(found.values(), found.keys(), loc="outside upper center", ncols=columns)


def _heading(axes: Axes, label: str, *lines: str) -> None:
    axes.set_title(label, loc="left", pad=7 + 10 * len(lines))
    axes.text(0, 1.03, "\n".join(lines), transform=axes.transAxes, fontsize=8)


def _steps(axes: Axes, heights: Floats, least: float, look: Look) -> None:
    """Draw bars between 0 and 1; what is below `least`, where the axis begins, is not seen."""
    floor = least / 2
    edges = np.linspace(0, 1, len(heights) + 1)
    bars = axes.stairs(np.maximum(heights, floor), edges, baseline=floor, fill=True)
    bars.set(facecolor=look.colour, edgecolor=look.edge, hatch=look.hatch, linewidth=1)
    bars.set_label(look.name)


def _precision_recall(scored: Sequence[Scored]) -> Figure:
    rows, columns = _grid(len(scored))
    figure = _figure(PANEL, rows, columns)
    for place, one in enumerate(scored, start=1):
        _ranked(one, figure.add_subplot(rows, columns, place))
    figure.supxlabel("recall: part of the bad that is found")
    figure.supylabel("precision: part of the found that is bad")
    _one_legend(figure, columns + 1)
    return figure


def _ranked(one: Scored, axes: Axes) -> None:
    drawn = PrecisionRecallDisplay.from_predictions(
        one.bad,
        one.scores,
        ax=axes,
        plot_chance_level=True,
        curve_kwargs={"color": BLUE, "linewidth": 1.8, "label": "every threshold"},
        chance_level_kw={"color": GREY, "linestyle": ":", "label": "at random"},
    )
    _threshold(one, axes, one.band.hold, ("hold", "o", ORANGE, 9))
    _threshold(one, axes, one.band.reject, ("reject", "^", VERMILION, 6))
    axes.set(xlabel="", ylabel="", xticks=FIFTHS, yticks=FIFTHS, aspect="auto")
    bad = int(one.bad.sum())
    _heading(
        axes,
        one.label,
        f"{bad:,} bad, {len(one.bad) - bad:,} ordinary",
        f"average precision {drawn.average_precision:.3f}",
        f"hold {_level(one.band.hold)}, reject {_level(one.band.reject)}",
    )


def _threshold(one: Scored, axes: Axes, level: float, look: tuple[str, str, str, int]) -> None:
    if level > 1:
        return
    name, marker, colour, size = look
    found = one.scores >= level
    right = int((found & one.bad).sum())
    recall = right / int(one.bad.sum())
    precision = right / int(found.sum()) if found.any() else 1.0  # where the curve ends
    [point] = axes.plot(recall, precision, marker, color=colour, markersize=size, label=name)
    point.set(markeredgecolor=INK, clip_on=False, zorder=3)


def _level(level: float) -> str:
    return "never" if level > 1 else f"{level:.4f}"


def _reliability(scored: Sequence[Scored]) -> Figure:
    rows, columns = _grid(len(scored))
    figure = _figure(TALL_PANEL, rows, columns)
    places = figure.add_gridspec(2 * rows, columns, height_ratios=[3, 1] * rows)
    for place, one in enumerate(scored):
        row, column = divmod(place, columns)
        upper = figure.add_subplot(places[2 * row, column])
        lower = figure.add_subplot(places[2 * row + 1, column], sharex=upper)
        bins = reliability(one.bad, one.scores, one.weights)
        _kept(one, bins, upper)
        _sizes(bins, lower)
        if column == 0:
            upper.set_ylabel("part that is bad")
            lower.set_ylabel("comments")
    figure.supxlabel("score")
    _one_legend(figure, columns + 1)
    return figure


def _kept(one: Scored, bins: Sequence[Bin], axes: Axes) -> None:
    true, promised = np.array([(each.bad, each.score) for each in bins if each.weight > 0]).T
    axes.plot((0, 1), (0, 1), ":", color=GREY, label="promised")
    look = {"color": BLUE, "marker": "o", "markersize": 5, "clip_on": False}
    drawn = CalibrationDisplay(true, promised, one.scores)
    drawn.plot(ax=axes, name="came true", ref_line=False, **look)
    axes.set(xlabel="", ylabel="", xlim=(0, 1), ylim=(0, 1), xticks=FIFTHS, yticks=FIFTHS)
    axes.tick_params(labelbottom=False)
    error = calibration_error(one.bad, one.scores, one.weights)
    _heading(axes, one.label, f"calibration error {error:.4f}")


def _sizes(bins: Sequence[Bin], axes: Axes) -> None:
    _steps(axes, np.array([each.weight for each in bins]), LEAST_PART, SIZE)
    axes.set(yscale="log", ylim=(LEAST_PART, 1))
    axes.set_yticks((1e-4, 1e-2, 1), ("0.01%", "1%", "100%"))
    axes.yaxis.set_minor_locator(NullLocator())


def _scores(decided: Sequence[Decided]) -> Figure:
    ordered = sorted(decided, key=lambda one: one.decision.severity)
    figure = _figure(WIDE_PANEL, len(ordered))
    panels = figure.subplots(len(ordered), sharex=True, sharey=True, squeeze=False)[:, 0]
    for one, axes in zip(ordered, panels, strict=True):
        _spread(one, axes)
    most = max(len(one.bad) for one in ordered)
    panels[0].set(yscale="log", ylim=(LEAST_COUNT, max(10, most)), xlim=(0, 1), xticks=TENTHS)
    panels[0].yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    figure.supxlabel("highest score of the comment")
    figure.supylabel("comments, log scale")
    _one_legend(figure, columns=2)
    return figure


def _spread(one: Decided, axes: Axes) -> None:
    for part, look in ((~one.bad, ORDINARY), (one.bad, BAD)):
        counts, _ = np.histogram(one.highest[part], EDGES)
        _steps(axes, counts.astype(np.float64), LEAST_COUNT, look)
    bad = int(one.bad.sum())
    axes.set_title(f"{one.decision}: {bad:,} bad, {len(one.bad) - bad:,} ordinary", loc="left")


def _robustness(robustness: Sequence[Robustness]) -> Figure:
    ordered = sorted(robustness, key=lambda one: one.relative, reverse=True)
    figure = _figure(ROW, len(ordered) + 1)
    axes = figure.subplots()
    rows = np.arange(len(ordered), dtype=np.float64)
    _caught(axes, rows + 0.2, [one.disguised for one in ordered], DISGUISED)
    _caught(axes, rows - 0.2, [one.plain for one in ordered], UNDISGUISED)
    _relative(axes, rows, ordered)
    axes.set(xlim=(0, 1.004), ylim=(-0.6, len(ordered) - 0.4), xticks=TENTHS)
    axes.set_yticks(rows, [one.kind.replace("_", " ") for one in ordered])
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.set_xlabel("advertisements caught, with 95 % intervals")
    _one_legend(figure, columns=3)
    return figure


def _caught(axes: Axes, rows: Floats, shares: list[Share], look: Look) -> None:
    values = np.array([share.value for share in shares])
    lows, highs = np.array([share.interval for share in shares]).T
    whiskers = np.maximum((values - lows, highs - values), 0)  # rounding goes below nothing
    bars = axes.barh(rows, values, 0.36, xerr=whiskers, ecolor=INK, capsize=2.5, label=look.name)
    for bar in bars:
        bar.set(facecolor=look.colour, edgecolor=look.edge, hatch=look.hatch, linewidth=0.6)


def _relative(axes: Axes, rows: Floats, robustness: Sequence[Robustness]) -> None:
    """Draw what each disguise should reach, and write beside it what it does reach."""
    asked = [ROBUST * one.plain.value for one in robustness]
    lines = axes.vlines(asked, rows - 0.5, rows + 0.5, color=VERMILION, linestyle="--")
    lines.set_label(f"{ROBUST} of undisguised")
    for row, one in zip(rows, robustness, strict=True):
        weak = one.relative < ROBUST
        text = f"{one.relative:.3f}" + (" ◂" if weak else "")
        axes.text(1.015, row, text, va="center", fontweight="bold" if weak else "normal")
    axes.text(1.015, len(rows) - 0.4, "relative", va="bottom")
