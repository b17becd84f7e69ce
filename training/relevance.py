"""Whether it helps to know how far a comment is about its article.

Relevance is the cosine between hashed TF-IDF vectors of the comment and of what the publisher says
it was posted on (article title, video title, parent comment). It would become evidence only if it
told spam or abuse apart better than the scores do already, so both are asked in turn, by a logistic
regression on four fifths of the articles about the last fifth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from service.text.fold import fold
from training.evaluate import Judged
from training.metrics import Flags, Floats
from training.records import Record

FEWEST = 20
FOLDS = 5
LEAST_GAIN = 0.005
"""What relevance must add to the ROC-AUC before it is worth a detector."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """One set: ROC-AUC of relevance alone (low is bad), of the score, and of both together."""

    set: str
    comments: int
    alone: float
    score: float
    both: float

    @property
    def helps(self) -> bool:
        """Whether both together are better by LEAST_GAIN."""
        return self.both - self.score >= LEAST_GAIN


def relevance(records: Sequence[Record]) -> Floats:
    """Return the cosine between the body and the context of every record, 0 where a word is not
    shared."""
    hashing = HashingVectorizer(n_features=2**16, alternate_sign=False, norm=None)
    bodies = hashing.transform([fold(record.body).words for record in records])
    contexts = hashing.transform([fold(record.context).words for record in records])
    weighting = TfidfTransformer().fit(bodies)
    product = weighting.transform(bodies).multiply(weighting.transform(contexts))
    return np.asarray(product.sum(axis=1), dtype=np.float64).ravel()


def measure(name: str, judged: Judged, label: str, scored: str) -> Relevance | None:
    """Return what relevance adds on one set, None where it has too few comments with a context."""
    known = judged.where(lambda record, _: bool(record.context) and label in record.labels)
    bad = known.truth(label)
    if min(int(bad.sum()), int((~bad).sum())) < FEWEST:
        return None
    groups = [record.group or record.context for record in known.records]
    if len(set(groups)) < FOLDS:
        return None
    about = relevance(known.records)
    scores = known.scores(scored)
    logits = np.log((scores + 1e-4) / (1 - scores + 1e-4))
    return Relevance(
        set=name,
        comments=len(bad),
        alone=float(roc_auc_score(bad, -about)),
        score=_auc(logits[:, np.newaxis], bad, groups),
        both=_auc(np.column_stack([logits, about]), bad, groups),
    )


def _auc(features: Floats, bad: Flags, groups: Sequence[str]) -> float:
    chances = np.empty(len(bad))
    for learnt, asked in GroupKFold(FOLDS).split(features, bad, groups):
        model = LogisticRegression(C=10.0).fit(features[learnt], bad[learnt])
        chances[asked] = model.decision_function(features[asked])
    return float(roc_auc_score(bad, chances))
