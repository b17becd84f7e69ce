"""The file of a model: numpy arrays in a plain dict, written by training and read by the service.

The arrays can be memory-mapped, so all workers share one copy. Weights are 16-bit integers in steps
of their own for every label: numpy turns those into float32 ten times faster than float16.

format, hashing
    FORMAT of service.scoring.manifest and HASHING of service.scoring.ngrams, both int.
table, int16 (2 ** bits, width)
    A row a column: idf / IDF_STEP, then weight / step of every label, then zeros up to the width.
steps, float32 (labels,)
    The step of every label's weights.
intercepts, float32 (labels,)
    Of every label.
namespace_weights, float32 (8,)
    By Namespace.
knots, float64 (labels, 2, count)
    Calibration of every label: ascending logits, and what they become; straight lines between and
    beyond them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
from numpy.typing import ArrayLike, NDArray

from service.errors import ArtefactError
from service.scoring.manifest import FORMAT, MANIFEST_FILE, Manifest, digest
from service.scoring.namespaces import Namespace
from service.scoring.ngrams import HASHING

IDF_STEP = 2.0**-11
MODEL_FILE = "model.joblib"
MAX_BYTES = 20_000_000

_LARGEST = np.iinfo(np.int16).max
_WIDTHS = (4, 8, 16, 32, 64)  # numpy copies rows of 8, 16 and 32 bytes without a call for each

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Arrays:
    """The arrays of a model; the table in this module's docstring tells their meaning."""

    table: NDArray[np.int16]
    steps: Floats
    intercepts: Floats
    namespace_weights: Floats
    knots: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        idf: ArrayLike,
        weights: ArrayLike,
        intercepts: ArrayLike,
        namespace_weights: ArrayLike,
    ) -> Self:
        """Build the arrays of a fitted pipeline, not yet calibrated.

        `idf` (columns,) and `namespace_weights` (8,) are `idf_` and `weights_` of NamespaceTfidf,
        `weights` (labels, columns) the stacked `coef_`, `intercepts` (labels,) the `intercept_`.
        """
        exact = np.asarray(weights, dtype=np.float64)
        labels, columns = exact.shape
        steps = _steps(exact)
        table = np.zeros((columns, _width(labels + 1)), dtype=np.int16)
        table[:, 0] = np.rint(np.asarray(idf) / IDF_STEP)
        table[:, 1 : labels + 1] = np.rint(exact / steps[:, np.newaxis]).T
        uncalibrated = np.tile(np.array([0.0, 1.0]), (labels, 2, 1))
        return cls(
            table,
            steps,
            np.asarray(intercepts, dtype=np.float32).reshape(labels),
            np.asarray(namespace_weights, dtype=np.float32).reshape(len(Namespace)),
            uncalibrated,
        )

    @property
    def labels(self) -> int:
        """How many labels the arrays hold."""
        return len(self.steps)

    @property
    def bits(self) -> int:
        """The power of two that is the number of columns."""
        return len(self.table).bit_length() - 1

    def weights(self) -> NDArray[np.float64]:
        """Return the weights (labels, columns) as the file holds them: what to calibrate with."""
        steps = self.steps[:, np.newaxis].astype(np.float64)
        return steps * self.table[:, 1 : self.labels + 1].T

    def calibrated(self, knots: Sequence[tuple[Sequence[float], Sequence[float]]]) -> Self:
        """Return these arrays with `knots`: for every label some logits and what they become.

        Logits ascend, at least two a label. Platt scaling with slope a and offset b is the pair
        ((0, 1), (b, a + b)).
        """
        count = max(len(logits) for logits, _ in knots)
        return replace(self, knots=np.stack([_padded(*each, count) for each in knots]))


def write_artefact(folder: Path, arrays: Arrays, manifest: Manifest) -> Manifest:
    """Write model.joblib and manifest.json into `folder`; return the manifest with its digest.

    The same arrays give the same bytes. Raises ArtefactError when the file grows over MAX_BYTES.
    """
    _check(arrays, manifest)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MODEL_FILE
    joblib.dump({"format": FORMAT, "hashing": HASHING} | asdict(arrays), path)
    if path.stat().st_size > MAX_BYTES:
        raise ArtefactError(f"{path} is larger than {MAX_BYTES} bytes; use fewer bits or labels")
    written = replace(manifest, sha256=digest(path))
    written.write(folder / MANIFEST_FILE)
    return written


def read_artefact(folder: Path) -> tuple[Arrays, Manifest]:
    """Read and verify what write_artefact wrote, the arrays memory-mapped.

    Raises ArtefactError; nothing is unpickled before the digest matched.
    """
    manifest = Manifest.read(folder / MANIFEST_FILE)
    path = folder / MODEL_FILE
    manifest.verify(path)
    content: dict[str, Any] = joblib.load(path, mmap_mode="r")
    made_for = {key: content.pop(key, None) for key in ("format", "hashing")}
    if made_for != {"format": FORMAT, "hashing": HASHING}:
        raise ArtefactError(f"{path} was made for another release: {made_for}")
    try:
        arrays = Arrays(**{name: _plain(value) for name, value in content.items()})
    except TypeError as error:
        raise ArtefactError(f"{path} does not hold the arrays of a model") from error
    _check(arrays, manifest)
    return arrays, manifest


def _plain(value: Any) -> Any:
    """Return a memory-mapped array as an ordinary one on the same pages: it is sliced faster."""
    return value.view(np.ndarray) if isinstance(value, np.memmap) else value


def _check(arrays: Arrays, manifest: Manifest) -> None:
    labels = arrays.labels
    if labels != len(manifest.labels):
        raise ArtefactError(f"the model has {labels} labels, its manifest {len(manifest.labels)}")
    columns, width = arrays.table.shape
    fits = (
        columns == 2**arrays.bits
        and manifest.ngrams == {"bits": arrays.bits, "hashing": HASHING}
        and width > labels
        and arrays.intercepts.shape == (labels,)
        and arrays.namespace_weights.shape == (len(Namespace),)
        and arrays.knots.shape[:2] == (labels, 2)
    )
    if not fits:
        raise ArtefactError("the arrays of the model do not fit together or its manifest")


def _steps(weights: NDArray[np.float64]) -> Floats:
    largest = np.abs(weights).max(axis=1)
    return np.where(largest > 0, largest / _LARGEST, 1).astype(np.float32)


def _width(needed: int) -> int:
    return next((width for width in _WIDTHS if width >= needed), needed)


def _padded(logits: Sequence[float], become: Sequence[float], count: int) -> NDArray[np.float64]:
    """Lengthen a label's knots to `count` along the line of the last two, so nothing changes."""
    knots = np.array([logits, become])
    if knots.shape[1] < 2 or np.any(np.diff(knots[0]) <= 0) or np.any(np.diff(knots[1]) < 0):
        raise ValueError("knots must be two or more, ascending")
    beyond = np.arange(1, count - knots.shape[1] + 1)
    line = knots[:, -1:] + (knots[:, -1:] - knots[:, -2:-1]) * beyond
    return np.hstack([knots, line])
