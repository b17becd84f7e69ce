"""Signals from the words of a comment."""

import pytest

from service.domain import Comment, Field
from service.signals.content import (
    character_flood,
    contact_number,
    empty_after_folding,
    repeated_phrase,
    shouting,
)
from tests.people import EMPTY, THANKS
from tests.signals.noticed import noticed


def test_long_text_in_capitals_is_shouting() -> None:
    comment = Comment("PENIPU SEMUA INI JANGAN ADA YANG PERCAYA LAGI!!!")

    signal = noticed(shouting, comment)["shouting"]

    assert signal.strength == 1.0
    assert signal.evidence[0].text == "PENIPU SEMUA INI JANGAN ADA YANG PERCAYA LAGI"


@pytest.mark.parametrize(
    "body",
    [
        "MANTAP",
        "Saya kerja di PT KAI bagian SDM, dulu di BUMN lain",
        "wkwkwkwk",
        "",
        "好好好好" * 20,
    ],
)
def test_abbreviations_and_short_cheers_are_no_shouting(body: str) -> None:
    assert not noticed(shouting, Comment(body))


def test_same_phrase_over_and_over_is_noticed_with_each_of_its_places() -> None:
    comment = Comment("cek bio kak " * 6)

    signal = noticed(repeated_phrase, comment)["repeated_phrase"]

    assert signal.strength > 0.7
    assert {evidence.text for evidence in signal.evidence} == {"cek bio kak"}


@pytest.mark.parametrize(
    "body",
    [
        "pelan-pelan saja, sedikit-sedikit lama-lama jadi bukit",
        "iya iya iya kak",
        "yang penting bukan yang mahal tapi yang enak dan yang sehat buat yang makan",
    ],
)
def test_reduplication_and_common_words_repeat_no_phrase(body: str) -> None:
    assert not noticed(repeated_phrase, Comment(body))


def test_flood_of_one_character_is_noticed() -> None:
    comment = Comment("halo " + "!" * 195)

    signal = noticed(character_flood, comment)["character_flood"]

    assert signal.strength == pytest.approx(0.975)
    assert (signal.evidence[0].start, signal.evidence[0].end) == (5, 200)


def test_stretched_word_is_no_flood() -> None:
    assert not noticed(character_flood, Comment("mantaaaaaaaaaaaaap " + "wkwkwk" * 30))


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("hubungi 081234567890 ya", "081234567890"),
        ("WA: 0812-3456-7890", "0812-3456-7890"),
        ("wa +62 812 3456 7890.", "+62 812 3456 7890"),
        ("chat 62812.3456.7890 sekarang", "62812.3456.7890"),
        ("O812-3456-789O fast respon", "O812-3456-789O"),
        ("call +1 (555) 010-9999 now", "+1 (555) 010-9999"),
    ],
)
def test_number_to_call_is_found_as_people_write_it(body: str, number: str) -> None:
    signal = noticed(contact_number, Comment(body))["contact_number"]

    assert signal.strength == 0.6
    assert [evidence.text for evidence in signal.evidence] == [number]


@pytest.mark.parametrize("number", ["0 8 1 2 3 4 5 6 7 8 9 0", "0.8.1.2.3.4.5.6.7.8.9.0"])
def test_number_held_apart_is_at_full_strength(number: str) -> None:
    signal = noticed(contact_number, Comment(f"wa {number} kak"))["contact_number"]

    assert signal.strength == 1.0
    assert signal.evidence[0].text == number


@pytest.mark.parametrize(
    "body",
    [
        "harganya Rp 1.250.000.000 di tahun 2024",
        "Rp80.000.000.000 habis begitu saja",
        "QS Al-Baqarah 2:183-185, juga Yohanes 3:16",
        "kode pos 12810, Jakarta 1281012810",
        "buka jam 08.30-12.00 13.00-16.00 setiap hari",
        "tanggal 08-12-2026 10.30 di aula",
        "periode 2018-2019 2020-2021 2022-2023",
        "1 + 1 = 2, 8 + 8 = 16",
        "NIK 3175081234567890",
        "0,8123456789 persen",
    ],
)
def test_honest_figures_are_no_contact_number(body: str) -> None:
    assert not noticed(contact_number, Comment(body))


def test_invisible_comment_is_empty_after_folding() -> None:
    signal = noticed(empty_after_folding, EMPTY)["empty_after_folding"]

    assert signal.strength == 1.0
    assert signal.evidence[0].text == EMPTY.body


@pytest.mark.parametrize("body", ["👍", "!!!", "...", "ya", "好", "🙏🏽", "❤️"])
def test_short_but_visible_comment_is_not_empty(body: str) -> None:
    assert not noticed(empty_after_folding, Comment(body))


def test_plain_thanks_gives_no_signal_of_its_words() -> None:
    detectors = (shouting, repeated_phrase, character_flood, contact_number, empty_after_folding)

    assert not any(noticed(detector, THANKS) for detector in detectors)


def test_evidence_points_into_the_body() -> None:
    comment = Comment("😀 hubungi 0812-3456-7890 sekarang")

    evidence = noticed(contact_number, comment)["contact_number"].evidence[0]

    assert evidence.field is Field.BODY
    assert comment.body[evidence.start : evidence.end] == evidence.text == "0812-3456-7890"
