import random
import unicodedata

import pytest

from training import names
from training.augment import Augmentation, additions, plainly, rebranded, with_authors
from training.records import GENERATED, Record
from training.written import choose, read_lines, spelled_out

PLAN = Augmentation(
    named=0.5, linked=0.1, copies=3, name_only=20, plain_twins=10, written=5, tidied=0, weight=0.5
)
AD = Record("main di MAWAR88 pasti cuan", {"spam": 1, "spam/gambling": 1}, "one")
ORDINARY = [Record(f"resep soto ayam nomor {n}", {"spam": 0}, "one") for n in range(30)]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


@pytest.fixture
def rng() -> random.Random:
    return seeded(11)


def test_the_same_records_and_seed_give_the_same_additions() -> None:
    one = list(additions([AD, *ORDINARY], PLAN, seeded(5)))
    again = list(additions([AD, *ORDINARY], PLAN, seeded(5)))

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
    added = list(additions([AD, *ORDINARY], PLAN, rng))

    assert all(one.weight == 0.5 and GENERATED in one.kinds for one in added)


def test_names_are_given_to_spam_and_to_ordinary_comments_alike(rng: random.Random) -> None:
    given = list(with_authors([AD, *ORDINARY] * 20, PLAN, rng))

    for bad in (0, 1):
        share = [bool(one.author_name) for one in given if one.labels["spam"] == bad]
        assert 0.2 < sum(share) / len(share) < 0.8


def test_tidied_text_has_neither_capitals_nor_punctuation() -> None:
    assert plainly("Wah, KEREN!! 😂 mantap-lah") == "wah keren mantap lah"


def test_ordinary_names_hold_no_jargon_of_gambling(rng: random.Random) -> None:
    drawn = {names.ordinary_name(rng).lower() for _ in range(3000)}

    assert not [name for name in drawn if "slot" in name or "gacor" in name or "777" in name]


def test_every_choice_of_a_written_line_is_spelled_out(rng: random.Random) -> None:
    for line in read_lines():
        body = choose(line.text, rng)

        assert body
        assert not set("{}|") & set(body)
        assert line.labels["spam"] in (0, 1)


def test_inner_choices_are_made_first(rng: random.Random) -> None:
    drawn = {choose("{a|b {c|d}}", rng) for _ in range(60)}

    assert drawn == {"a", "b c", "b d"}


def test_a_line_is_spelled_out_in_different_ways(rng: random.Random) -> None:
    line = read_lines()[0]

    bodies = [record.body for record in spelled_out(line, 12, rng)]

    assert len(bodies) == len(set(bodies)) > 8
