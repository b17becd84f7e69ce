"""Over the real corpora, which are not part of the repository."""

from pathlib import Path

import pytest

from training.recipe import Recipe
from training.sources import Use, evaluation_records, read_sources
from training.splits import template, unseen
from training.workshop import Workshop

pytestmark = pytest.mark.shared_data


def test_no_evaluation_template_is_among_the_training_templates(shared_data: Path) -> None:
    corpus = Workshop(Recipe.read(), shared_data).corpus()
    measured = 0

    for source in read_sources().values():
        if source.use is Use.EVALUATE:
            records = evaluation_records(source, shared_data, Recipe.read().labels)
            kept = unseen(records, corpus.seen)
            assert not {template(record.body) for record in kept} & corpus.seen
            measured += len(kept)

    assert measured > 60_000


def test_no_held_out_template_is_among_the_training_templates(shared_data: Path) -> None:
    corpus = Workshop(Recipe.read(), shared_data).corpus()

    assert not {template(record.body) for record in corpus.held_out} & corpus.seen
