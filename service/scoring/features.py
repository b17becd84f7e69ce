"""The scikit-learn transformers of the training pipeline; the service itself never imports this.

Pipeline([("ngrams", HashedNgrams()), ("tfidf", NamespaceTfidf()), ("label", LogisticRegression())])
computes what Model.score computes, from the same hashes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from service.scoring.artefact import IDF_STEP
from service.scoring.namespaces import Namespace
from service.scoring.ngrams import Ngrams
from service.text.reading import Reading

_LARGEST = np.iinfo(np.int16).max


class HashedNgrams(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Readings -> CSR counts of shape (readings, 8 * 2 ** bits): a block of columns a namespace."""

    def __init__(self, bits: int = 19) -> None:
        self.bits = bits

    def fit(self, readings: Sequence[Reading], y: object = None) -> Self:  # noqa: ARG002 -- sklearn's
        """Learn nothing: hashing has no vocabulary."""
        return self

    def transform(self, readings: Sequence[Reading]) -> csr_matrix:
        """Return the counts of every n-gram, int32, columns sorted within a row."""
        width = len(Namespace) << self.bits
        columns, times, ends = [], [], [np.zeros(1, dtype=np.int64)]
        total = 0
        for block in Ngrams(self.bits).blocks(readings):
            namespaces = block.tags % len(Namespace)
            columns.append((namespaces << self.bits | block.columns).astype(np.int32))
            times.append(block.times.astype(np.int32))
            rows = block.tags // len(Namespace)
            ends.append(total + np.searchsorted(rows, np.arange(1, block.readings + 1)))
            total += len(rows)
        arrays = (_joined(times), _joined(columns), np.concatenate(ends))
        return csr_matrix(arrays, shape=(len(readings), width))

    def __sklearn_is_fitted__(self) -> bool:
        return True


class NamespaceTfidf(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Counts of HashedNgrams -> CSR values of shape (readings, 2 ** bits), float32.

    A value is weight of its namespace * (1 + log(times)) * idf(column) / L2 norm of the reading's
    block of that namespace. `weights` maps namespace names in lower case to weights, 1 where
    missing. After fitting, `idf_` holds one idf a column, rounded as artefacts store it, and
    `weights_` one weight a namespace.
    """

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self.weights = weights

    def fit(self, counts: csr_matrix, y: object = None) -> Self:  # noqa: ARG002 -- sklearn's
        """Learn how rare every column is: ln((1 + readings) / (1 + readings with it)) + 1."""
        given = dict(self.weights or {})
        names = [space.name.lower() for space in Namespace]
        if unknown := sorted(set(given) - set(names)):
            raise ValueError(f"{unknown[0]} is not a namespace")
        self.weights_ = np.array([given.get(name, 1.0) for name in names], dtype=np.float32)
        seen = _folded(counts, np.ones(counts.nnz, dtype=np.float32))
        frequency = np.bincount(seen.indices, minlength=seen.shape[1])
        idf = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
        # What was never seen has no weight, so it must not count in the norm of what has.
        idf[frequency == 0] = 0
        steps = np.clip(np.rint(idf / IDF_STEP), 1, _LARGEST)
        self.idf_ = (steps * IDF_STEP).astype(np.float32)
        return self

    def transform(self, counts: csr_matrix) -> csr_matrix:
        """Return the values of `counts`; columns shared by two namespaces are summed."""
        columns = counts.indices % len(self.idf_)
        values = (1 + np.log(counts.data, dtype=np.float32)) * self.idf_[columns]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        blocks = rows * len(Namespace) + counts.indices // len(self.idf_)
        squares = np.bincount(blocks, values.astype(np.float64) ** 2, minlength=1)
        norms = np.sqrt(squares)[blocks]
        values *= self.weights_[blocks % len(Namespace)] / norms
        return _folded(counts, values.astype(np.float32))


def _folded(counts: csr_matrix, values: NDArray[np.float32]) -> csr_matrix:
    width = counts.shape[1] // len(Namespace)
    shape = (counts.shape[0], width)
    folded = csr_matrix((values, counts.indices % width, counts.indptr.copy()), shape=shape)
    folded.sum_duplicates()
    return folded


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
