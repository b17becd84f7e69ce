"""What becomes of lists when a document is compiled: too long ones, and names in other letters."""

import pytest

from service.policy import compiling
from service.text import termset
from tests.policy.documents import APPROVE, HOLD, compiled, facts, flaws_of, holds, judged, said

SUBSCRIBED = """
[[rule]]
name = "Sendiri"
action = "reason"
when.text.terms = ["sambal", "rendang"]
[[list]]
name = "Panjang"
kind = "terms"
action = "hold"
url = "https://daftar.example/panjang.txt"
[[list]]
name = "Pendek"
kind = "terms"
action = "hold"
url = "https://daftar.example/pendek.txt"
[[list]]
name = "Sama"
kind = "terms"
action = "hold"
url = "https://daftar.example/sama.txt"
"""
COPIES = {"Panjang": ("gacor", "maxwin", "judol"), "Pendek": ("pinjol",), "Sama": ("togel",)}
IDN = "Lihat https://judöl.example/daftar"


def only(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "MAX_TERMS", most)
    monkeypatch.setattr(termset, "MAX_TERMS", most)


@pytest.mark.parametrize(
    ("most", "held"),
    [
        (7, ["gacor", "pinjol", "togel"]),
        (6, ["pinjol", "togel"]),
        (4, ["pinjol", "togel"]),
        (3, ["pinjol"]),
        (2, []),
    ],
)
def test_the_longest_copies_of_terms_are_left_out_until_the_rest_fits(
    most: int, held: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    only(most, monkeypatch)

    policy = compiled(SUBSCRIBED, **COPIES)

    words = ("gacor", "pinjol", "togel")
    assert [word for word in words if policy.judge(facts(said(word))).decision is HOLD] == held


def test_a_copy_of_domains_is_never_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    only(2, monkeypatch)
    document = SUBSCRIBED.replace('kind = "terms"', 'kind = "domains"')

    policy = compiled(document, Panjang=("a.example", "b.example", "c.example"))

    assert policy.judge(facts(said("https://c.example"))).decision is HOLD


def test_terms_of_ones_own_that_are_too_many_are_a_flaw(monkeypatch: pytest.MonkeyPatch) -> None:
    only(1, monkeypatch)

    assert flaws_of(SUBSCRIBED) == [
        "All terms and patterns together are too much: there are more than 1 terms"
    ]


@pytest.mark.parametrize("listed", ["judöl.example", "JUDÖL.example", "xn--judl-7qa.example"])
@pytest.mark.parametrize("linked", [IDN, IDN.replace("judöl", "xn--judl-7qa")])
def test_a_domain_in_other_letters_is_the_one_that_the_name_system_knows(
    listed: str, linked: str
) -> None:
    assert holds(f'{{ links = {{ domain = "{listed}" }} }}', said(linked))


def test_a_list_finds_a_domain_in_other_letters_and_points_at_it() -> None:
    document = """
[[list]]
name = "Judol"
kind = "domains"
action = "hold"
entries = ["judöl.example"]
"""

    [reason] = judged(document, said(IDN)).reasons

    assert [one.text for one in reason.evidence] == ["https://judöl.example/daftar"]
    assert judged(document, said("https://judol.example")).decision is APPROVE


def test_the_domain_of_an_address_is_compared_likewise() -> None:
    found = set(facts(said(IDN)).texts("links.domain"))

    assert "xn--judl-7qa.example" in found
