"""Write a trained model as the folder that a service loads, with all that is needed to check it."""

import importlib.metadata
from collections.abc import Iterable, Mapping
from pathlib import Path

from service.scoring.artefact import write_artefact
from service.scoring.manifest import Manifest
from service.scoring.manifest import Source as ManifestSource
from service.scoring.ngrams import HASHING
from training.recipe import Recipe
from training.sources import Source
from training.train import Trained

LIBRARIES = ("joblib", "numpy", "scikit-learn", "scipy")


def archive(
    folder: Path, trained: Trained, recipe: Recipe, sources: Iterable[Source], created: str
) -> Manifest:
    """Write model.joblib and manifest.json into `folder`, named after the version.

    `created` is an ISO 8601 date. Returns the manifest as written.
    """
    manifest = Manifest(
        version=folder.name,
        created=created,
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
    )
    return write_artefact(folder, trained.arrays, manifest)


def _stated(source: Source) -> list[ManifestSource]:
    """Return one entry a published file, or one for a source that is read from a folder."""
    if not source.files:
        return [ManifestSource(source.name, source.licence)]
    return [
        ManifestSource(source.name, source.licence, file.address(), file.sha256)
        for file in source.files
    ]


def _metrics(trained: Trained) -> Mapping[str, float]:
    return {
        f"calibration_error {label}": round(fit.calibration_error, 5)
        for label, fit in trained.labels.items()
    }
