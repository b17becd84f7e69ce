"""The published HateXplain comparison: hateful, offensive or normal, on the official test part.

Models of their own are made of the same features from the official training and validation parts,
so that the figures compare with the paper's (B. Mathew et al. 2021, AAAI: BERT reaches a macro-F1
of .674 and, toxic against normal, a ROC-AUC of .843) and say nothing of the shipped model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from training.metrics import Floats
from training.pipeline import Annotated, Features, fit
from training.recipe import Recipe
from training.records import Record

SOURCE = "hatexplain_text"
CLASSES = ("normal", "offensive", "hatespeech")
PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """`macro_f1` over three classes; `roc_auc` of anything but normal."""

    macro_f1: float
    roc_auc: float


def compare(records: Sequence[Record], recipe: Recipe) -> Figures:
    """Return the published measures; `records` bear their official part and their class."""
    learnt = [record for record in records if record.published_split != "test"]
    asked = [record for record in records if record.published_split == "test"]
    features = Features(learnt, recipe.bits, recipe.namespaces)
    values = features.of(asked)
    logits = np.stack(
        [fit(features.fitted, _known(learnt, name), PENALTY).logits(values) for name in CLASSES]
    )
    truth = np.array([_class_of(record) for record in asked])
    return Figures(
        macro_f1=float(f1_score(truth, logits.argmax(axis=0), average="macro")),
        roc_auc=float(roc_auc_score(truth > 0, -logits[0])),
    )


def _known(records: Sequence[Record], name: str) -> Annotated:
    bad = np.array([CLASSES[_class_of(record)] == name for record in records])
    weights: Floats = np.ones(len(records))
    return Annotated(np.arange(len(records)), bad, weights)


def _class_of(record: Record) -> int:
    return next(place for place, name in enumerate(CLASSES) if name in record.kinds)
