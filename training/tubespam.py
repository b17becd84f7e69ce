"""The published TubeSpam comparison: five videos, the authors' 70/30 split, mean accuracy.

Models of their own are made of the same features, so that the figures compare with the paper's
(T. Alberto, J. Lochter, T. Almeida 2015, ICMLA: a model a video, .951 at best) and say nothing of
the shipped model.
"""

from collections.abc import Sequence

import numpy as np

from training.metrics import Flags
from training.pipeline import Features, annotated, fit
from training.recipe import Recipe
from training.records import Record

SOURCE = "youtube_spam_uci"


def accuracy_of_one(records: Sequence[Record], recipe: Recipe) -> float:
    """Return the mean accuracy over videos of one model for all; `records` have their split."""
    learnt, asked = _parts(records)
    return _mean_accuracy(asked, _predicted(learnt, asked, recipe))


def accuracy_of_five(records: Sequence[Record], recipe: Recipe) -> float:
    """Return the mean accuracy over videos with a model for each; `records` have their split."""
    parts = [
        _parts([record for record in records if record.group == video])
        for video in sorted({record.group for record in records})
    ]
    return float(
        np.mean(
            [_mean_accuracy(asked, _predicted(learnt, asked, recipe)) for learnt, asked in parts]
        )
    )


def _parts(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    learnt = [record for record in records if record.published_split == "train"]
    return learnt, [record for record in records if record.published_split == "test"]


def _predicted(learnt: Sequence[Record], asked: Sequence[Record], recipe: Recipe) -> Flags:
    features = Features(learnt, recipe.bits, recipe.namespaces)
    line = fit(features.fitted, annotated(learnt, "spam", {}), recipe.penalty["spam"])
    return np.asarray(line.logits(features.of(asked)) > 0)


def _mean_accuracy(asked: Sequence[Record], predicted: Flags) -> float:
    right = predicted == np.array([record.labels["spam"] == 1 for record in asked])
    groups = np.array([record.group for record in asked])
    return float(np.mean([right[groups == video].mean() for video in np.unique(groups)]))
