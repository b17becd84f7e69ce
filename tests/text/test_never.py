"""What is said of patterns that can never match, and where nothing may be said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.charsets import standing
from service.text.codepoints import EXPANSIONS, LOWER
from service.text.fold import fold
from service.text.never import why_never
from service.text.patterns import PatternInvalid, PatternSet
from tests.text.alphabet_soup import texts

FOLDED = (
    "Slot", "[A-Z]+", r"\x41", "[[:upper:]]{2}", "𝗦lot", "É", "sl(O|P)t", "(?i:s)L", r"a\tb",
    "a\nb", "  ", r"a\s{2}b", "^ a", "(?m)a$b", "Ａ", "x(?:y|z)Q", "(?-i)S", "ﬁ",
)  # fmt: skip
SQUEEZED = (*FOLDED, "a b", r"slot\.com", r"a\s+b", r"[\s,]x", "[[:punct:]]", "a_b", "🎰")
ANYWHERE = ("a$b", r"a\zb", "a^b", r"a\Ab", r"a\bb", r"\d+\b\d", r"a\B ", r" \b,", "(a$b)|c^d")
POSSIBLE = (
    "slot", "(?i)SLOT", "[Ss]lot", "A*x", "A?x", "A{0,3}x", "Slot|judi", r"\bab\b", r"a\Bb", "a$",
    "^a", "(a|$)b", "(a$)?b", "é", "а", r"\pLu", r"\p{Lu}", "[^a]", "[^A]b", ".", r"\D", "[A-z]",
    r"\W", "(?i)ſ", "(?i)[A-Z]", "ß", "(((a)))", "赌",
)  # fmt: skip
UNREAD = (
    "(",
    "a\\",
    "[",
    "[a",
    "A**",
    r"\QA\E",
    "(" * 200 + "A" + ")" * 200,
    "(?=A)",
    "aB(?i)*",
    r"\1A",
    "A)",
)
PIECES = (
    "a", "B", "1", "é", "É", " ", r"\s", r"\b", r"\B", "^", "$", "(?i)", "(?m)", "|", "(", ")",
    "(?:", "[a-z]", "[^a]", "[A-Z]", r"\W", r"\d", ".", "*", "+", "?", "{2}", "k", "S", "𝗦", "-",
    "_", "\n",
)  # fmt: skip


@pytest.mark.parametrize("pattern", FOLDED)
def test_pattern_that_never_matches_folded_text_is_told(pattern: str) -> None:
    assert why_never(pattern, "folded")
    assert not why_never(pattern, "raw")


@pytest.mark.parametrize("pattern", SQUEEZED)
def test_pattern_that_never_matches_squeezed_text_is_told(pattern: str) -> None:
    assert why_never(pattern, "squeezed")


@pytest.mark.parametrize("pattern", ANYWHERE)
def test_pattern_that_never_matches_any_text_is_told(pattern: str) -> None:
    assert why_never(pattern, "raw")


@pytest.mark.parametrize("pattern", [*POSSIBLE, *UNREAD])
def test_nothing_is_said_of_a_pattern_that_may_match(pattern: str) -> None:
    assert not why_never(pattern, "raw")
    assert not why_never(pattern, "folded")


def test_kelvin_is_a_k_when_case_is_ignored() -> None:
    assert list(PatternSet([r"(?i)k\bk"]).find("\u212ak"))
    assert not why_never(r"(?i)k\bk", "raw")
    assert why_never(r"(?i)k\bk", "folded")


def test_reason_names_the_place_in_the_pattern() -> None:
    assert why_never("slOt", "folded") == "character 3: folded text is in lower case"
    assert why_never("a b", "squeezed").startswith("character 2: squeezed text has letters")


@pytest.mark.parametrize(
    "around", ["{} ", "a{}b ", "赌{}博 ", "ж{}я ", "1{}2 ", "ก{}ิ ", "{0}{0}{0} "]
)
def test_characters_said_never_to_be_folded_text_are_not(around: str) -> None:
    codes = [*np.flatnonzero(LOWER).tolist(), *EXPANSIONS]
    gone = [chr(code) for code in codes if not standing(frozenset(chr(code)), "folded")]

    words = fold("".join(around.format(char) for char in gone)).words

    assert len(gone) > 2_000
    assert not set(gone) & set(words) - {" "}


@given(texts, st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_what_is_said_never_to_match_does_not(raw: str, pattern: str) -> None:
    try:
        found = PatternSet([pattern])
    except PatternInvalid:
        return
    folded = fold(raw)

    if why_never(pattern, "raw"):
        assert not list(found.find(raw))
    if why_never(pattern, "folded"):
        assert not list(found.find(folded.words))
    if why_never(pattern, "squeezed"):
        assert not list(found.find(folded.squeezed))
