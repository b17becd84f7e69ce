"""Promote a model, or roll it back: point current.json at a version in one atomic rename."""

import json
import os
from pathlib import Path

from service.scoring.manifest import Manifest
from training.errors import TrainingError

CURRENT = "current.json"


def promote(models: Path, version: str) -> None:
    """Make `version` the one that services load from now on.

    Its files are verified first; raises ArtefactError when they are missing or altered. Rolling
    back is promoting the version before.
    """
    folder = models / version
    if folder.parent != models:
        raise TrainingError("a version is the name of a folder in models")
    Manifest.read(folder / "manifest.json").verify(folder / "model.joblib")
    draft = models / f".{CURRENT}.new"
    with draft.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"version": version}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(models / CURRENT)


def current(models: Path) -> str:
    """Return the promoted version, an empty string where there is none."""
    try:
        return str(json.loads((models / CURRENT).read_text(encoding="utf-8"))["version"])
    except FileNotFoundError:
        return ""
