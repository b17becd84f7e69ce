from dataclasses import replace

import pytest

from tests.training.reports import EMPTY, measured, report, result, robust
from training.aims import AIMS, JUDOL, Aim, as_rows, table
from training.card import OFFICIAL
from training.disguise import Kind
from training.metrics import Share
from training.report import Report
from training.sources import Use, read_sources

CAUGHT = "these three, caught"


def figure(name: str, of: Report) -> float | None:
    """Return the figure of `of` that belongs to the aim called `name`."""
    found = {aim.name: value for aim, value in table(of)}
    return found.get(name)


def aim(reach: float, *, at_most: bool = False) -> Aim:
    return Aim("made up", None, reach, lambda _: None, at_most)


@pytest.mark.parametrize(("value", "reached"), [(0.95, True), (0.96, True), (0.9498, False)])
def test_an_aim_is_reached_by_so_much_or_more(value: float, reached: bool) -> None:  # noqa: FBT001 -- a case, not a switch
    assert aim(0.95).reached(value) is reached


@pytest.mark.parametrize(("value", "reached"), [(0.01, True), (0.009, True), (0.0102, False)])
def test_an_aim_of_at_most_so_much_is_reached_by_less(value: float, reached: bool) -> None:  # noqa: FBT001 -- a case, not a switch
    assert aim(0.01, at_most=True).reached(value) is reached


def test_an_aim_is_judged_by_the_figure_that_is_printed() -> None:
    assert aim(0.95).reached(0.94996)
    assert aim(0.0005, at_most=True).reached(0.00054)
    assert not aim(0.0005, at_most=True).reached(0.00056)


def test_what_was_not_measured_has_no_row() -> None:
    assert table(EMPTY) == []
    assert table(report(result("a set of no aim", measured()))) == []


def test_every_aim_is_of_something_that_a_full_report_holds() -> None:
    """A name that is misspelt in the table would never get a figure."""
    evaluated = [one for one in read_sources().values() if one.use is Use.EVALUATE]
    shares = dict.fromkeys(("caught", "rejected", "wrongly_held", "wrongly_rejected"), Share(1, 2))
    whole = measured(0.9, **shares)
    full = report(
        *(result(source.name, whole, source.label) for source in evaluated),
        official=dict.fromkeys(OFFICIAL, 0.5),
        ordinary=whole,
        robustness=(robust(Kind.LEET, 90),),
    )

    assert [found for found, _ in table(full)] == list(AIMS)


def test_names_of_aims_are_told_apart() -> None:
    assert len({one.name for one in AIMS}) == len(AIMS)


def test_a_report_holds_every_aim_with_its_figure() -> None:
    [row] = as_rows(report(result("surge_toxicity", measured(0.91))))

    assert row == {
        "name": "surge, ROC-AUC",
        "plain": 0.91,
        "value": 0.91,
        "reach": 0.95,
        "reached": False,
    }


def test_a_set_that_could_not_be_ranked_has_no_row() -> None:
    assert table(report(result("surge_toxicity", measured(None)))) == []


def test_a_set_has_its_own_figure() -> None:
    of = report(result("surge_toxicity", measured(0.91)), result("jigsaw_samples", measured(0.97)))

    assert figure("surge, ROC-AUC", of) == 0.91
    assert figure("jigsaw_samples, ROC-AUC", of) == 0.97


def test_a_published_comparison_has_its_own_figure() -> None:
    of = report(official={"hatecheck accuracy": 0.81})

    assert figure("HateCheck, accuracy (Perspective .766)", of) == 0.81


def judol(*caught: tuple[int, int]) -> Report:
    shares = [Share(*one) for one in caught]
    return report(
        *(
            result(name, measured(caught=share, rejected=share))
            for name, share in zip(JUDOL, shares, strict=False)
        )
    )


def test_sets_of_gambling_count_by_their_comments() -> None:
    """Of ten, ten and eighty comments; the mean of the three shares would be a half."""
    assert figure(CAUGHT, judol((10, 10), (5, 10), (0, 80))) == pytest.approx(0.15)


def test_sets_of_gambling_count_only_all_together() -> None:
    assert figure(CAUGHT, judol((10, 10), (5, 10))) is None


def test_mistakes_are_counted_over_all_ordinary_comments() -> None:
    of = report(ordinary=measured(None, wrongly_held=Share(3, 1000)))

    assert figure("ordinary comments, wrongly held", of) == 0.003


def test_no_mistakes_among_no_comments_are_no_figure() -> None:
    """A report without evaluation sets has a slice of ordinary comments that is empty."""
    empty = replace(measured(None), comments=0, bad=0)

    assert table(report(ordinary=empty)) == []


def test_the_weakest_disguise_decides() -> None:
    of = report(robustness=(robust(Kind.LEET, 99), robust(Kind.SPLIT, 91), robust(Kind.EMOJI, 97)))

    assert figure("weakest disguise, caught relative to none", of) == pytest.approx(0.91)


def test_a_disguise_that_nothing_could_put_on_decides_nothing() -> None:
    of = report(robustness=(robust(Kind.LEET, 99), robust(Kind.KEYCAPS, 0, of=0)))

    assert figure("weakest disguise, caught relative to none", of) == pytest.approx(0.99)
