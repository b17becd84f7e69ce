"""Hashed n-grams: what is hashed, into which column, alone and among others."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Language
from service.scoring.namespaces import NAMESPACE_BITS, Namespace
from service.scoring.ngrams import Counts, Ngrams
from service.text.reading import Reading
from tests.scoring.models import reading, readings
from tests.scoring.ngram_oracle import counted

ADVERTISEMENT = "Modal receh di pulau777, cek https://pulau777.example/daftar gan gan gan"

GACOR_BY_AB = [
    *(199738, 279457, 280787, 300450, 342632, 347631, 363578, 365741, 381866),
    *(386019, 410782, 432930, 434369, 434796, 437147, 439557, 472250, 515574),
    *(354060, 476086, 63357, 148115, 268937, 327323, 359608, 485490, 498113),
]


def listed(counts: Counts, place: int = 0) -> dict[tuple[int, int], int]:
    mine = counts.tags >> NAMESPACE_BITS == place
    namespaces = counts.tags[mine] % len(Namespace)
    pairs = zip(namespaces.tolist(), counts.columns[mine].tolist(), strict=True)
    return dict(zip(pairs, counts.times[mine].tolist(), strict=True))


@settings(deadline=None)
@given(readings)
def test_arrays_count_what_plain_loops_count(one: Reading) -> None:
    [counts] = Ngrams(16).blocks([one])

    assert listed(counts) == counted(one, 16)


@pytest.mark.parametrize("bits", [8, 18, 19, 20])
def test_every_table_size_counts_what_plain_loops_count(bits: int) -> None:
    one = reading(ADVERTISEMENT, name="Pulau 777", url="https://pulau777.example")

    [counts] = Ngrams(bits).blocks([one])

    assert listed(counts) == counted(one, bits)


@settings(deadline=None)
@given(st.lists(readings, max_size=6))
def test_a_reading_counts_the_same_alone_as_among_others(several: list[Reading]) -> None:
    ngrams = Ngrams(19)
    together = [
        listed(block, place) for block in ngrams.blocks(several) for place in range(block.readings)
    ]

    alone = [listed(block) for one in several for block in ngrams.blocks([one])]

    assert together == alone


def test_columns_stay_where_artefacts_expect_them() -> None:
    unstyled = replace(reading("gacor", name="ab"), style=())

    [counts] = Ngrams(19).blocks([unstyled])

    assert counts.columns.tolist() == GACOR_BY_AB


def test_keys_are_sorted_and_distinct() -> None:
    [counts] = Ngrams(19).blocks([reading(ADVERTISEMENT)] * 3)

    keys = counts.tags.astype(np.int64) << 19 | counts.columns

    assert np.all(np.diff(keys) > 0)


def test_no_comments_give_no_block() -> None:
    assert list(Ngrams(19).blocks([])) == []


def test_an_empty_comment_has_no_ngram() -> None:
    [counts] = Ngrams(19).blocks([reading("")])

    assert (counts.readings, len(counts.tags)) == (1, 0)


def test_lone_surrogates_and_nul_are_hashed_like_any_character() -> None:
    [counts] = Ngrams(19).blocks([reading("\ud800\udfff\x00 a\udc00b")])

    assert counts.readings == 1


def test_many_comments_are_cut_into_blocks_in_order() -> None:
    several = [reading(f"komentar nomor {number}") for number in range(150)]

    blocks = list(Ngrams(19).blocks(several))

    assert [block.readings for block in blocks] == [64, 64, 22]


def test_long_comments_are_cut_into_smaller_blocks() -> None:
    several = [reading("panjang " * 2500)] * 4

    blocks = list(Ngrams(19).blocks(several))

    assert [block.readings for block in blocks] == [1, 1, 1, 1]


def test_a_brand_in_the_name_meets_the_columns_of_the_same_brand_in_a_body() -> None:
    [counts] = Ngrams(19).blocks([reading("pulau777", name="PULAU777")])
    columns = {
        namespace: set(counts.columns[counts.tags == namespace].tolist()) for namespace in Namespace
    }

    assert columns[Namespace.IDENTITY] == columns[Namespace.BODY_SQUEEZED]
    assert not columns[Namespace.NAME] & columns[Namespace.BODY_CHARACTERS]


def test_style_tokens_are_whole_words() -> None:
    one = reading("a")
    styled = Reading(one.body, one.author_name, (), None, Language(), ("link", "leet"))

    [counts] = Ngrams(19).blocks([styled])

    assert np.count_nonzero(counts.tags == Namespace.STYLE) == 3  # two tokens, one pair


def test_colliding_ngrams_are_as_rare_as_chance_has_it() -> None:
    words = [
        f"{start}{middle}{end}" for start in "bcdfg" for middle in "aeiou" for end in range(99)
    ]
    [counts] = Ngrams(19).blocks([reading(" ".join(words))])
    columns = counts.columns[counts.tags == Namespace.BODY_WORDS]
    ngrams = 2 * len(words) - 1

    by_chance = ngrams - 2**19 * (1 - (1 - 2**-19) ** ngrams)

    collisions = ngrams - len(set(columns.tolist()))

    assert collisions == pytest.approx(by_chance, abs=4 * math.sqrt(by_chance))


@pytest.mark.parametrize("bits", [7, 21])
def test_a_table_too_small_or_too_large_for_the_keys_is_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        Ngrams(bits)
