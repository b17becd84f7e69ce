"""Patterns of a site: tried together, in linear time, and refused for a reason when bad."""

import random
from collections.abc import Callable
from time import process_time
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.fold import fold
from service.text.patterns import (
    MAX_PATTERN_LENGTH,
    MAX_PATTERNS,
    Match,
    PatternInvalid,
    PatternSet,
)
from tests.text.alphabet_soup import texts

LARGE, SMALL = 64 * 1024, 16 * 1024


def refusal(*bad: str) -> PatternInvalid:
    with pytest.raises(PatternInvalid) as refused:
        PatternSet(["fine", *bad])
    return refused.value


def test_every_pattern_that_matches_is_found_at_its_first_place() -> None:
    found = PatternSet(["slot", r"\d{3}", "tidak", "(?i)GACOR"])

    assert list(found.find("slot gacor 777 slot 888")) == [
        Match(0, 0, 4),
        Match(1, 11, 14),
        Match(3, 5, 10),
    ]
    assert len(found) == 4


def test_offsets_count_code_points() -> None:
    raw = "👨‍👩 e\u0301é 한 judi"

    found = list(PatternSet(["judi", "é"]).find(raw))

    assert [raw[match.start : match.end] for match in found] == ["judi", "é"]


def test_case_counts_unless_it_is_to_be_ignored() -> None:
    assert not list(PatternSet(["slot"]).find("SLOT"))
    assert list(PatternSet(["slot"], ignore_case=True).find("SLOT")) == [Match(0, 0, 4)]


@pytest.mark.parametrize("raw", ["\ud800judi\udfff", "\0judi\0", "\ud800\0judi"])
def test_halves_of_characters_and_nul_do_not_disturb(raw: str) -> None:
    found = list(PatternSet(["judi"]).find(raw))

    assert [raw[match.start : match.end] for match in found] == ["judi"]


def test_pattern_with_nul_finds_nul() -> None:
    assert list(PatternSet(["a\0b"]).find("xa\0b")) == [Match(0, 1, 4)]


def test_no_patterns_find_nothing() -> None:
    assert not list(PatternSet([]).find("judi"))


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("", "it is empty"),
        ("(", "missing )"),
        (")", "unexpected )"),
        ("[b-a]", "invalid character class range"),
        ("rahasia(", "missing )"),
        ("a++", "bad repetition operator, at character 2"),
        ("a{1001}", "invalid repetition size"),
        (r"(a)\1", "back-references are not supported, at character 4"),
        ("(?=rahasia)", "look-arounds are not supported, at character 1"),
        ("a(?!b)", "look-arounds are not supported"),
        ("(?<=a)b", "look-arounds are not supported"),
        ("(?<!a)b", "look-arounds are not supported"),
        (r"a\Cb", "not supported"),
        ("x*", "matches the empty string"),
        ("^$", "matches the empty string"),
        (r"\b|judi", "matches the empty string"),
        ("judi|", "matches the empty string"),
        ("a\ud800", "surrogate"),
        (r"\pL{900}x", "too big"),
        ("rahasia" + "x" * MAX_PATTERN_LENGTH, "longer than 1,000"),
        ("|".join(map(str, range(10_000))), "longer than 1,000"),
    ],
)
def test_bad_pattern_is_refused_with_its_index_and_not_its_text(pattern: str, reason: str) -> None:
    error = refusal(pattern)

    assert error.at == 1
    assert reason in error.reason
    assert "rahasia" not in str(error)


@pytest.mark.parametrize("pattern", [r"\\C", r"\Q\C\E", "(a+)+$", r"\p{Thai}", "(?P<n>a)"])
def test_pattern_that_only_looks_bad_is_taken(pattern: str) -> None:
    assert len(PatternSet([pattern])) == 1


def test_nothing_is_written_about_bad_patterns(capfd: pytest.CaptureFixture[str]) -> None:
    refusal("(rahasia")

    assert capfd.readouterr() == ("", "")


def test_more_patterns_than_the_most_are_refused() -> None:
    with pytest.raises(PatternInvalid, match="2,000") as refused:
        PatternSet(["judi"] * (MAX_PATTERNS + 1))

    assert refused.value.at == MAX_PATTERNS


def test_patterns_that_are_too_big_together_are_refused_from_the_one_that_is_too_many() -> None:
    error = refusal(*[rf"[a-z]{{500}}\d{{{number}}}x" for number in range(1, 900)])

    assert "too big together" in error.reason
    assert 10 < error.at < 900


def test_as_many_patterns_as_are_allowed_are_tried_together() -> None:
    rng = random.Random(3)
    names = ["".join(rng.choices("aiueobcdg", k=8)) for _ in range(MAX_PATTERNS)]
    found = PatternSet([rf"{name}\s*\d+" for name in names])

    matches = list(found.find(" ".join(f"{name}{number}" for number, name in enumerate(names))))

    assert [match.entry for match in matches] == list(range(MAX_PATTERNS))


def test_set_that_runs_out_of_memory_still_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    found = PatternSet(["judi", "slot"])

    class Exhausted:
        def Match(self, _: str) -> None:  # noqa: N802 -- re2's name
            return None

    monkeypatch.setattr(found, "_set", Exhausted())

    assert list(found.find("main slot")) == [Match(1, 5, 9)]


def _cost(act: Callable[[], object]) -> float:
    return min(repeat(act, number=1, repeat=3, timer=process_time))


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", "(?:a?){50}a{50}b", "(.*)(.*)(.*)x"])
def test_hostile_pattern_costs_no_more_than_the_text_is_long(pattern: str) -> None:
    found = PatternSet([pattern])
    small, large = "a" * SMALL + "!", "a" * LARGE + "!"

    ratio = _cost(lambda: list(found.find(large))) / _cost(lambda: list(found.find(small)))

    assert ratio < 8


@given(texts)
def test_any_text_can_be_searched_in_every_form(raw: str) -> None:
    found = PatternSet([r"[\pL\pN]+", r"\pM", "a|b", r"\s"])
    folded = fold(raw)

    for text in (raw, folded.words, folded.squeezed):
        assert all(0 <= match.start < match.end <= len(text) for match in found.find(text))


@given(st.lists(st.text("ab(|)*+?[]\\^$.{1}C", max_size=8), max_size=4))
def test_any_pattern_is_taken_or_refused(tried: list[str]) -> None:
    try:
        found = PatternSet(tried)
    except PatternInvalid as error:
        refused = tried[error.at]
        with pytest.raises(PatternInvalid):
            PatternSet([refused])
        return

    assert {match.entry for match in found.find("abab")} <= set(range(len(tried)))
