import random
import unicodedata
from dataclasses import replace

import pytest

from training import names
from training.augment import (
    Augmentation,
    additions,
    half_hidden,
    plainly,
    rebranded,
    with_authors,
)
from training.records import GENERATED, Record

PLAN = Augmentation(
    named=0.5,
    linked=0.1,
    copies=3,
    name_only=20,
    plain_twins=10,
    half_hidden=5,
    tidied=0,
    weight=0.5,
)
AD = Record("main di MAWAR88 pasti cuan", {"spam": 1, "spam/gambling": 1}, "one")
ORDINARY = [Record(f"resep soto ayam nomor {n}", {"spam": 0}, "one") for n in range(30)]
INSULTS = [
    Record(f"dasar tolol nomor {n}", {"spam": 0, "abuse": 1, "abuse/insult": 1}, "one")
    for n in range(9)
]
SWEARING = [
    Record(f"anjing keren nomor {n}", {"abuse": 0, "abuse/profanity": 1}, "one") for n in range(9)
]
GENTLE = [Record(f"resep soto nomor {n}", {"spam": 0, "abuse": 0}, "one") for n in range(9)]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def rng() -> random.Random:
    return seeded(11)


def test_the_same_records_and_seed_give_the_same_additions() -> None:
    records = [AD, *ORDINARY, *INSULTS, *GENTLE]

    one = list(additions(records, PLAN, seeded(5)))
    again = list(additions(records, PLAN, seeded(5)))

    assert one == again


def test_an_advertisement_returns_under_other_brands(rng: random.Random) -> None:
    bodies = {unicodedata.normalize("NFKC", rebranded(AD.body, rng)) for _ in range(8)}

    assert len(bodies) > 4
    assert not any("MAWAR88" in body for body in bodies)


def test_an_ordinary_comment_under_an_advertisement_is_an_advertisement(
    rng: random.Random,
) -> None:
    bodies = {record.body for record in ORDINARY}
    added = [one for one in additions(ORDINARY, PLAN, rng) if one.labels["spam"]]

    assert len(added) == 20
    assert all(one.body in bodies and one.author_name for one in added)
    assert all(one.labels["spam/gambling"] == 1 for one in added)


def test_the_same_comments_return_under_ordinary_names_as_ordinary(rng: random.Random) -> None:
    twins = [one for one in additions(ORDINARY, PLAN, rng) if not one.labels["spam"]]

    assert len(twins) == 10
    assert all(one.author_name for one in twins)


def test_what_was_added_counts_for_less_and_says_so(rng: random.Random) -> None:
    added = list(additions([AD, *ORDINARY, *INSULTS], PLAN, rng))

    assert all(one.weight == 0.5 and GENERATED in one.kinds for one in added)


def test_names_are_given_to_spam_and_to_ordinary_comments_alike(rng: random.Random) -> None:
    given = list(with_authors([AD, *ORDINARY] * 20, PLAN, rng))

    for bad in (0, 1):
        share = [bool(one.author_name) for one in given if one.labels["spam"] == bad]
        assert 0.2 < sum(share) / len(share) < 0.8


def test_a_name_that_is_known_is_kept(rng: random.Random) -> None:
    signed = Record("halo", {}, "one", author_name="Rina", author_url="https://rina.example")

    given = list(with_authors([signed] * 40, PLAN, rng))

    assert {(one.author_name, one.author_url) for one in given} == {
        ("Rina", "https://rina.example")
    }


def hidden(records: list[Record], rng: random.Random) -> list[Record]:
    """Return what is added beside `records` with a word half hidden."""
    plan = replace(PLAN, name_only=0, plain_twins=0)
    return list(additions(records, plan, rng))


def test_as_many_gentle_comments_as_abusive_ones_return_half_hidden(rng: random.Random) -> None:
    found = [one.labels["abuse"] for one in hidden([*INSULTS, *GENTLE], rng)]

    assert sorted(found) == [0] * 5 + [1] * 5


def test_swearing_at_nobody_returns_half_hidden_as_well(rng: random.Random) -> None:
    found = hidden(SWEARING, rng)

    assert any(one.labels == {"abuse": 0, "abuse/profanity": 1} for one in found)
    assert any(one.body not in {record.body for record in SWEARING} for one in found)


def test_nothing_is_said_of_the_spam_in_a_half_hidden_comment(rng: random.Random) -> None:
    found = hidden([*INSULTS, *GENTLE], rng)

    assert found
    assert not any("spam" in one.labels for one in found)


def test_one_word_of_a_text_is_half_hidden(rng: random.Random) -> None:
    for _ in range(60):
        changed = half_hidden("kamu memang orang tolol", rng)

        left = {"kamu", "memang", "orang", "tolol"} & set(changed.split())
        assert len(left) == 3


def test_a_word_is_half_hidden_in_several_ways(rng: random.Random) -> None:
    drawn = {half_hidden("tolol", rng) for _ in range(60)}

    assert "t*lol" in drawn
    assert "t.o.l.o.l" in drawn
    assert len(drawn) > 5


@pytest.mark.parametrize("text", ["", "apa sih", "🔥🔥🔥", "12345 67890", "ок товарищ"])
def test_a_text_without_a_word_to_hide_stays(text: str, rng: random.Random) -> None:
    assert half_hidden(text, rng) == text


def test_tidied_text_has_neither_capitals_nor_punctuation() -> None:
    assert plainly("Wah, KEREN!! 😂 mantap-lah") == "wah keren mantap lah"


def test_ordinary_names_hold_no_jargon_of_gambling(rng: random.Random) -> None:
    drawn = {names.ordinary_name(rng).lower() for _ in range(3000)}

    assert not [name for name in drawn if "slot" in name or "gacor" in name or "777" in name]
