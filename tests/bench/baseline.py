"""What we measure against: the scikit-learn pipeline that one would write first."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from tests.bench.comments import comments


class Baseline:
    """TF-IDF over words 1-2 and characters 3-5 within words, logistic regression, one label."""

    def __init__(self, fitted_on: int = 8000) -> None:
        texts = [comment.body for comment in comments(fitted_on, seed=1)]
        self._pipeline = Pipeline(
            [
                (
                    "tfidf",
                    FeatureUnion(
                        [
                            ("words", TfidfVectorizer(ngram_range=(1, 2))),
                            ("inside", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))),
                        ]
                    ),
                ),
                ("label", LogisticRegression()),
            ]
        ).fit(texts, [place % 3 == 0 for place in range(fitted_on)])

    def score(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the label's probability for every text."""
        chances: NDArray[np.float64] = self._pipeline.predict_proba(texts)[:, 1]
        return chances
