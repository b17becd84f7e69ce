import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.domain import Decision
from service.policy import NEVER, Band
from training.disguise import Kind
from training.evaluate import Robustness
from training.labels import LABELS
from training.metrics import Share
from training.plots import Decided, Scored, plot

LABEL_PLOTS = {"precision-recall.png", "reliability.png"}
ALL_PLOTS = LABEL_PLOTS | {"robustness.png", "scores.png"}
USUAL, NEVER_EITHER = Band(0.5, 0.9), Band(NEVER, NEVER)


def scored(label: str = "spam", band: Band = USUAL) -> Scored:
    rng = np.random.default_rng(len(label))
    bad = np.arange(400) % 8 == 0
    scores = np.clip(rng.normal(np.where(bad, 0.8, 0.1), 0.2), 0, 1)
    return Scored(label, bad, scores, np.where(bad, 0.4, 1.1), band)


def decided(decision: Decision, count: int = 60) -> Decided:
    highest = np.linspace(0, 1, count)
    return Decided(decision, highest > 0.7, highest)


def robust(kind: Kind, caught: int, of: int = 80) -> Robustness:
    return Robustness(kind, disguised=Share(caught, of), plain=Share(of, of))


EVERY_DECISION = [decided(one) for one in Decision]
EVERY_DISGUISE = [robust(kind, 60 + place % 21) for place, kind in enumerate(Kind)]


def written(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def drawn(folder: Path, labels: Sequence[Scored]) -> dict[str, str]:
    folder.mkdir()
    plot(folder, labels, [], [])
    return written(folder)


def size(path: Path) -> tuple[int, int]:
    """Return width and height as the header of a PNG tells them."""
    header = path.read_bytes()[16:24]
    return int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")


@pytest.mark.parametrize("labels", [LABELS, ("spam", "spam/gambling", "abuse"), ("spam",)])
def test_every_plot_is_written_whatever_the_number_of_labels(
    labels: Sequence[str], tmp_path: Path
) -> None:
    plot(tmp_path, [scored(label) for label in labels], EVERY_DECISION, EVERY_DISGUISE)

    assert set(written(tmp_path)) == ALL_PLOTS


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        plot(tmp_path / name, [scored(), scored("abuse")], EVERY_DECISION, EVERY_DISGUISE)

    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_a_plot_tells_neither_its_time_nor_its_maker(tmp_path: Path) -> None:
    plot(tmp_path, [scored()], EVERY_DECISION, EVERY_DISGUISE)

    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert not any(chunk in content for chunk in (b"tEXt", b"iTXt", b"tIME"))


def test_nothing_is_written_of_nothing(tmp_path: Path) -> None:
    plot(tmp_path, [], [], [])

    assert written(tmp_path) == {}


@pytest.mark.parametrize(
    ("decisions", "disguises", "name"),
    [(EVERY_DECISION, [], "scores.png"), ([], EVERY_DISGUISE, "robustness.png")],
)
def test_each_plot_is_written_without_the_others(
    decisions: Sequence[Decided], disguises: Sequence[Robustness], name: str, tmp_path: Path
) -> None:
    plot(tmp_path, [], decisions, disguises)

    assert set(written(tmp_path)) == {name}


def test_a_grid_grows_with_its_labels(tmp_path: Path) -> None:
    drawn(tmp_path / "four", [scored(label) for label in LABELS[:4]])
    drawn(tmp_path / "all", [scored(label) for label in LABELS])

    for name in LABEL_PLOTS:
        four, every = size(tmp_path / "four" / name), size(tmp_path / "all" / name)
        assert four[0] == every[0]
        assert every[1] > 2 * four[1]


@pytest.mark.parametrize("truth", [True, False])
def test_a_label_of_one_kind_of_comment_is_left_out(truth: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a case, not a switch
    one_kind = replace(scored("abuse"), bad=np.full(400, truth))

    with_it = drawn(tmp_path / "with", [scored(), one_kind])

    assert with_it == drawn(tmp_path / "without", [scored()])


def test_a_label_without_comments_is_left_out(tmp_path: Path) -> None:
    nothing = np.array([], dtype=np.float64)
    empty = Scored("abuse", nothing.astype(np.bool_), nothing, nothing, NEVER_EITHER)

    assert drawn(tmp_path / "plots", [empty]) == {}


def test_the_band_is_marked_on_the_precision_recall_curve(tmp_path: Path) -> None:
    marked = drawn(tmp_path / "marked", [scored()])
    unmarked = drawn(tmp_path / "unmarked", [scored(band=NEVER_EITHER)])

    assert {name for name in marked if marked[name] != unmarked[name]} == {"precision-recall.png"}


def test_a_band_that_no_comment_reaches_is_drawn(tmp_path: Path) -> None:
    low = replace(scored(band=Band(0.99, 1.0)), scores=scored().scores / 2)

    assert set(drawn(tmp_path / "plots", [low])) == LABEL_PLOTS


def test_weights_change_the_reliability_diagram_only(tmp_path: Path) -> None:
    weighted = drawn(tmp_path / "weighted", [scored()])
    plain = drawn(tmp_path / "plain", [replace(scored(), weights=np.ones(400))])

    assert {name for name in plain if plain[name] != weighted[name]} == {"reliability.png"}


def test_a_decision_that_no_comment_got_is_drawn_empty(tmp_path: Path) -> None:
    plot(tmp_path, [], [decided(Decision.APPROVE), decided(Decision.REJECT, 0)], [])

    assert set(written(tmp_path)) == {"scores.png"}


def test_decisions_without_any_comment_are_not_drawn(tmp_path: Path) -> None:
    plot(tmp_path, [], [decided(one, 0) for one in Decision], [])

    assert written(tmp_path) == {}


def test_a_single_comment_is_drawn(tmp_path: Path) -> None:
    plot(tmp_path, [], [decided(Decision.HOLD, 1)], [])

    assert set(written(tmp_path)) == {"scores.png"}


def test_a_disguise_that_nothing_could_put_on_is_left_out(tmp_path: Path) -> None:
    plot(tmp_path, [], [], [robust(Kind.KEYCAPS, 0, of=0)])

    assert written(tmp_path) == {}


def test_shares_of_none_and_of_all_have_whiskers(tmp_path: Path) -> None:
    plot(tmp_path, [], [], [robust(Kind.LEET, 0), robust(Kind.SPLIT, 80), robust(Kind.EMOJI, 1, 1)])

    assert set(written(tmp_path)) == {"robustness.png"}
