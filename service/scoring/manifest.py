"""A model's identity: which file it is, what it was made of, and how it is to be used."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from service.errors import ArtefactError

FORMAT = 1
"""Raised whenever the keys or shapes of model.joblib change their meaning."""


@dataclass(frozen=True, slots=True)
class Source:
    """A set of comments that the model was trained on."""

    name: str
    licence: str
    address: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in manifest.json.

    `created` is an ISO 8601 date, `sha256` the digest of model.joblib. `presets` gives for every
    policy and label the scores to hold at and to reject at. `ngrams` holds `bits` and `hashing`.
    """

    version: str
    created: str
    sha256: str
    libraries: Mapping[str, str]
    labels: tuple[str, ...]
    presets: Mapping[str, Mapping[str, tuple[float, float]]]
    ngrams: Mapping[str, int]
    seed: int
    sources: tuple[Source, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read manifest.json; raises ArtefactError when it is missing or not a manifest."""
        content = read_json(path)
        if content.get("format") != FORMAT:
            raise ArtefactError(
                f"{path} is of format {content.get('format')!r}; this version reads format {FORMAT}"
            )
        try:
            return cls(**_parsed(content))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ArtefactError(f"{path} is not a manifest: a field is missing or wrong") from error

    def write(self, path: Path) -> None:
        """Write manifest.json, the same bytes for the same manifest."""
        text = json.dumps(asdict(self), sort_keys=True, indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")

    def verify(self, model_path: Path) -> None:
        """Raise ArtefactError unless `model_path` is the file that this manifest describes."""
        if not model_path.is_file():
            raise ArtefactError(f"{model_path} is missing")
        found = digest(model_path)
        if found != self.sha256:
            raise ArtefactError(
                f"{model_path} is not the file of version {self.version}: its sha256 is "
                f"{found[:12]}..., the manifest says {self.sha256[:12]}..."
            )


def digest(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; raises ArtefactError when there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArtefactError(f"{path} is missing") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ArtefactError(f"{path} cannot be read as JSON") from error
    if not isinstance(content, dict):
        raise ArtefactError(f"{path} does not hold a JSON object")
    return content


def _parsed(content: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name for each in fields(Manifest)}
    if unknown := sorted(set(content) - known):
        raise ValueError(f"unknown field {unknown[0]}")
    parsed = dict(content)
    parsed["labels"] = tuple(str(label) for label in content["labels"])
    parsed["presets"] = {
        preset: {label: _band(band) for label, band in bands.items()}
        for preset, bands in content["presets"].items()
    }
    parsed["sources"] = tuple(Source(**source) for source in content["sources"])
    return parsed


def _band(band: Any) -> tuple[float, float]:
    hold, reject = band
    return float(hold), float(reject)
