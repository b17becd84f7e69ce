"""Write a trained model as the folder that a service loads, with all that is needed to check it."""

import importlib.metadata
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from service.scoring.artefact import write_artefact
from service.scoring.manifest import Manifest
from service.scoring.manifest import Source as ManifestSource
from service.scoring.ngrams import HASHING
from training.errors import TrainingError
from training.recipe import Recipe
from training.sources import Source
from training.train import Trained

VERSION = re.compile(r"(\d{4})\.(1[0-2]|[1-9])\.\d+")
LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy")


def archive(folder: Path, trained: Trained, recipe: Recipe, sources: Iterable[Source]) -> Manifest:
    """Write model.joblib and manifest.json into `folder`, named after the version.

    Its month of creation is that of the version, not of the clock, so that the same input gives
    the same bytes. Returns the manifest as written.
    """
    manifest = Manifest(
        version=folder.name,
        created=month_of(folder.name),
        sha256="",
        libraries={name: importlib.metadata.version(name) for name in LIBRARIES},
        labels=recipe.labels,
        presets={
            preset: {label: (band.hold, band.reject) for label, band in bands.items()}
            for preset, bands in trained.presets.items()
        },
        ngrams={"bits": recipe.bits, "hashing": HASHING},
        seed=recipe.seed,
        sources=tuple(stated for source in sources for stated in _stated(source)),
        metrics=_metrics(trained),
        promises=trained.promises,
    )
    return write_artefact(folder, trained.arrays, manifest)


def month_of(version: str) -> str:
    """Return the month that a version `<year>.<month>.<number>` names, in ISO 8601.

    Raises TrainingError when `version` is of another form.
    """
    found = VERSION.fullmatch(version)
    if found is None:
        raise TrainingError(f"{version} is not a version such as 2026.11.1")
    return f"{found[1]}-{int(found[2]):02}"


def _stated(source: Source) -> list[ManifestSource]:
    """Return one entry a published file, or one for a source that is read from a folder."""
    if not source.files:
        return [ManifestSource(source.name, source.licence)]
    return [
        ManifestSource(source.name, source.licence, file.address(), file.sha256)
        for file in source.files
    ]


def _metrics(trained: Trained) -> Mapping[str, float]:
    """Return the figures of the fit, by name and label."""
    return {
        f"{name} {label}": round(value, 5)
        for label, fit in trained.labels.items()
        for name, value in (
            ("annotated", fit.annotated),
            ("bad", fit.bad),
            ("calibration error", fit.calibration_error),
        )
    }
