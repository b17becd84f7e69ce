import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service.moderation import Moderator
from service.policy import preset
from tests.fakes import FakeScorer
from tests.training.conftest import ABUSE, PITCH, PRAISE, sentence
from training import hatexplain
from training.card import OFFICIAL
from training.evaluate import Judge, Judged
from training.metrics import Share
from training.published import by_function, of_models_of_their_own, of_the_model
from training.recipe import Recipe
from training.records import ANNOTATED, Record

EVEN_ODDS = 0.04
NOBODY = Judged((), ())
HATEFUL = ("dasar", "musnah", "usir", "kotor")
BY_CLASS = dict(zip(hatexplain.CLASSES, (PRAISE, ABUSE, HATEFUL), strict=True))
VIDEOS = ("Psy", "Shakira")


@pytest.fixture
def recipe(tiny_recipe: Path) -> Recipe:
    return Recipe.read(tiny_recipe)


def judged(records: Sequence[Record]) -> Judged:
    """Judge `records`; abuse is 0.9 where they say musnah, just at even odds where mungkin."""
    by_word = {"musnah": {"abuse": 0.9}, "mungkin": {"abuse": EVEN_ODDS}}
    scorer = FakeScorer({"abuse": 0.01}, by_word=by_word)
    return Judge(Moderator(scorer, (), new_id=str), preset("balanced", {})).judge(records)


def sentences(function: str, hate: int, *bodies: str) -> list[Record]:
    return [Record(body, {"hate": hate}, "hatecheck", function=function) for body in bodies]


HATECHECK = [
    *sentences("slur_h", 1, "musnah kau", "musnah kalian", "pergi kau"),
    *sentences("counter_nh", 0, "kata musnah itu jahat", "kami semua ramah"),
]


def test_hatecheck_is_told_by_function() -> None:
    found = by_function(judged(HATECHECK), EVEN_ODDS)

    assert found == {"slur_h": Share(2, 3), "counter_nh": Share(1, 2)}


def test_a_sentence_counts_as_hateful_from_even_odds_on() -> None:
    asked = judged(sentences("slur_h", 1, "mungkin"))

    assert by_function(asked, EVEN_ODDS)["slur_h"].count == 1
    assert by_function(asked, EVEN_ODDS + 0.001)["slur_h"].count == 0


def test_accuracy_on_hatecheck_counts_sentences_not_functions() -> None:
    figures = of_the_model(NOBODY, {"hatecheck": judged(HATECHECK)}, EVEN_ODDS)

    assert figures == {"hatecheck accuracy": pytest.approx(3 / 5)}


def held_out(mark: str) -> list[Record]:
    """Return abuse and its absence as `mark` tells them, ranked as one would wish."""
    return [
        Record("musnah kau", {"abuse": 1}, "x", kinds=(mark, "i")),
        Record("kami ramah", {"abuse": 0}, "x", kinds=(mark,)),
    ]


def test_our_annotations_are_measured_apart_from_what_publishers_say() -> None:
    wrong = [replace(one, labels={"abuse": 1 - one.labels["abuse"]}) for one in held_out("normal")]

    figures = of_the_model(judged([*held_out(ANNOTATED), *wrong]), {}, EVEN_ODDS)

    assert figures == {"annotations roc_auc": 1.0}


@pytest.mark.parametrize("records", [[], held_out("normal")])
def test_without_our_annotations_there_is_no_figure_for_them(records: list[Record]) -> None:
    assert of_the_model(judged(records), {}, EVEN_ODDS) == {}


def posts(rng: random.Random, part: str, count: int = 40) -> list[Record]:
    """Return as many posts of each class in the publisher's `part`."""
    return [
        Record(
            sentence(rng, words, 4),
            {"abuse": int(name != "normal")},
            hatexplain.SOURCE,
            published_split=part,
            kinds=(name,),
        )
        for _ in range(count)
        for name, words in BY_CLASS.items()
    ]


def misnamed(records: Sequence[Record]) -> list[Record]:
    """Return every post with the class after its own."""
    turn = dict(
        zip(hatexplain.CLASSES, (*hatexplain.CLASSES[1:], hatexplain.CLASSES[0]), strict=True)
    )
    return [replace(record, kinds=(turn[record.kinds[0]],)) for record in records]


def test_classes_that_words_tell_are_told(recipe: Recipe) -> None:
    rng = random.Random(1)

    figures = hatexplain.compare([*posts(rng, "train"), *posts(rng, "test")], recipe)

    assert figures.macro_f1 > 0.95
    assert figures.roc_auc > 0.99


def test_three_classes_are_compared_with_the_official_ones(recipe: Recipe) -> None:
    """With every class of the test part taken for another hardly any answer is right."""
    rng = random.Random(1)

    figures = hatexplain.compare([*posts(rng, "train"), *misnamed(posts(rng, "test"))], recipe)

    assert figures.macro_f1 < 0.05


def test_the_validation_part_is_learnt_from_too(recipe: Recipe) -> None:
    rng = random.Random(1)
    learnt, told = posts(rng, "train", 2), posts(rng, "validation", 60)

    alone = hatexplain.compare([*learnt, *posts(random.Random(2), "test")], recipe)
    both = hatexplain.compare([*learnt, *told, *posts(random.Random(2), "test")], recipe)

    assert both.macro_f1 > alone.macro_f1


def test_nothing_is_learnt_from_the_test_part(recipe: Recipe) -> None:
    """What only the test part tells, the meaning of its words, must stay unknown."""
    rng = random.Random(1)
    learnt = [replace(post, body=sentence(rng, PRAISE)) for post in posts(rng, "train")]

    figures = hatexplain.compare([*learnt, *posts(rng, "test")], recipe)

    assert figures.macro_f1 < 0.6


def videos(rng: random.Random) -> list[Record]:
    """Return comments on two videos, in either part."""
    return [
        Record(
            sentence(rng, PITCH if spam else PRAISE),
            {"spam": spam},
            "youtube_spam_uci",
            published_split=part,
            group=video,
        )
        for _ in range(20)
        for video in VIDEOS
        for part in ("train", "test")
        for spam in (0, 1)
    ]


def test_each_comparison_is_made_of_its_own_source(recipe: Recipe) -> None:
    rng = random.Random(1)

    figures = of_models_of_their_own(
        [*videos(rng), *posts(rng, "train"), *posts(rng, "test")], recipe
    )

    assert {name.partition(" ")[0] for name in figures} == {"tubespam", "hatexplain"}
    assert min(figures.values()) > 0.8
    assert figures.keys() <= OFFICIAL.keys()


@pytest.mark.parametrize("part", ["train", "test"])
def test_without_both_parts_there_is_nothing_to_compare(part: str, recipe: Recipe) -> None:
    rng = random.Random(1)
    half = [one for one in videos(rng) if one.published_split == part]

    assert of_models_of_their_own([*half, *posts(rng, part)], recipe) == {}


def test_every_figure_of_the_model_has_its_words_in_the_card() -> None:
    figures = of_the_model(judged(held_out(ANNOTATED)), {"hatecheck": judged(HATECHECK)}, EVEN_ODDS)

    assert len(figures) == 2
    assert figures.keys() <= OFFICIAL.keys()
