"""Comparisons with published figures, each on the publisher's own split.

Names on the left of the figures are stable: the table of aims looks them up.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from training import hatexplain, tubespam
from training.evaluate import Judged
from training.labels import ABUSE
from training.metrics import Share
from training.recipe import Recipe
from training.records import ANNOTATED, Record

HATECHECK = "hatecheck"
HATE = "hate"


def of_the_model(
    held_out: Judged, sets: Mapping[str, Judged], even_odds: float
) -> dict[str, float]:
    """Return the figures of the model itself, as far as the comments for them are there."""
    found: dict[str, float] = {}
    ours = held_out.where(lambda record, _: ANNOTATED in record.kinds and ABUSE in record.labels)
    if ours.records and ours.truth(ABUSE).any():
        found["annotations roc_auc"] = float(roc_auc_score(ours.truth(ABUSE), ours.scores(ABUSE)))
    functions = by_function(sets[HATECHECK], even_odds) if HATECHECK in sets else {}
    if functions:
        right = sum(share.count for share in functions.values())
        found["hatecheck accuracy"] = right / sum(share.of for share in functions.values())
    return found


def by_function(judged: Judged, even_odds: float) -> dict[str, Share]:
    """Return for every function of HateCheck how many sentences are told rightly.

    The test has no prior of its own, so a sentence counts as hateful from `even_odds` on: the score
    at which a comment is as likely bad as before it was read.
    """
    right = (judged.scores(ABUSE) >= even_odds) == judged.truth(HATE)
    names = np.array([record.function for record in judged.records])
    return {
        str(name): Share(int(right[names == name].sum()), int((names == name).sum()))
        for name in np.unique(names)
    }


def of_models_of_their_own(records: Sequence[Record], recipe: Recipe) -> dict[str, float]:
    """Return the figures of models made of the publishers' training parts."""
    found: dict[str, float] = {}
    videos = [record for record in records if record.source == tubespam.SOURCE]
    if {"train", "test"} <= {record.published_split for record in videos}:
        found["tubespam one model"] = tubespam.accuracy_of_one(videos, recipe)
        found["tubespam a model a video"] = tubespam.accuracy_of_five(videos, recipe)
    posts = [record for record in records if record.source == hatexplain.SOURCE]
    if {"train", "test"} <= {record.published_split for record in posts}:
        figures = hatexplain.compare(posts, recipe)
        found["hatexplain macro_f1"] = figures.macro_f1
        found["hatexplain roc_auc"] = figures.roc_auc
    return found
