import json
from pathlib import Path

import numpy as np
import pytest

from service.errors import ArtefactError
from service.scoring.artefact import Arrays, write_artefact
from service.scoring.manifest import Manifest
from training.errors import TrainingError
from training.promote import current, promote


def artefact(models: Path, version: str) -> None:
    arrays = Arrays.of(np.ones(256), np.zeros((1, 256)), [0.0], np.ones(8))
    manifest = Manifest(
        version=version,
        created="2026-11",
        sha256="",
        libraries={},
        labels=("spam",),
        presets={name: {"spam": (0.5, 0.9)} for name in ("lenient", "balanced", "strict")},
        ngrams={"bits": 8, "hashing": 1},
        seed=1,
    )
    write_artefact(models / version, arrays, manifest)


def test_promotion_names_the_version_that_services_load(tmp_path: Path) -> None:
    artefact(tmp_path, "2026.11.1")

    promote(tmp_path, "2026.11.1")

    assert json.loads((tmp_path / "current.json").read_text()) == {"version": "2026.11.1"}
    assert current(tmp_path) == "2026.11.1"


def test_rolling_back_is_promoting_the_version_before(tmp_path: Path) -> None:
    for version in ("2026.11.1", "2026.11.2"):
        artefact(tmp_path, version)
        promote(tmp_path, version)

    promote(tmp_path, "2026.11.1")

    assert current(tmp_path) == "2026.11.1"


def test_an_altered_model_is_not_promoted_and_the_old_one_stays(tmp_path: Path) -> None:
    for version in ("2026.11.1", "2026.11.2"):
        artefact(tmp_path, version)
    promote(tmp_path, "2026.11.1")
    (tmp_path / "2026.11.2" / "model.joblib").write_bytes(b"something else")

    with pytest.raises(ArtefactError):
        promote(tmp_path, "2026.11.2")

    assert current(tmp_path) == "2026.11.1"


def test_promotion_leaves_no_draft_behind(tmp_path: Path) -> None:
    artefact(tmp_path, "2026.11.1")

    promote(tmp_path, "2026.11.1")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026.11.1", "current.json"]


@pytest.mark.parametrize("version", ["../2026.11.1", "a/b", ""])
def test_a_version_is_a_folder_of_models(version: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError):
        promote(tmp_path, version)


def test_without_a_promotion_there_is_no_current_version(tmp_path: Path) -> None:
    assert current(tmp_path) == ""
