"""What one character of an RE2 pattern may match, as far as that is a handful of characters."""

import re
import string
from typing import Literal

from service.text.codepoints import EXPANSIONS, LOWER

Form = Literal["raw", "folded", "squeezed"]
Chars = frozenset[str] | None
"""The characters that may match; None where they are too many to name."""

_MOST = 512
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_CODE = re.compile(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-7]{2,3}|0)")
_DIGITS = frozenset(string.digits)
WORD = frozenset(string.ascii_letters + string.digits + "_")
_SPACE = frozenset("\t\n\f\r ")
_PERL = {"d": _DIGITS, "w": WORD, "s": _SPACE}
_POSIX = {
    "alpha": frozenset(string.ascii_letters),
    "alnum": frozenset(string.ascii_letters + string.digits),
    "blank": frozenset("\t "),
    "digit": _DIGITS,
    "lower": frozenset(string.ascii_lowercase),
    "punct": frozenset(string.punctuation),
    "space": _SPACE | {"\v"},
    "upper": frozenset(string.ascii_uppercase),
    "word": WORD,
    "xdigit": frozenset(string.hexdigits),
}
_POSIX_NAME = re.compile(r"\[:(\^?)([a-z]+):\]")
_LATE_CASES = {"\u212a": "k", "\u017f": "s"}  # Kelvin, long s
_PROPERTY = re.compile(r"[pP](?:[A-Z]|\{\^?\w+\})")


class Unread(Exception):  # noqa: N818 -- no fault: the pattern says something we do not follow
    """The pattern has something that is not followed here, so nothing is claimed of it."""


def why_not(chars: Chars, form: Form) -> str:
    """Return why none of `chars` can stand in a text of `form`, or "" where one may."""
    if chars is None or form == "raw" or any(_stands(char, form) for char in chars):
        return ""
    if form == "squeezed" and not any(char.isalnum() for char in chars):
        return "squeezed text has letters and digits only"
    if any(char != char.lower() for char in chars):
        return f"{form} text is in lower case"
    if all(char.isspace() or not char.isprintable() for char in chars):
        return "folded text has no white space but single spaces"
    return f"{form} text has plain letters instead of such characters"


def standing(chars: Chars, form: Form) -> Chars:
    """Return those of `chars` that can stand in a text of `form`."""
    if chars is None:
        return None
    return frozenset(char for char in chars if _stands(char, form))


def either_case(chars: Chars) -> Chars:
    """Return `chars` with all that RE2 takes for them when it ignores case."""
    if chars is None:
        return None
    cases = {case for char in chars for case in _cases(char)}
    return frozenset(cases | {sign for sign, letter in _LATE_CASES.items() if letter in cases})


def _cases(char: str) -> tuple[str, ...]:
    upper = char.upper()
    return char, char.lower(), upper, upper.lower(), char.casefold()


def _stands(char: str, form: Form) -> bool:
    if form == "raw":
        return True
    if form == "squeezed" and not char.isalnum():
        return False
    if len(char) != 1:
        return True
    code = ord(char)
    return char >= " " and not LOWER[code] and code not in EXPANSIONS


def read_escape(pattern: str, at: int) -> tuple[Chars, int]:
    """Return what the escape whose backslash is before `at` may match, and where it ends."""
    char = pattern[at : at + 1]
    if char in _PERL:
        return _PERL[char], at + 1
    if char in {"D", "W", "S"}:
        return None, at + 1
    if char in _CONTROLS:
        return frozenset(_CONTROLS[char]), at + 1
    code = _CODE.match(pattern, at)
    if code:
        number = int(code[3], 8) if code[3] else int(code[1] or code[2], 16)
        return frozenset(chr(number)), code.end()
    named = _PROPERTY.match(pattern, at)
    if named:
        return None, named.end()
    if not char or (char.isalnum() and char.isascii()):
        raise Unread
    return frozenset(char), at + 1


def read_class(pattern: str, at: int) -> tuple[Chars, int]:
    """Return what the class whose bracket is before `at` may match, and where it ends."""
    negated = pattern[at : at + 1] == "^"
    at += negated
    found: set[str] = set()
    endless = negated
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        chars, at = _member(pattern, at)
        endless |= chars is None
        found |= chars or frozenset()
    return (None if endless else frozenset(found)), at + 1


def _member(pattern: str, at: int) -> tuple[Chars, int]:
    named = _POSIX_NAME.match(pattern, at)
    if named:
        return (None if named[1] else _POSIX.get(named[2])), named.end()
    start, at = _single(pattern, at)
    if pattern[at : at + 1] != "-" or pattern[at + 1 : at + 2] in {"]", ""}:
        return start, at
    last, at = _single(pattern, at + 1)
    if start is None or last is None or len(start) != 1 or len(last) != 1:
        raise Unread
    codes = range(ord(min(start)), ord(min(last)) + 1)
    return (None if len(codes) > _MOST else frozenset(map(chr, codes))), at


def _single(pattern: str, at: int) -> tuple[Chars, int]:
    if at >= len(pattern):
        raise Unread
    if pattern[at] == "\\":
        return read_escape(pattern, at + 1)
    return frozenset(pattern[at]), at + 1
