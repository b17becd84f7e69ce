from pathlib import Path

import pytest

from tests.training.conftest import TINY_RECIPE
from training.errors import TrainingError
from training.labels import WHOLES, whole_of
from training.recipe import Recipe
from training.sources import Use, read_sources
from training.thresholds import Promise


def read(folder: Path, text: str) -> Recipe:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return Recipe.read(path)


def test_a_recipe_reads_shares_and_promises_of_holding_and_rejecting(tmp_path: Path) -> None:
    recipe = read(tmp_path, TINY_RECIPE)

    assert recipe.shares["abuse"] == Promise(hold=0.5, reject=0.2)
    assert recipe.presets["lenient"] == Promise(hold=0.02, reject=0.01)


def test_sources_that_are_kept_apart_stay_together(tmp_path: Path) -> None:
    assert read(tmp_path, TINY_RECIPE).apart == (frozenset({"prdect-id", "stif-indonesia"}),)


@pytest.mark.parametrize("table", ["penalty", "prior", "shares"])
def test_a_table_that_leaves_a_label_out_is_refused(table: str, tmp_path: Path) -> None:
    before, heading, after = TINY_RECIPE.partition(f"[{table}]\n")
    text = before + heading + after.partition("\n")[2]  # less its first row

    with pytest.raises(TrainingError, match=rf"\[{table}\] .* must name every label"):
        read(tmp_path, text)


def test_a_recipe_without_a_preset_is_refused(tmp_path: Path) -> None:
    text = TINY_RECIPE.replace("lenient = { hold = 0.02, reject = 0.01 }\n", "")

    with pytest.raises(TrainingError, match="lenient, balanced, strict"):
        read(tmp_path, text)


def test_another_seed_changes_nothing_else(tmp_path: Path) -> None:
    recipe = read(tmp_path, TINY_RECIPE)

    assert recipe.with_seed(7).seed == 7
    assert recipe.with_seed(7).with_seed(1) == recipe


def test_the_recipe_that_ships_names_sources_that_are_trained_on() -> None:
    recipe = Recipe.read()
    trained = {name for name, one in read_sources().items() if one.use is Use.TRAIN}

    assert recipe.ordinary <= trained
    assert set(recipe.weights) <= trained
    assert frozenset().union(*recipe.apart) <= trained


def test_no_source_that_ships_is_kept_apart_twice() -> None:
    apart = Recipe.read().apart

    assert sum(map(len, apart)) == len(frozenset().union(*apart))


def test_parts_that_ship_are_no_more_frequent_than_their_wholes() -> None:
    prior = Recipe.read().prior

    for whole in WHOLES:
        parts = [share for label, share in prior.items() if whole_of(label) == whole]
        assert max(parts) <= prior[whole] <= sum(parts)
