from dataclasses import replace
from pathlib import Path

import pytest

from service.domain import Decision
from service.policy import NEVER
from service.scoring.manifest import Manifest
from tests.training.reports import EMPTY, measured, report, result, robust
from training.card import OFFICIAL, write_card
from training.disguise import Kind
from training.keeping import Kept
from training.metrics import Share
from training.recipe import Recipe
from training.report import Fairness, LabelReport, Report
from training.sources import read_sources

MANIFEST = Manifest(
    version="2026.11.7",
    created="2026-11",
    sha256="",
    libraries={},
    labels=("spam", "abuse"),
    presets={
        name: {"spam": (0.5, 0.9), "abuse": (0.7, NEVER)}
        for name in ("lenient", "balanced", "strict")
    },
    ngrams={"bits": 8, "hashing": 1},
    seed=1,
)
SOURCES = [source for source in read_sources().values() if source.name.startswith("saring-")]


@pytest.fixture
def recipe(tiny_recipe: Path) -> Recipe:
    return Recipe.read(tiny_recipe)


def card(folder: Path, recipe: Recipe, of: Report) -> str:
    write_card(folder, of, MANIFEST, recipe, SOURCES)
    return (folder / "card.md").read_text(encoding="utf-8")


def rows(text: str, beginning: str) -> list[str]:
    """Return the rows of tables whose first cell is `beginning`."""
    return [line for line in text.splitlines() if line.startswith(f"| {beginning} |")]


def test_a_card_tells_how_frequent_bad_comments_are_taken_to_be(
    tmp_path: Path, recipe: Recipe
) -> None:
    text = card(tmp_path, recipe, EMPTY)

    assert "spam 20.0%, spam/gambling 20.0%, abuse 10.0%." in text


def test_a_card_tells_the_promise_of_every_preset(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, EMPTY)

    assert rows(text, "lenient") == ["| lenient | 2.00% | 1.000% |"]
    assert rows(text, "strict") == ["| strict | 30.00% | 10.000% |"]
    assert "context_toxicity, gbennnn-judol-yt, prdect-id" in text


def test_a_card_tells_the_bands_and_what_never_happens(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, EMPTY)

    [spam], [abuse] = rows(text, "spam"), rows(text, "abuse")
    assert spam.count("0.5000, 0.9000") == 3
    assert abuse.count("0.7000, never") == 3


def test_what_was_not_measured_has_no_section(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, EMPTY)

    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == [
        "## What it promises",
        "## On templates held out of training",
        "## Where it is weak",
        "## Sources",
    ]


def test_an_aim_that_was_reached_says_so(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, report(result("surge_toxicity", measured(0.96))))

    assert rows(text, "surge, ROC-AUC") == ["| surge, ROC-AUC | 0.91 | 0.9600 | 0.95 | reached |"]


def test_an_aim_that_was_missed_stays_and_says_so(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, report(result("surge_toxicity", measured(0.94))))

    assert rows(text, "surge, ROC-AUC") == [
        "| surge, ROC-AUC | 0.91 | 0.9400 | 0.95 | **missed** |"
    ]


def test_an_aim_of_which_less_is_better_says_at_most(tmp_path: Path, recipe: Recipe) -> None:
    ordinary = measured(None, wrongly_held=Share(30, 1000), wrongly_rejected=Share(0, 1000))

    text = card(tmp_path, recipe, report(ordinary=ordinary))

    assert rows(text, "ordinary comments, wrongly held") == [
        "| ordinary comments, wrongly held | 0.005 | 0.0300 | at most 0.01 | **missed** |"
    ]


def test_an_aim_that_no_plain_model_was_measured_on_has_a_dash(
    tmp_path: Path, recipe: Recipe
) -> None:
    text = card(tmp_path, recipe, report(robustness=(robust(Kind.LEET, 97),)))

    [row] = rows(text, "weakest disguise, caught relative to none")
    assert "| – | 0.9700 | 0.95 | reached |" in row


@pytest.mark.parametrize("name", OFFICIAL)
def test_a_figure_beside_a_published_one_says_what_it_is(
    name: str, tmp_path: Path, recipe: Recipe
) -> None:
    text = card(tmp_path, recipe, report(official={name: 0.61234}))

    assert f"* {OFFICIAL[name]}: 0.6123" in text


def test_hatecheck_is_told_by_function_with_intervals(tmp_path: Path, recipe: Recipe) -> None:
    functions = {"slur_h": Share(9, 10), "negate_neg_nh": Share(5, 10)}

    text = card(tmp_path, recipe, report(functions=functions, official={"hatecheck accuracy": 0.7}))

    assert rows(text, "slur_h") == ["| slur_h | 90.00% (59.58% to 98.21%) |"]
    assert len(rows(text, "negate_neg_nh")) == 1


def test_a_label_that_nobody_annotated_has_no_row(tmp_path: Path, recipe: Recipe) -> None:
    whole = measured(0.987)
    of = replace(EMPTY, labels=(LabelReport("spam", whole), LabelReport("abuse", None)))

    held_out = card(tmp_path, recipe, of).partition("held out of training")[2]

    assert rows(held_out, "spam") == ["| spam | 100 | 20 | 0.9870 | 0.8000 | 0.0123 |"]
    assert rows(held_out, "abuse") == []


def test_a_card_tells_what_the_default_policy_buys(tmp_path: Path, recipe: Recipe) -> None:
    whole = measured(0.9, automated=Share(95, 100), errors=Share(1, 95))

    text = card(tmp_path, recipe, report(result("surge_toxicity", whole)))

    bought = text.partition("What the default policy buys")[2]
    [row] = rows(bought.partition("##")[0], "surge_toxicity")
    assert row.startswith("| surge_toxicity | 95.00% (")


def test_a_promise_is_told_beside_what_became_of_it(tmp_path: Path, recipe: Recipe) -> None:
    held = Kept("spam", Decision.HOLD, 0.001, 0.7123, Share(1, 1000))

    text = card(tmp_path, recipe, replace(EMPTY, promises=(held,)))

    promised = text.partition("## Promises of single labels")[2]
    [row] = rows(promised.partition("## ")[0], "spam")
    assert row == "| spam | hold | 0.10% | 0.7123 | 0.10% (0.02% to 0.56%) |"


def test_a_disguise_is_told_beside_the_same_texts_undisguised(
    tmp_path: Path, recipe: Recipe
) -> None:
    text = card(tmp_path, recipe, report(robustness=(robust(Kind.LEET, 97),)))

    [row] = rows(text, "leet")
    assert row.endswith("| 0.970 |")


def test_the_gap_between_identity_terms_is_told(tmp_path: Path, recipe: Recipe) -> None:
    terms = {"ramah": Share(1, 20), "lain": Share(4, 20)}
    of = replace(EMPTY, fairness=(Fairness("bias_templates", terms),))

    assert "by up to 15.0% between the 2 terms of bias_templates" in card(tmp_path, recipe, of)


def test_every_source_stands_with_its_licence(tmp_path: Path, recipe: Recipe) -> None:
    text = card(tmp_path, recipe, EMPTY)

    for source in SOURCES:
        assert f"| {source.name} | CC0-1.0 | – | {source.note} |" in text
