import random
import time

import pytest
from hypothesis import given

from service.store.campaigns import ALIKE
from service.text.fingerprint import Fingerprint, fingerprint, similarity
from service.text.fold import fold
from tests.text.alphabet_soup import texts
from training.disguise import Kind, disguise

SPAM = "Main di PULAU777 kemarin wd 5 juta, cek https://pulau777.example sebelum promonya habis"
THANKS = "Terima kasih banyak Bu, resepnya sudah saya coba dan anak-anak di rumah suka sekali"


def of(text: str) -> Fingerprint:
    return fingerprint(fold(text).words)


def alike(one: str, other: str) -> bool:
    a, b = of(one), of(other)
    shared = any(mine == yours for mine, yours in zip(a.keys, b.keys, strict=True))
    return shared and similarity(a.sketch, b.sketch) >= ALIKE


@pytest.mark.parametrize(
    "changed",
    [
        SPAM.replace("777", "88"),
        SPAM.replace("5 juta", "12,5 juta"),
        SPAM.replace("https://pulau777.example", "http://lain.example/promo?ref=8"),
        SPAM.replace("https://pulau777.example", ""),
        SPAM.upper(),
        f"🔥🔥 {SPAM} 🔥🔥",
        "Main   di PULAU777... kemarinnn wd 5 juta!!! cek -- sebelum promonya habis",
    ],
)
def test_numbers_links_and_signs_change_nothing(changed: str) -> None:
    assert of(changed) == of(SPAM)


@pytest.mark.parametrize(
    "changed",
    [
        SPAM.replace("PULAU777", "GARUDA88"),
        f"Permisi kak. {SPAM}",
        f"{SPAM} buruan ya",
        SPAM.replace("kemarin", "barusan"),
    ],
)
def test_another_brand_greeting_or_word_leaves_a_text_alike(changed: str) -> None:
    assert alike(changed, SPAM)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_disguised_text_is_like_the_plain_one(kind: Kind) -> None:
    assert alike(disguise(SPAM, kind, random.Random(7)), SPAM)


def test_texts_about_other_things_are_not_alike() -> None:
    assert not alike(SPAM, THANKS)
    assert similarity(of(SPAM).sketch, of(THANKS).sketch) < ALIKE / 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sukses selalu", "Sukses selalu mandalika77"),
        ("Akhirnya yang ditunggu", "Akhirnya yang ditunggu SGI88 gas"),
        ("Makasih infonya kak", "Makasih infonya min"),
    ],
)
def test_short_texts_are_not_alike_when_a_word_differs(one: str, other: str) -> None:
    assert not alike(one, other)


def test_short_texts_of_the_same_letters_are_the_same() -> None:
    assert of("gacor di PULAU777 🔥") == of("Gacor di pulau888")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("777", "77"),
        ("777", "888"),
        ("👍", "🔥"),
        ("Bagus!", "Bagus https://pulau777.example"),
        ("", "👍"),
    ],
)
def test_where_hardly_a_letter_stands_all_else_counts(one: str, other: str) -> None:
    assert not alike(one, other)
    assert of(one) == of(one)


@pytest.mark.parametrize("text", ["", "👍👍", "日本語のコメント", "ครับ", "\ud800", "\x00"])
def test_every_text_is_like_itself(text: str) -> None:
    assert alike(text, text)


@given(texts)
def test_every_fingerprint_fits_its_columns(text: str) -> None:
    found = of(text)

    assert len(found.sketch) == 64
    assert len(found.keys) == 4
    assert all(-(2**63) <= key < 2**63 for key in found.keys)
    assert similarity(found.sketch, found.sketch) == 1.0


def test_similarity_estimates_the_share_of_common_grams() -> None:
    letters = random.Random(3).choices("abcdefghijklmnopqrstuvwxyz ", k=4000)
    text = "".join(letters)

    estimates = {
        kept: similarity(fingerprint(text).sketch, fingerprint(text[:kept]).sketch)
        for kept in (1000, 2000, 3000)
    }

    assert estimates == {kept: pytest.approx(kept / 4000, abs=0.19) for kept in estimates}


def test_a_fingerprint_stays_as_it_is_in_the_ledger() -> None:
    found = of(SPAM)

    assert found.keys[0] == 137699640818624255
    assert found.sketch.hex()[:16] == "59fe1d8fc58af0cb"


def test_only_the_first_4096_characters_count() -> None:
    long = "".join(random.Random(1).choices("abcdefghijklmnop ", k=4096))

    assert fingerprint(long) == fingerprint(long + "and something else " * 100)


def test_the_longest_comment_costs_a_few_milliseconds_at_most() -> None:
    longest = fold("".join(random.Random(1).choices("abcdefghijklmnop .", k=65536))).words
    usual = fold(SPAM).words

    assert seconds_for(longest) < 100 * seconds_for(usual)


def seconds_for(words: str) -> float:
    """Return the least time of several that a fingerprint took."""
    times = []
    for _ in range(20):
        started = time.perf_counter()
        fingerprint(words)
        times.append(time.perf_counter() - started)
    return min(times)
