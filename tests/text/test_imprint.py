import random

import pytest
from hypothesis import given, settings

from service.text.fold import fold
from service.text.imprint import ALIKE, KEYS, SIZE, Imprint, imprint, resemblances
from tests.text.alphabet_soup import texts
from training.disguise import Kind, disguise

SPAM = (
    "Permisi kak, kemarin iseng main di PULAU777 cuma modal 50 ribu, nggak nyangka malamnya cair "
    "4,5 juta ke rekening, adminnya ramah, cek sendiri di https://pulau777.example"
)
SHORT = "gacor di PULAU777 🔥"


def of(text: str) -> Imprint:
    found = imprint(fold(text).words)
    assert found is not None
    return found


def resemblance(one: str, other: str) -> float:
    """Return how alike two texts are found to be, 0 where they would not be found."""
    a, b = of(one), of(other)
    return float(resemblances(a.sketch, [b.sketch])[0]) if set(a.keys) & set(b.keys) else 0.0


@pytest.mark.parametrize(
    "changed",
    [
        SPAM.replace("PULAU777", "GARUDA88"),
        SPAM.replace("50 ribu", "75 ribu").replace("4,5 juta", "12 juta"),
        SPAM.replace("https://pulau777.example", "garuda88-vip.example/daftar?ref=3"),
        f"🔥🔥 {SPAM.upper()} 🔥🔥",
    ],
)
def test_brands_numbers_links_and_signs_change_nothing(changed: str) -> None:
    assert resemblance(changed, SPAM) == 1.0


@pytest.mark.parametrize(
    "changed",
    [
        SPAM.replace("Permisi kak", "Selamat malam semuanya"),
        SPAM.replace("adminnya ramah", "pembayarannya lunas tanpa ditunda-tunda"),
        SPAM.replace("nggak nyangka malamnya cair 4,5 juta ke rekening", "eh rezeki nomplok"),
    ],
)
def test_another_greeting_or_clause_leaves_a_variant(changed: str) -> None:
    assert resemblance(changed, SPAM) >= ALIKE


@pytest.mark.parametrize("kind", list(Kind))
def test_a_disguised_text_is_a_variant_of_the_plain_one(kind: Kind) -> None:
    assert resemblance(disguise(SPAM, kind, random.Random(7)), SPAM) >= ALIKE


@pytest.mark.parametrize(
    "other",
    [
        "Terima kasih banyak Bu, resepnya sudah saya coba dan anak-anak di rumah suka sekali",
        "Kemarin iseng main ke rumah nenek cuma bawa uang 50 ribu, nggak nyangka ketemu paman",
        "Hati-hati kak, jangan percaya yang bilang cair jutaan, itu judi semua",
    ],
)
def test_texts_about_other_things_are_no_variants(other: str) -> None:
    assert resemblance(other, SPAM) == 0.0


def test_a_few_words_in_common_are_too_little() -> None:
    one = "Terima kasih banyak infonya, sangat membantu"
    other = "Terima kasih banyak resepnya, sangat enak"

    assert resemblance(one, other) == 0.0
    assert resemblance(one, one) == 1.0


def test_a_short_text_is_like_the_same_text_only() -> None:
    assert resemblance(SHORT, "Gacor di pulau777 🔥") == 1.0
    assert resemblance(SHORT, SHORT.replace("777", "88")) == 0.0


@pytest.mark.parametrize("text", ["", "👍👍", "Amin", "Terima kasih kak", "\ud800", "\x00"])
def test_what_anybody_may_say_has_no_imprint(text: str) -> None:
    assert imprint(fold(text).words) is None


@settings(deadline=None)
@given(texts)
def test_every_imprint_fits_its_columns_and_is_like_itself(text: str) -> None:
    found = imprint(fold(text).words)

    if found is not None:
        assert len(found.sketch) == SIZE
        assert 1 <= len(found.keys) <= KEYS
        assert all(-(2**63) <= key < 2**63 for key in found.keys)
        assert resemblances(found.sketch, [found.sketch]).tolist() == [1.0]


def test_an_imprint_stays_as_it_is_in_the_ledger() -> None:
    found = of(SPAM)

    assert found.keys[0] == 81344180
    assert found.sketch.hex()[:16] == "8061763b6727d215"


def test_only_the_first_512_characters_count() -> None:
    long = "".join(random.Random(1).choices("abcdefghijklmnop ", k=512))

    assert imprint(long) == imprint(long + " and something else" * 100)
