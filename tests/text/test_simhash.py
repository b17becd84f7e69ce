import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.fold import fold
from service.text.simhash import DISTANCE, MIN_LETTERS, bands, distance, likeness, simhash
from tests.text.alphabet_soup import texts

STORY = "Kemarin saya ke pasar pagi, eh ketemu teman SMA yang sekarang jualan bumbu rendang. " * 3
signed = st.integers(-(2**63), 2**63 - 1)


def squeezed(text: str) -> str:
    return fold(text).squeezed


@given(texts)
def test_every_likeness_fits_its_columns(text: str) -> None:
    found = likeness(squeezed(text) * MIN_LETTERS)

    for number in (found.exact, found.simhash) if found else ():
        assert -(2**63) <= number < 2**63
        assert all(0 <= band < 2**16 for band in bands(number))


@given(signed, st.sets(st.integers(0, 63), max_size=DISTANCE))
def test_simhashes_that_differ_in_three_bits_share_a_band(number: int, flipped: set[int]) -> None:
    other = number
    for bit in flipped:
        other ^= -(2**63) if bit == 63 else 1 << bit

    assert distance(number, other) == len(flipped)
    assert any(mine == yours for mine, yours in zip(bands(number), bands(other), strict=True))


@given(signed, signed)
def test_distance_counts_the_bits_of_either_sign(one: int, other: int) -> None:
    assert distance(one, other) == distance(other, one) == ((one ^ other) % 2**64).bit_count()


@pytest.mark.parametrize(
    "changed",
    [
        STORY.upper(),
        STORY.replace(",", " -- "),
        f"🔥 {STORY} 🔥",
        STORY.replace("a", "\N{CYRILLIC SMALL LETTER A}"),
    ],
)
def test_signs_and_disguises_change_nothing(changed: str) -> None:
    assert likeness(squeezed(changed)) == likeness(squeezed(STORY))


def test_a_slip_of_the_pen_leaves_a_text_near() -> None:
    found, slipped = simhash(squeezed(STORY)), simhash(squeezed(STORY + "!x"))

    assert found != slipped
    assert distance(found, slipped) <= DISTANCE


def test_texts_about_other_things_are_far_apart() -> None:
    other = "Terima kasih banyak Bu, anak-anak di rumah suka sekali dengan kuenya"

    assert distance(simhash(squeezed(STORY)), simhash(squeezed(other))) > 4 * DISTANCE


def test_what_is_repeated_counts_once() -> None:
    laughing = "wk" * 500

    assert simhash(squeezed(STORY) + laughing) == simhash(squeezed(STORY) + laughing * 2)


@pytest.mark.parametrize("text", ["", "👍", "Amin", "Terima kasih", "x" * (MIN_LETTERS - 1)])
def test_a_short_text_is_recognised_by_nothing(text: str) -> None:
    assert likeness(squeezed(text)) is None


def test_a_likeness_stays_as_it_is_in_the_ledger() -> None:
    found = likeness(squeezed(STORY))

    assert found is not None
    assert (found.exact, found.simhash) == (7776576172194147680, -2918730654759457737)


def test_the_longest_text_costs_no_more_than_its_beginning() -> None:
    longest = "".join(random.Random(1).choices("abcdefghijklmnop", k=65536))

    assert seconds_for(longest) < 3 * seconds_for(longest[:4096])


def seconds_for(text: str) -> float:
    """Return the least time of several that a simhash took."""
    times = []
    for _ in range(20):
        started = time.perf_counter()
        simhash(text)
        times.append(time.perf_counter() - started)
    return min(times)
