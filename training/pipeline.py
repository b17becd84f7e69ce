"""The scikit-learn half of a model: hashed n-grams, TF-IDF by namespace, one logistic regression a
label.

A record that nobody annotated for a label has no part in that label's fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from service.scoring.features import HashedNgrams, NamespaceTfidf
from service.text.reading import read
from training.metrics import Flags, Floats
from training.records import Record

TOLERANCE = 1e-4
MOST_STEPS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One fitted linear model: a weight a column, and the intercept."""

    weights: NDArray[np.float32]
    intercept: float

    def logits(self, values: csr_matrix) -> Floats:
        """Return the logit of every row of `values`."""
        found: Floats = np.asarray(values @ self.weights, dtype=np.float64) + self.intercept
        return found


@dataclass(frozen=True, slots=True)
class Annotated:
    """Which rows of a matrix are annotated for one label, what they say and how much they count."""

    rows: NDArray[np.int64]
    bad: Flags
    weights: Floats


class Features:
    """Turns records into TF-IDF values; learns the idf from the records it is made with."""

    def __init__(
        self, records: Sequence[Record], bits: int, namespaces: Mapping[str, float]
    ) -> None:
        self._hashing = HashedNgrams(bits)
        counts = self._counts(records)
        self._tfidf = NamespaceTfidf(dict(namespaces)).fit(counts)
        self.fitted: csr_matrix = self._tfidf.transform(counts)

    @property
    def idf(self) -> NDArray[np.float32]:
        """The idf of every column."""
        idf: NDArray[np.float32] = self._tfidf.idf_
        return idf

    @property
    def namespace_weights(self) -> NDArray[np.float32]:
        """The weight of every namespace."""
        weights: NDArray[np.float32] = self._tfidf.weights_
        return weights

    def of(self, records: Sequence[Record]) -> csr_matrix:
        """Return the values of other records."""
        return self._tfidf.transform(self._counts(records))

    def _counts(self, records: Sequence[Record]) -> csr_matrix:
        return self._hashing.transform([read(record.comment) for record in records])


def annotated(
    records: Sequence[Record], label: str, source_weights: Mapping[str, float]
) -> Annotated:
    """Return the rows among `records` that say anything about `label`."""
    rows = [row for row, record in enumerate(records) if label in record.labels]
    chosen = [records[row] for row in rows]
    return Annotated(
        rows=np.array(rows, dtype=np.int64),
        bad=np.array([record.labels[label] == 1 for record in chosen], dtype=np.bool_),
        weights=np.array(
            [record.weight * source_weights.get(record.source, 1.0) for record in chosen]
        ),
    )


def fit(values: csr_matrix, known: Annotated, penalty: float) -> Line:
    """Fit one label on the rows that are annotated for it.

    One thread of the linear algebra: the sum of many depends on their order, and the same input
    must give the same bytes.
    """
    model = LogisticRegression(C=penalty, tol=TOLERANCE, max_iter=MOST_STEPS)
    with threadpool_limits(1):
        model.fit(values[known.rows], known.bad, sample_weight=known.weights)
    return Line(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def out_of_fold(
    values: csr_matrix,
    known: Annotated,
    penalty: float,
    groups: NDArray[np.int64],
    asked: NDArray[np.int64],
    step: Callable[[], object] = lambda: None,
) -> Floats:
    """Return a logit for each row `asked`, from a model that saw nothing of the row's group.

    `step` is called after every fit.
    """
    found = np.empty(len(asked), dtype=np.float64)
    for group in np.unique(groups[asked]):
        outside = groups[known.rows] != group
        others = Annotated(known.rows[outside], known.bad[outside], known.weights[outside])
        inside = groups[asked] == group
        found[inside] = fit(values, others, penalty).logits(values[asked[inside]])
        step()
    return found
