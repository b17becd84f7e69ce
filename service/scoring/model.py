"""A model in memory: calibrated probabilities of every label for one reading or many."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.domain import Explanation
from service.errors import ArtefactError
from service.scoring.artefact import Arrays, Floats, read_artefact
from service.scoring.calibration import Calibration
from service.scoring.explain import explain
from service.scoring.manifest import CURRENT_FILE, VERSION, Manifest, current_version
from service.scoring.namespaces import NAMESPACE_BITS, Namespace
from service.scoring.ngrams import Counts, Ngrams
from service.text.reading import Reading

_FIRST = np.zeros(1, dtype=np.intp)
_NAMESPACE = np.uint32(len(Namespace) - 1)


class Model:
    """Scores readings; satisfies service.moderation.Scorer."""

    def __init__(self, arrays: Arrays, manifest: Manifest) -> None:
        self.manifest = manifest
        self.version = manifest.version
        self.labels = manifest.labels
        self._arrays = arrays
        self._ngrams = Ngrams(arrays.bits)
        self._calibration = Calibration(arrays.knots)

    def score(self, readings: Sequence[Reading]) -> list[Mapping[str, float]]:
        """Return calibrated probabilities by label, one mapping a reading, in order.

        They are rounded to four decimals. A reading scores the same alone as among others.
        """
        chances = self._calibration.probabilities(self.logits(readings).astype(np.float64))
        return [dict(zip(self.labels, row, strict=True)) for row in chances.tolist()]

    def logits(self, readings: Sequence[Reading]) -> Floats:
        """Return the linear models' values before calibration, shape (readings, labels)."""
        parts = [self._block_logits(counts) for counts in self._ngrams.blocks(readings)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.labels)), np.float32)

    def explain(self, reading: Reading, labels: Sequence[str]) -> dict[str, Explanation]:
        """Return what the logits of `labels` are made of, by label, found in one pass.

        Evidence is the spans that moved a score most, at most five, strongest first.
        """
        places = [self.labels.index(label) for label in labels]
        found = self._ngrams.occurrences(reading)
        keys = found.namespaces << np.uint32(self._arrays.bits) | found.columns
        _, firsts, same, times = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        counts = Counts(1, found.namespaces[firsts], found.columns[firsts], times)
        rows = self._arrays.table.take(counts.columns, axis=0)
        values = ngram_values(counts, rows[:, 0], self._arrays.namespace_weights)
        worth = values / times
        moved = (
            (worth * rows[:, place + 1] * self._arrays.steps[place]).take(same) for place in places
        )
        explanations = explain(reading, found, moved, self._arrays.intercepts[places].tolist())
        return dict(zip(labels, explanations, strict=True))

    def _block_logits(self, counts: Counts) -> Floats:
        rows = self._arrays.table.take(counts.columns, axis=0).astype(np.float32)
        values = ngram_values(counts, rows[:, 0], self._arrays.namespace_weights)
        places = np.arange(counts.readings + 1, dtype=np.uint32) << NAMESPACE_BITS
        sums = np.empty((counts.readings, rows.shape[1]), dtype=np.float32)
        borders = counts.tags.searchsorted(places).tolist()
        for place, (start, end) in enumerate(pairwise(borders)):
            np.dot(values[start:end], rows[start:end], out=sums[place])
        labels = slice(1, len(self.labels) + 1)
        return sums[:, labels] * self._arrays.steps + self._arrays.intercepts


def ngram_values(counts: Counts, idf: NDArray[Any], weights: Floats) -> Floats:
    """Return what every n-gram is worth: (1 + log(times)) * idf, normalised in its namespace."""
    values = np.log(counts.times.astype(np.float32))
    values += 1
    values *= idf
    borders = (counts.tags[1:] != counts.tags[:-1]).nonzero()[0]
    borders += 1
    starts = np.concatenate((_FIRST[: len(values)], borders))
    lengths = np.concatenate((borders, [len(values)]))[: len(starts)] - starts
    norms = np.sqrt(np.add.reduceat(values * values, starts))
    scales = weights.take(counts.tags.take(starts) & _NAMESPACE) / norms
    values *= scales.repeat(lengths)
    return values


def load_model(models_dir: Path) -> Model:
    """Load the model that models_dir/current.json names.

    Raises ArtefactError when a file is missing, altered or made for another release; nothing is
    unpickled before its sha256 matched.
    """
    named_by = str(models_dir / CURRENT_FILE)
    return load_version(models_dir, current_version(models_dir), named_by)


def load_version(models_dir: Path, version: str, named_by: str) -> Model:
    """Load the model of a version; raises ArtefactError as `load_model` does.

    `named_by` says, in an error, where the version stands.
    """
    if not VERSION.fullmatch(version):
        raise ArtefactError(f"{named_by} must name the folder of a model")
    arrays, manifest = read_artefact(models_dir / version)
    if manifest.version != version:
        raise ArtefactError(f"{named_by} names {version}, but that folder holds {manifest.version}")
    return Model(arrays, manifest)
