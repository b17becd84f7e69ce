"""A model's identity: which file it is, what it was made of, and how it is to be used."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from service.errors import ArtefactError

CURRENT_FILE = "current.json"
MANIFEST_FILE = "manifest.json"
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
"""How a version, and its folder, may be called."""

FORMAT = 1
"""Raised whenever the keys or shapes of model.joblib change their meaning."""


@dataclass(frozen=True, slots=True)
class Source:
    """A set of comments that the model was trained on."""

    name: str
    licence: str
    address: str = ""
    sha256: str = ""


Steps = tuple[tuple[float, float], ...]
"""Pairs of a share, in (0, 1), and a score: shares rise, scores do not."""

NEVER = 2.0
"""A score that none reaches."""


@dataclass(frozen=True, slots=True)
class Curve:
    """The lowest scores of one label that keep a promise, by the promised share.

    From that score on the label by itself holds, or rejects, at most that share of ordinary
    comments. A share that is smaller than the first cannot be shown on the comments there were.
    """

    hold: Steps = ()
    reject: Steps = ()


NO_CURVE = Curve()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in manifest.json.

    `created` is an ISO 8601 date, `sha256` the digest of model.joblib. `presets` gives for every
    policy and label the scores to hold at and to reject at. `ngrams` holds `bits` and `hashing`.
    `promises` gives a curve a label; models made before there were promises have none.
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
    promises: Mapping[str, Curve] = field(default_factory=dict)
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


def current_version(models_dir: Path) -> str:
    """Return the version that models_dir/current.json names; raises ArtefactError."""
    current = models_dir / CURRENT_FILE
    version = read_json(current).get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise ArtefactError(f'{current} must be {{"version": "<folder of the model>"}}')
    return version


def current_manifest(models_dir: Path) -> Manifest:
    """Return the manifest of the current model, whose file is not looked at.

    Raises ArtefactError.
    """
    return Manifest.read(models_dir / current_version(models_dir) / MANIFEST_FILE)


def promised_hold(curves: Mapping[str, Curve], label: str, share: float) -> float:
    """Return the score to hold at so that `label` holds at most `share` of ordinary comments.

    It is that of the greatest known share which is not above `share`; NEVER where there is none.
    """
    return _promised(curves.get(label, NO_CURVE).hold, share)


def promised_reject(curves: Mapping[str, Curve], label: str, share: float) -> float:
    """Return the score to reject at so that `label` rejects at most `share` of ordinary comments.

    As `promised_hold`. It may be below the score to hold at, where less was promised of holding.
    """
    return _promised(curves.get(label, NO_CURVE).reject, share)


def _promised(steps: Steps, share: float) -> float:
    return next((score for known, score in reversed(steps) if known <= share), NEVER)


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
    parsed["promises"] = {
        label: _curve(curve) for label, curve in content.get("promises", {}).items()
    }
    if not parsed["promises"].keys() <= set(parsed["labels"]):
        raise ValueError("a promise for a label that the model does not score")
    parsed["sources"] = tuple(Source(**source) for source in content["sources"])
    return parsed


def _band(band: Any) -> tuple[float, float]:
    hold, reject = band
    return float(hold), float(reject)


def _curve(curve: Mapping[str, Any]) -> Curve:
    return Curve(**{decision: _steps(steps) for decision, steps in curve.items()})


def _steps(steps: Any) -> Steps:
    """Return `steps` as typed; raises ValueError where shares do not rise or scores do."""
    typed = tuple((float(share), float(score)) for share, score in steps)
    shares = [0.0, *(share for share, _ in typed), 1.0]
    scores = [NEVER, *(score for _, score in typed), 0.0]
    rising = all(one < after for one, after in pairwise(shares))
    falling = all(one >= after for one, after in pairwise(scores))
    if not (rising and falling):
        raise ValueError("the steps of a promise are out of order")
    return typed
