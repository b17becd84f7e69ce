"""The generator of disguises: it changes what it should, repeatably, and leaves the rest alone."""

import random

import pytest

from service.text.fold import fold
from training.alphabets import ENCLOSED, FULL_WIDTH, MATHEMATICAL
from training.disguise import RESPELLED, Kind, brands, disguise

COMMENT = "Modal receh di PULAU777 bisa wd jutaan, gacor banget"
BRANDS = ("PULAU777", "GARUDAHOKI", "pulauwin88", "Zeus138", "MEGAWIN", "alexis17", "mahjong4d")
# A money sign before digits is a price, so that the brand of `Zeu💲138` stays unread.
LOST_SHARE = {Kind.EMOJI: 2 / 7}
LOWER_CASE = "modal receh di pulauwin bisa wd jutaan, gacor banget"
# Kinds that need something a comment may lack: digits, an l, or jargon.
PARTIAL = {Kind.KEYCAPS, Kind.SPELLED_DIGITS, Kind.CAPITAL_I, Kind.JARGON}


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_changes_a_comment_with_a_brand(kind: Kind) -> None:
    disguised = disguise(COMMENT, kind, seeded(1))

    assert disguised != COMMENT


@pytest.mark.parametrize("kind", sorted(set(Kind) - PARTIAL - {Kind.FRAMED}))
def test_brand_itself_is_no_longer_written_plainly(kind: Kind) -> None:
    disguised = disguise(COMMENT, kind, seeded(1))

    assert "PULAU777" not in disguised


@pytest.mark.parametrize("kind", Kind)
def test_same_seed_gives_the_same_disguise(kind: Kind) -> None:
    first = [disguise(COMMENT, kind, seeded(seed)) for seed in range(20)]
    second = [disguise(COMMENT, kind, seeded(seed)) for seed in range(20)]

    assert first == second


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.WHOLE, Kind.JARGON, Kind.CAPITAL_I}))
def test_words_around_the_brand_stay_plain(kind: Kind) -> None:
    disguised = disguise(COMMENT, kind, seeded(2))

    assert disguised.startswith("Modal receh di ")
    assert disguised.endswith(" bisa wd jutaan, gacor banget")


@pytest.mark.parametrize("kind", sorted(set(Kind) - PARTIAL))
def test_comment_without_a_brand_has_another_word_disguised(kind: Kind) -> None:
    disguised = disguise(LOWER_CASE, kind, seeded(3))

    assert disguised != LOWER_CASE


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", ["", "ok", "😀😀", "Привет, как дела?", "\ud800\x00"])
def test_text_with_nothing_to_disguise_never_raises(kind: Kind, text: str) -> None:
    disguised = disguise(text, kind, seeded(4))

    assert disguised == text or kind is Kind.WHOLE


def test_every_mention_of_the_brand_is_disguised() -> None:
    text = "PULAU777 gacor, daftar di PULAU777 sekarang"

    disguised = disguise(text, Kind.CYRILLIC, seeded(5))

    assert "PULAU777" not in disguised


def test_brand_is_letters_with_digits_or_capitals() -> None:
    text = "Cek GARUDAHOKI sama pulau777 tahun 2024, oke YA"

    assert brands(text) == ["GARUDAHOKI", "pulau777"]


def test_mathematical_alphabets_write_every_letter() -> None:
    assert all(len(alphabet) >= 52 for alphabet in MATHEMATICAL)


@pytest.mark.parametrize("alphabet", [*MATHEMATICAL, FULL_WIDTH, *ENCLOSED])
def test_no_letter_of_a_styled_alphabet_is_ascii(alphabet: dict[str, str]) -> None:
    assert not any(other.isascii() for other in alphabet.values())


@pytest.mark.parametrize("kind", sorted(set(Kind) - RESPELLED))
def test_folding_reads_a_disguised_brand_again(kind: Kind) -> None:
    lost = [
        worn
        for brand in BRANDS
        for seed in range(20)
        if (worn := disguise(f"Modal receh di {brand} bisa wd", kind, seeded(seed)))
        if brand.lower() not in fold(worn).squeezed
    ]

    assert len(lost) <= LOST_SHARE.get(kind, 0.02) * len(BRANDS) * 20, lost[:3]


def test_respelled_jargon_is_left_to_the_model() -> None:
    respelled = disguise("gacor banget", Kind.JARGON, seeded(7))

    assert "gacor" not in fold(respelled).squeezed
