"""The file of a model: the same bytes for the same arrays, and nothing is unpickled unverified."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pytest

from service.errors import ArtefactError
from service.scoring.artefact import IDF_STEP, Arrays, read_artefact, write_artefact
from service.scoring.manifest import Manifest, digest
from service.scoring.model import load_model
from tests.scoring.models import arrays, manifest, model, reading


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    write_artefact(tmp_path / "2026.11.1", arrays(), manifest())
    (tmp_path / "current.json").write_text('{"version": "2026.11.1"}')
    return tmp_path


def test_a_loaded_model_scores_as_the_one_that_was_written(models_dir: Path) -> None:
    several = [reading("gacor di pulau777"), reading("terima kasih")]

    assert load_model(models_dir).score(several) == model().score(several)


def test_the_table_is_memory_mapped(models_dir: Path) -> None:
    loaded, _ = read_artefact(models_dir / "2026.11.1")

    assert isinstance(loaded.table.base, np.memmap)


def test_the_same_arrays_are_the_same_bytes(tmp_path: Path) -> None:
    one = write_artefact(tmp_path / "one", arrays(), manifest())
    other = write_artefact(tmp_path / "other", arrays(), manifest())

    assert one.sha256 == other.sha256 == digest(tmp_path / "other" / "model.joblib")


def test_weights_are_kept_to_a_32767th_of_the_largest() -> None:
    weights = np.random.default_rng(3).normal(0, 2, (2, 256))

    kept = Arrays.of(np.ones(256), weights, np.zeros(2), np.ones(8)).weights()

    steps = np.abs(weights).max(axis=1, keepdims=True) / 32767
    assert np.all(np.abs(kept - weights) <= 0.5001 * steps)


def test_idf_is_kept_in_steps() -> None:
    kept = Arrays.of(np.full(256, 3 * IDF_STEP), np.zeros((1, 256)), [0], np.ones(8))

    assert set(kept.table[:, 0].tolist()) == {3}


@pytest.mark.parametrize(("labels", "width"), [(1, 4), (3, 4), (4, 8), (11, 16), (16, 32)])
def test_rows_are_as_wide_as_numpy_copies_fast(labels: int, width: int) -> None:
    assert arrays(labels).table.shape[1] == width


def test_eleven_labels_of_half_a_million_columns_fit_the_size_limit(tmp_path: Path) -> None:
    many = replace(manifest(bits=19), labels=tuple(f"label {number}" for number in range(11)))

    write_artefact(tmp_path, arrays(labels=11, bits=19), many)

    assert (tmp_path / "model.joblib").stat().st_size < 17_000_000


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    many = replace(manifest(bits=19), labels=tuple(f"label {number}" for number in range(16)))

    with pytest.raises(ArtefactError, match="is larger than 20000000 bytes"):
        write_artefact(tmp_path, arrays(labels=16, bits=19), many)


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str, str], object], tuple[str, str]]:
        return open, (str(self.path), "w")


def test_an_exchanged_file_is_refused_before_it_is_unpickled(models_dir: Path) -> None:
    sprung = models_dir / "sprung"
    (models_dir / "2026.11.1" / "model.joblib").write_bytes(pickle.dumps(Trap(sprung)))

    with pytest.raises(ArtefactError, match="is not the file of version"):
        load_model(models_dir)
    assert not sprung.exists()


def test_a_truncated_file_is_refused(models_dir: Path) -> None:
    path = models_dir / "2026.11.1" / "model.joblib"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(ArtefactError, match="is not the file of version"):
        load_model(models_dir)


@pytest.mark.parametrize("name", ["current.json", "2026.11.1/manifest.json"])
def test_a_missing_file_stops_with_its_name(name: str, models_dir: Path) -> None:
    (models_dir / name).unlink()

    with pytest.raises(ArtefactError, match=f"{Path(name).name} is missing"):
        load_model(models_dir)


@pytest.mark.parametrize("version", [None, 7, "", "../elsewhere", "a/b", ".."])
def test_current_json_must_name_a_folder_beside_it(version: object, models_dir: Path) -> None:
    (models_dir / "current.json").write_text(json.dumps({"version": version}))

    with pytest.raises(ArtefactError, match="must be"):
        load_model(models_dir)


def test_a_folder_that_holds_another_version_is_refused(models_dir: Path) -> None:
    (models_dir / "2026.11.1").rename(models_dir / "2026.12.1")
    (models_dir / "current.json").write_text('{"version": "2026.12.1"}')

    with pytest.raises(
        ArtefactError, match=r"names 2026\.12\.1, but that folder holds 2026\.11\.1"
    ):
        load_model(models_dir)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"hashing": 0}, "was made for another release"),
        ({"format": 0}, "was made for another release"),
        ({"colours": 3}, "does not hold the arrays of a model"),
        ({"intercepts": np.zeros(2, np.float32)}, "do not fit together"),
        ({"steps": np.ones(2, np.float32)}, "the model has 2 labels, its manifest 3"),
    ],
)
def test_arrays_of_another_shape_or_release_are_refused(
    change: dict[str, object], sentence: str, models_dir: Path
) -> None:
    folder = models_dir / "2026.11.1"
    content = joblib.load(folder / "model.joblib")
    joblib.dump(content | change, folder / "model.joblib")
    described = Manifest.read(folder / "manifest.json")
    replace(described, sha256=digest(folder / "model.joblib")).write(folder / "manifest.json")

    with pytest.raises(ArtefactError, match=sentence):
        read_artefact(folder)
