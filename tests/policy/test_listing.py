from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.policy import listing
from service.policy.listing import (
    MAX_LINE,
    Kind,
    Listing,
    ListInvalid,
    Subscription,
    domain_of,
    parse_list,
    pin_problem,
)
from service.text.termset import Term, TermSet

URL = "https://daftar.example/judol.txt"
KEY = "RWTHQGPZVARO2cg2hMUwH1KPphC04IpMMrDvoISHwQCpdd2q25M3U1ho"
DIGEST = sha256(b"").hexdigest()


def domains(*lines: str) -> tuple[str, ...]:
    return parse_list("\n".join(lines).encode(), Kind.DOMAINS).entries


def problem(body: bytes, kind: Kind = Kind.DOMAINS) -> str:
    with pytest.raises(ListInvalid) as refused:
        parse_list(body, kind)
    return refused.value.problem


@pytest.mark.parametrize(
    "line",
    [
        "judol.example",
        "  JUDOL.Example  ",
        "judol.example.",
        "www.judol.example",
        "*.judol.example",
        "judol.example # sejak Mei",
        "0.0.0.0 judol.example",
        "127.0.0.1\tjudol.example # x",
        ":: judol.example",
        "||judol.example^",
        "||judol.example^$important",
        "\ufeffjudol.example",
        "judol.example\r",
    ],
)
def test_a_domain_is_read_as_people_write_lists(line: str) -> None:
    assert domains(line) == ("judol.example",)


def test_a_domain_of_other_letters_is_compared_as_the_name_system_spells_it() -> None:
    assert domains("JUDÖL.example", "xn--judl-7qa.example") == ("xn--judl-7qa.example",)


@pytest.mark.parametrize(
    "line",
    [
        "judol",
        "judol .example",
        "https://blog.example/judol",
        "blog.example/judol",
        "blog.example:8080",
        "ani@blog.example",
        "@@||blog.example^",
        "||blog.example/judol^",
        "||blog.example^$third-party",
        "||blog.example",
        "/judol[0-9]+/",
        "blog.example##.iklan",
        "0.0.0.0 judol.example blog.example",
        "co.id",
        "blogspot.com",
        "a" * 64 + ".example",
        "a." * 100 + "example",
    ],
)
def test_a_line_that_names_less_or_more_than_a_domain_is_left_out_and_counted(line: str) -> None:
    read = parse_list(f"judol.example\n{line}\n".encode(), Kind.DOMAINS)

    assert read == Listing(("judol.example",), skipped=1)


def test_comments_and_blank_lines_are_no_lines_and_repeats_count_once() -> None:
    body = b"[Adblock Plus 2.0]\n! x\n# y\n\n  \njudol.example\nslot.example\nJUDOL.example\n"

    assert parse_list(body, Kind.DOMAINS) == Listing(("judol.example", "slot.example"))


def test_terms_and_authors_keep_their_spelling() -> None:
    body = "slot gacor\n\u0405lot\nRaja Judi #1\n***\n\x1b[2J hapus\n".encode()

    for kind in (Kind.TERMS, Kind.AUTHORS):
        read = parse_list(body, kind)
        assert read == Listing(("slot gacor", "\u0405lot", "Raja Judi #1"), skipped=2)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_page_in_the_place_of_a_list_is_refused(kind: Kind) -> None:
    assert problem(b"\n<!DOCTYPE html>\n<title>Domain ini dijual</title>\n", kind) == "not-a-list"


def test_a_list_that_mostly_is_none_is_refused() -> None:
    assert domains("judol.example", "bukan") == ("judol.example",)
    assert problem(b"judol.example\nbukan\nini juga\n") == "not-a-list"


@pytest.mark.parametrize("body", [b"", b"\n\n", b"# kosong\n", b"bukan\n"])
def test_a_list_without_entries_is_refused(body: bytes) -> None:
    assert problem(body) == "empty"


@pytest.mark.parametrize("body", [b"judol\xff.example", "judol.example".encode("utf-16")])
def test_what_is_not_utf_8_is_refused(body: bytes) -> None:
    assert problem(body) == "not-utf8"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_list_has_a_largest_number_of_entries(
    monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(listing, "MAX_ENTRIES", 3)
    monkeypatch.setattr(listing, "MAX_TERMS", 3)

    assert len(parse_list(b"a.example\nb.example\nc.example\nc.example", kind).entries) == 3
    assert problem(b"a.example\nb.example\nc.example\nd.example", kind) == "too-many-entries"


def test_every_term_that_is_taken_can_be_looked_for() -> None:
    odd = [
        "a" * 200,
        "\u0301a",
        "\u200ba\u200b",
        "\U0001d4b6",
        "1",
        "\u0e01\u0e31",
        "--a--",
        "\u00bd",
    ]
    read = parse_list("\n".join([*odd, "a" * 201]).encode(), Kind.TERMS)

    TermSet([Term(entry) for entry in read.entries])

    assert len(read.entries) > len(odd) - 2


@given(st.binary(max_size=300), st.sampled_from(Kind))
def test_whatever_comes_is_read_or_refused(body: bytes, kind: Kind) -> None:
    try:
        read = parse_list(body, kind)
    except ListInvalid:
        return

    assert read.entries
    assert all(0 < len(entry) <= MAX_LINE and "\n" not in entry for entry in read.entries)


def test_a_domain_that_is_a_suffix_is_none() -> None:
    assert domain_of("Judol.CO.id") == "judol.co.id"
    assert domain_of("co.id") == ""


def test_the_same_list_checked_by_the_same_has_one_id() -> None:
    one = Subscription(URL, Kind.DOMAINS, sha256=DIGEST)

    assert one.id == Subscription(URL, Kind.DOMAINS, sha256=DIGEST, refresh_hours=1).id
    assert len({
        one.id,
        Subscription(URL, Kind.DOMAINS).id,
        Subscription(URL, Kind.TERMS, sha256=DIGEST).id,
        Subscription(URL + "?2", Kind.DOMAINS, sha256=DIGEST).id,
        Subscription(URL, Kind.DOMAINS, public_key=KEY).id,
    }) == 5  # fmt: skip


def test_a_digest_or_a_key_is_what_a_list_can_be_checked_by() -> None:
    assert pin_problem(DIGEST, "") == ""
    assert pin_problem("", KEY) == ""


@pytest.mark.parametrize(
    ("digest", "key"),
    [("", ""), (DIGEST, KEY), (DIGEST[1:], ""), (DIGEST.upper(), ""), ("", KEY[1:]), ("", "x")],
)
def test_anything_else_is_not(digest: str, key: str) -> None:
    assert pin_problem(digest, key)
