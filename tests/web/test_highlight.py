"""A comment's text in runs that a page can show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Evidence, Field
from service.web.highlight import Run, Span, highlight


def evidence(text: str, start: int, end: int, reads_as: str = "") -> Evidence:
    return Evidence(Field.BODY, start, end, text[start:end], reads_as)


def plain(text: str) -> Span:
    return Span((Run(text),))


def test_text_without_evidence_is_one_plain_span() -> None:
    assert highlight("Terima kasih") == (plain("Terima kasih"),)


def test_empty_text_has_no_spans() -> None:
    assert highlight("") == ()


def test_evidence_is_marked_and_read_out() -> None:
    text = "di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa"

    spans = highlight(text, [evidence(text, 3, 11, "pulau777")])

    assert spans == (
        plain("di "),
        Span((Run("𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳"),), marked=True, reads_as="pulau777"),
        plain(" bisa"),
    )


def test_overlapping_evidence_becomes_one_span() -> None:
    text = "modal receh gacor"

    spans = highlight(text, [evidence(text, 6, 17), evidence(text, 0, 11)])

    assert spans == (Span((Run(text),), marked=True),)


def test_adjoining_evidence_stays_two_spans() -> None:
    text = "gacorparah"

    spans = highlight(text, [evidence(text, 0, 5), evidence(text, 5, 10)])

    assert [span.runs[0].text for span in spans] == ["gacor", "parah"]


def test_same_reading_from_two_reasons_is_read_out_once() -> None:
    text = "P U L A U 7 7 7"

    spans = highlight(text, [evidence(text, 0, 15, "pulau777"), evidence(text, 0, 9, "pulau")])

    assert [span.reads_as for span in spans] == ["pulau777"]


def test_different_readings_of_one_span_are_both_read_out() -> None:
    text = "G4C0R W1N"

    spans = highlight(text, [evidence(text, 0, 6, "gacor"), evidence(text, 4, 9, "r win")])

    assert [span.reads_as for span in spans] == ["gacor · r win"]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000"),
        ("\x1b", "U+001B"),
        ("\u202e", "U+202E"),
        ("\u2067", "U+2067"),
        ("\u200b", "U+200B"),
        ("\u3164", "U+3164"),
        ("\ud83d", "U+D83D"),
    ],
)
def test_character_that_shows_nothing_is_named(character: str, name: str) -> None:
    (span,) = highlight(f"a{character}b")

    assert span.runs == (Run("a"), Run(name, unseen=True), Run("b"))


def test_row_of_the_same_unseen_character_is_named_once() -> None:
    (span,) = highlight("\u200b" * 500)

    assert span.runs == (Run("U+200B ×500", unseen=True),)


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\nc",
        "नमस्‍ते",
        "می‌خواهم",
        "👩‍🌾",
        "مرحبا",
        "bener²",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "Việt",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert highlight(text) == (plain(text),)


def test_marks_piled_on_one_letter_are_counted_instead_of_drawn() -> None:
    (span,) = highlight("Z" + "\u0301" * 100_000 + "!")

    assert span.runs == (Run("Z" + "\u0301" * 8), Run("+99992", unseen=True), Run("!"))


@given(
    st.text(st.characters(exclude_categories=["Mn", "Me"])),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))),
)
def test_nothing_is_lost_or_doubled(text: str, pairs: list[tuple[int, int]]) -> None:
    found = [evidence(text, min(pair), max(pair)) for pair in pairs if max(pair) <= len(text)]

    spans = highlight(text, found)

    shown = "".join(run.text for span in spans for run in span.runs if not run.unseen)
    assert shown == "".join(character for character in text if not is_unseen(character))


def is_unseen(character: str) -> bool:
    (span,) = highlight(character)
    return span.runs[0].unseen
