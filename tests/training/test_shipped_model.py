"""The model that stands in models/: it loads, is what it says it is, and judges as promised."""

import json
from pathlib import Path

import pytest

from service.domain import Author, Comment, Decision, Verdict
from service.moderation import Moderator
from service.policy import preset
from service.scoring.artefact import MAX_BYTES
from service.scoring.manifest import NEVER, promised_hold, promised_reject
from service.scoring.model import Model, load_model
from service.settings import Settings
from service.signals import DETECTORS
from training.sources import read_sources, require_trainable

MODELS = Settings().models_dir
THANKS = "Terima kasih infonya, sangat membantu"
PITCH = "Gak nyangka modal receh di {} bisa WD jutaan, gacor parah"
BRANDS = ("𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "P U L A U 7 7 7", "РULАU777", "PULAU777")
# What is not reached yet; docs/errors.md says why. A model that reaches more shortens this list.
MISSED = frozenset(
    {
        "hf-online-gambling, ROC-AUC",
        "muzazr-judol, ROC-AUC",
        "kaggle-yaemico, ROC-AUC",
        "these three, caught",
        "datacamp, ROC-AUC",
        "ordinary comments, wrongly rejected",
        "rizalespe, ROC-AUC",
        "ibrohim2019, ROC-AUC",
        "our annotations, ROC-AUC",
        "surge, ROC-AUC",
        "jigsaw_samples, ROC-AUC",
        "openai_moderation, ROC-AUC",
        "HateXplain, macro-F1 (BERT .674)",
        "HateCheck, accuracy (Perspective .766)",
        "weakest disguise, caught relative to none",
    }
)
WORSE = frozenset(
    {
        "surge, ROC-AUC",
        "jigsaw_samples, ROC-AUC",
        "openai_moderation, ROC-AUC",
        "HateXplain, macro-F1 (BERT .674)",
    }
)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(MODELS)


@pytest.fixture(scope="module")
def folder(model: Model) -> Path:
    return MODELS / model.version


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


def judge(model: Model, body: str, name: str = "", url: str = "") -> Verdict:
    policy = preset("balanced", model.manifest.presets["balanced"])
    comment = Comment(body, Author(name=name, url=url))
    return Moderator(model, DETECTORS, new_id=str).moderate(comment, policy)


def shown(verdict: Verdict) -> str:
    """Return all evidence as it reads."""
    return " ".join(
        evidence.reads_as or evidence.text.lower()
        for reason in verdict.reasons
        for evidence in reason.evidence
    )


def test_an_ordinary_comment_is_approved(model: Model) -> None:
    assert judge(model, THANKS).decision is Decision.APPROVE


@pytest.mark.parametrize("brand", BRANDS)
def test_an_advertisement_is_stopped_and_its_brand_shown(model: Model, brand: str) -> None:
    verdict = judge(model, PITCH.format(brand))

    assert verdict.decision is not Decision.APPROVE
    assert "pulau777" in shown(verdict)


@pytest.mark.parametrize("name", [*BRANDS, "PULAU777 slot gacor"])
def test_an_advertisement_in_the_authors_name_alone_is_stopped(model: Model, name: str) -> None:
    verdict = judge(model, THANKS, name)

    assert verdict.decision is not Decision.APPROVE
    assert "pulau777" in shown(verdict)


@pytest.mark.parametrize(
    "name", ["Budi Santoso", "Siti 88", "andi_1998", "Mama Rina", "dr. Mega", "Anonim", "JOKO 45"]
)
def test_an_ordinary_name_stops_nothing(model: Model, name: str) -> None:
    assert judge(model, THANKS, name).decision is Decision.APPROVE


def test_a_personal_page_stops_nothing(model: Model) -> None:
    verdict = judge(model, THANKS, "Rina", "https://rinaputri.blogspot.com")

    assert verdict.decision is Decision.APPROVE


@pytest.mark.parametrize("body", ["Langsung", "0", "🔥", "mantap", "ok", "Keren", "😂😂😂", "P"])
def test_the_shortest_comments_are_approved(model: Model, body: str) -> None:
    assert judge(model, body).decision is Decision.APPROVE


def test_a_single_word_of_praise_may_still_be_held(model: Model) -> None:
    """Not wanted: advertisements end in it so often that the word alone reaches the band."""
    assert judge(model, "Terbaik").decision is Decision.HOLD


def test_it_is_small_and_told_in_full(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}

    assert (folder / "model.joblib").stat().st_size <= MAX_BYTES
    assert {"manifest.json", "report.json", "card.md", "scores.png"} <= names


def test_every_label_can_be_promised_of(model: Model) -> None:
    curves = model.manifest.promises

    for label in model.labels:
        assert promised_hold(curves, label, 0.002) < NEVER
        assert promised_reject(curves, label, 0.0005) < NEVER


def test_it_was_trained_on_nothing_that_is_kept_for_evaluation(model: Model) -> None:
    sources = read_sources()

    for stated in model.manifest.sources:
        assert require_trainable(sources, stated.name).licence == stated.licence


def test_it_reaches_its_aims_but_those_named_as_missed(report: dict[str, object]) -> None:
    aims = report["aims"]

    assert len(aims) == 20  # type: ignore[arg-type]  # parsed JSON
    assert {one["name"] for one in aims if not one["reached"]} == MISSED  # type: ignore[attr-defined]  # parsed JSON


def test_it_ranks_worse_than_a_plain_model_only_where_it_says_so(
    report: dict[str, object],
) -> None:
    worse = {
        one["name"]
        for one in report["aims"]  # type: ignore[attr-defined]  # parsed JSON
        if one["plain"] is not None and "wrongly" not in one["name"] and one["value"] < one["plain"]
    }

    assert worse == WORSE


def test_every_disguise_is_caught_nearly_as_often_as_none(report: dict[str, object]) -> None:
    relative = {one["kind"]: one["relative"] for one in report["robustness"]}  # type: ignore[attr-defined]  # parsed JSON
    missed = {"split", "spelled_digits"}  # the aim is 0.95 for every kind

    assert min(relative[kind] for kind in relative.keys() - missed) >= 0.95
    assert min(relative[kind] for kind in missed) >= 0.90
