"""What folding promises of any string of code points whatever."""

from itertools import pairwise
from time import process_time
from timeit import repeat

import pytest
from hypothesis import given

from service.text.fold import fold
from tests.text.alphabet_soup import texts

LARGE, SMALL = 64 * 1024, 16 * 1024


@given(texts)
def test_folding_a_folded_text_changes_nothing(raw: str) -> None:
    words = fold(raw).words

    assert fold(words).words == words


@given(texts)
def test_folded_text_can_be_written_anywhere(raw: str) -> None:
    words = fold(raw).words

    assert words.encode().decode() == words
    assert "\0" not in words
    assert words == words.strip(" ")


@given(texts)
def test_squeezed_form_is_the_letters_and_digits_of_the_words(raw: str) -> None:
    folded = fold(raw)

    assert folded.squeezed == "".join(filter(str.isalnum, folded.words))


@given(texts)
def test_every_character_of_the_words_has_its_place_in_the_raw_text(raw: str) -> None:
    folded = fold(raw)

    spans = [folded.raw_span(place, place + 1) for place in range(len(folded.words))]
    assert all(0 <= start < end <= len(raw) for start, end in spans)
    assert all(one[0] <= other[0] for one, other in pairwise(spans))


@given(texts)
def test_the_whole_of_the_words_spans_all_that_is_read(raw: str) -> None:
    folded = fold(raw)

    start, end = folded.raw_span(0, len(folded.words))
    assert not fold(raw[:start]).squeezed
    assert not fold(raw[end:]).squeezed


@given(texts)
def test_squeezed_characters_have_the_place_of_the_words_they_come_from(raw: str) -> None:
    folded = fold(raw)

    places = [place for place, char in enumerate(folded.words) if char.isalnum()]
    for squeezed, place in enumerate(places):
        assert folded.squeezed_span(squeezed, squeezed + 1) == folded.raw_span(place, place + 1)


@given(texts)
def test_marks_lie_inside_the_raw_text_in_order(raw: str) -> None:
    marks = fold(raw).marks

    assert all(0 <= mark.start < mark.end <= len(raw) for mark in marks)
    assert all(one.start <= other.start for one, other in pairwise(marks))


def test_plain_text_needs_no_map_to_the_raw_text() -> None:
    assert fold("Terima kasih infonya, sangat membantu").origin is None


def test_span_takes_the_marks_of_its_last_letter_along() -> None:
    folded = fold("di P͓̽U͓̽L͓̽ ya")

    assert folded.words == "di pul ya"
    start, end = folded.raw_span(3, 6)
    assert folded.raw[start:end] == "P͓̽U͓̽L͓̽"


def test_hundred_thousand_marks_on_one_letter_are_taken_off() -> None:
    folded = fold("a" + "\u0301\u0323" * 50_000 + "b")

    assert folded.words == "ab"


@pytest.mark.parametrize(
    "unit",
    [
        "halo kak ", "a", " ", "\0", "a\u200b", "\u0301\u0323a", "𝗣 ", "aа ", "а ", "🇮", "🇮 ",
        "a ", "a.", "aIa ", "aI", "g4c0r ", "a1", "a@", "$", "\ud800", "か\u3099", "tujuh ",
        "satu-", "ﬁ", "a○", "₱", "ᆢA", "क\u094d\u200d", "퐕", "éä", "_a", "\n", "1jt", "nya4d",
    ],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    large = (unit * LARGE)[:LARGE]
    small = large[:SMALL]

    # Four times the text; a quadratic fold would take sixteen times as long.
    assert _quickest(large) < 10 * _quickest(small) + 0.002


def _quickest(text: str) -> float:
    return min(repeat(lambda: fold(text), timer=process_time, number=1, repeat=5))
