"""The published TubeSpam comparison: five videos, the authors' 70/30 split, mean accuracy.

Each video gets a model of its own, made of the same features, so that the figure compares with the
paper's (T. Alberto, J. Lochter, T. Almeida 2015, ICMLA) and says nothing of the shipped model.
"""

from collections.abc import Sequence

import numpy as np

from training.pipeline import Features, annotated, fit
from training.recipe import Recipe
from training.records import Record

SOURCE = "youtube_spam_uci"


def tubespam_accuracy(records: Sequence[Record], recipe: Recipe) -> float:
    """Return the mean accuracy over videos; `records` are the corpus with its published split."""
    videos = sorted({record.group for record in records})
    return float(np.mean([_accuracy(_of(records, video), recipe) for video in videos]))


def _of(records: Sequence[Record], video: str) -> list[Record]:
    return [record for record in records if record.group == video]


def _accuracy(records: Sequence[Record], recipe: Recipe) -> float:
    learnt = [record for record in records if record.published_split == "train"]
    asked = [record for record in records if record.published_split == "test"]
    features = Features(learnt, recipe.bits, recipe.namespaces)
    line = fit(features.fitted, annotated(learnt, "spam", {}), recipe.penalty["spam"])
    truth = np.array([record.labels["spam"] == 1 for record in asked])
    return float(((line.logits(features.of(asked)) > 0) == truth).mean())
