"""`saring-train` over a tiny world, as a person would run it."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.scoring.artefact import read_artefact
from service.scoring.model import Model
from training.cli import cli
from training.errors import TrainingError

FILES = {
    "card.md",
    "manifest.json",
    "model.joblib",
    "precision-recall.png",
    "reliability.png",
    "report.json",
    "robustness.png",
    "scores.png",
}
UNWRITTEN = ("--without", "saring-corpus", "--without", "saring-ordinary")


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def train(data: Path, recipe: Path, out: Path, *words: object) -> Result:
    return run("train", "--data", data, "--recipe", recipe, "--out", out, *UNWRITTEN, *words)


@pytest.fixture(scope="module")
def trained(tiny_data: Path, tiny_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "2026.11.7"
    result = train(tiny_data, tiny_recipe, out)
    assert result.exit_code == 0, result.output
    return out


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_training_writes_everything_about_a_model(trained: Path) -> None:
    assert {path.name for path in trained.iterdir()} == FILES


def test_the_same_input_and_seed_give_the_same_bytes(
    trained: Path, tiny_data: Path, tiny_recipe: Path, tmp_path: Path
) -> None:
    again = tmp_path / trained.name

    train(tiny_data, tiny_recipe, again)

    assert digests(again) == digests(trained)


def test_another_seed_gives_another_model(
    trained: Path, tiny_data: Path, tiny_recipe: Path, tmp_path: Path
) -> None:
    other = tmp_path / trained.name

    train(tiny_data, tiny_recipe, other, "--seed", 2)

    assert digests(other)["model.joblib"] != digests(trained)["model.joblib"]


def test_measuring_again_gives_the_same_report(
    trained: Path, tiny_data: Path, tiny_recipe: Path
) -> None:
    before = digests(trained)

    result = run("evaluate", trained, "--data", tiny_data, "--recipe", tiny_recipe, *UNWRITTEN)

    assert result.exit_code == 0, result.output
    assert digests(trained) == before


def test_the_report_measures_the_evaluation_set(trained: Path) -> None:
    report = json.loads((trained / "report.json").read_text(encoding="utf-8"))

    [measured] = report["sets"]
    assert measured["name"] == "muzazr-judol"
    assert measured["whole"]["outcome"]["caught"]["of"] == measured["whole"]["bad"]
    assert len(measured["whole"]["outcome"]["caught"]["interval"]) == 2


def test_the_report_tells_what_was_aimed_at(trained: Path) -> None:
    report = json.loads((trained / "report.json").read_text(encoding="utf-8"))

    aims = {row["name"]: row for row in report["aims"]}
    found = aims["muzazr-judol, ROC-AUC"]
    assert found["value"] == report["sets"][0]["whole"]["ranking"]["roc_auc"]
    assert found["reached"] is (found["value"] >= found["reach"])


def test_the_manifest_states_every_source_with_its_licence(trained: Path) -> None:
    _, manifest = read_artefact(trained)

    assert {source.name for source in manifest.sources} == {
        "gbennnn-judol-yt",
        "context_toxicity",
        "prdect-id",
    }
    assert all(source.licence for source in manifest.sources)
    assert manifest.created == "2026-11"


def test_the_manifest_states_what_a_promise_of_each_label_costs(trained: Path) -> None:
    _, manifest = read_artefact(trained)

    assert manifest.promises.keys() == set(manifest.labels)
    assert all(curve.hold and curve.reject for curve in manifest.promises.values())


def test_a_trained_model_scores_what_it_was_trained_for(trained: Path) -> None:
    arrays, manifest = read_artefact(trained)

    assert Model(arrays, manifest).labels == ("spam", "spam/gambling", "abuse")


def test_a_source_can_be_left_out(tiny_data: Path, tiny_recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "2026.11.8"

    result = train(tiny_data, tiny_recipe, out, "--without", "context_toxicity")

    assert isinstance(result.exception, TrainingError)
    assert "abuse needs comments" in str(result.exception)


def test_an_unknown_source_cannot_be_left_out(tiny_data: Path, tmp_path: Path) -> None:
    out = tmp_path / "2026.11.8"

    result = run("train", "--data", tiny_data, "--out", out, "--without", "muzazr-judol")

    assert isinstance(result.exception, TrainingError)
    assert not out.exists()


def test_a_version_has_a_year_a_month_and_a_number(tiny_data: Path, tmp_path: Path) -> None:
    result = run("train", "--data", tiny_data, "--out", tmp_path / "newest")

    assert isinstance(result.exception, TrainingError)


def test_nothing_written_names_a_path_of_the_machine(trained: Path, tiny_data: Path) -> None:
    for name in ("manifest.json", "report.json", "card.md"):
        text = (trained / name).read_text(encoding="utf-8")
        assert str(tiny_data) not in text
        assert not re.search(r"/(home|tmp|work|root|Users)/", text)


def test_promoting_prints_what_services_load(trained: Path) -> None:
    result = run("promote", trained.name, "--models", trained.parent)

    assert result.output.strip() == trained.name
    (trained.parent / "current.json").unlink()
