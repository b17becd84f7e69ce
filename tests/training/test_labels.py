import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.labels import CODES, LABELS, WHOLES, abuse_of, all_of, complete, spam_of, whole_of
from training.recipe import Recipe

SPAM_PARTS = [label for label in LABELS if label.startswith("spam/")]
ABUSE_PARTS = [label for label in LABELS if whole_of(label) == "abuse"]
SOME_LABELS = st.dictionaries(st.sampled_from(LABELS), st.integers(0, 1))


def test_there_are_eleven_labels_and_a_letter_for_each_part() -> None:
    assert len(LABELS) == 11
    assert set(LABELS) == {*WHOLES, *CODES.values()}


def test_the_recipe_that_ships_scores_every_label() -> None:
    assert set(Recipe.read().labels) == set(LABELS)


@pytest.mark.parametrize(
    ("label", "whole"),
    [
        ("spam/scam", "spam"),
        ("abuse/insult", "abuse"),
        ("spam", ""),
        ("abuse", ""),
        ("abuse/profanity", ""),
        ("hate", ""),
    ],
)
def test_a_part_names_its_whole(label: str, whole: str) -> None:
    assert whole_of(label) == whole


@pytest.mark.parametrize("part", [*SPAM_PARTS, *ABUSE_PARTS])
def test_what_bears_a_part_bears_the_whole(part: str) -> None:
    assert complete({part: 1}, LABELS) == {part: 1, whole_of(part): 1}


@pytest.mark.parametrize(("whole", "parts"), [("spam", SPAM_PARTS), ("abuse", ABUSE_PARTS)])
def test_what_is_not_the_whole_bears_no_part(whole: str, parts: list[str]) -> None:
    assert complete({whole: 0}, LABELS) == dict.fromkeys((whole, *parts), 0)


@pytest.mark.parametrize("profanity", [0, 1])
def test_swearing_at_nobody_says_nothing_of_abuse(profanity: int) -> None:
    assert complete({"abuse/profanity": profanity}, LABELS) == {"abuse/profanity": profanity}


@pytest.mark.parametrize("abuse", [0, 1])
def test_abuse_says_nothing_of_swearing(abuse: int) -> None:
    assert "abuse/profanity" not in complete({"abuse": abuse}, LABELS)


@pytest.mark.parametrize("labels", [{"spam": 1}, {"abuse": 1}, {"spam/scam": 0}, {}])
def test_a_label_that_nobody_annotated_stays_absent(labels: dict[str, int]) -> None:
    assert complete(labels, LABELS) == labels


def test_a_part_outweighs_a_whole_that_denies_it() -> None:
    assert complete({"spam": 0, "spam/scam": 1}, LABELS) == {"spam": 1, "spam/scam": 1}


def test_labels_outside_the_taxonomy_are_neither_added_nor_lost() -> None:
    labels = complete({"spam": 0, "hate": 1}, ("spam", "spam/gambling", "abuse"))

    assert labels == {"spam": 0, "spam/gambling": 0, "hate": 1}


@given(SOME_LABELS)
def test_completing_twice_changes_nothing(labels: dict[str, int]) -> None:
    once = complete(labels, LABELS)

    assert complete(once, LABELS) == once


def test_a_reader_who_named_everything_leaves_no_label_unknown() -> None:
    labels = all_of(["abuse/insult", "abuse/profanity"])

    assert set(labels) == set(LABELS)
    assert {label for label, value in labels.items() if value} == {
        "abuse",
        "abuse/insult",
        "abuse/profanity",
    }


def test_a_reader_who_only_saw_swearing_saw_no_abuse() -> None:
    assert all_of(["abuse/profanity"])["abuse"] == 0


@given(st.sets(st.sampled_from(list(CODES.values()))))
def test_what_a_reader_named_is_complete(borne: set[str]) -> None:
    assert complete(all_of(borne), LABELS) == all_of(borne)


@pytest.mark.parametrize(("code", "label"), CODES.items())
def test_every_letter_tells_its_label(code: str, label: str) -> None:
    told = spam_of(code) | abuse_of(code)

    assert told == all_of([label])


def test_spam_of_some_kind_is_not_gambling_and_leaves_the_rest_open() -> None:
    assert spam_of("s") == {"spam": 1, "spam/gambling": 0}


def test_no_letter_is_an_ordinary_comment() -> None:
    assert spam_of("") | abuse_of("") == dict.fromkeys(LABELS, 0)
