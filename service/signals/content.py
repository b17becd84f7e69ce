"""Signals from the words of a comment: shouting, repetition, contact numbers, nothing to read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from service.domain import Comment, Field, Signal
from service.signals.spans import evidence
from service.text.reading import Reading

SHOUTING_MIN_LETTERS = 30
SHOUTING_SHARE = 0.8
REPETITION_MIN_WORDS = 8
REPETITION_SHARE = 0.5
LONG_WORD = 40
RUN_MIN = 30

_CAPITALS = re.compile(r"[A-Z]{3}")
_SHOUTED = re.compile(r"(?:[^\W\da-z_]+\W*){3,}")
_RUN = re.compile(rf"(\S)\1{{{RUN_MIN - 1},}}")
# A mobile number of Indonesia, 08 or +62 8 and then 8 to 11 digits in any grouping, or one of
# another country behind a plus. Letters o stand in for zeros. Opening hours ("08.30-12.00") and
# dates ("08-12-2026 10.30") begin alike and are no numbers to call.
_NUMBER = re.compile(
    r"(?<![\w.,])(?!0\d[.:]\d\d[\s–-])(?!0\d([-./ ])\d\d\1(?:19|20)\d\d)"
    r"(?:(?:\+?62|[0oO])[\s.\-_()]*8[\s.\-_]*[1-35-9](?:[\s.\-_]*[\doO]){7,10}"
    r"|\+[1-9](?:[\s.\-_()]*\d){8,13})(?!\w)"
)
_SEPARATOR = re.compile(r"[\s.\-_]+")
_PHONE_GROUPS = 5
_SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zs", "Zl", "Zp"})
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def shouting(comment: Comment, _: Reading) -> Iterator[Signal]:
    """Long text written almost wholly in capitals; strength is their share of the letters."""
    raw = comment.body
    if not _CAPITALS.search(raw):
        return
    letters = [character for character in raw if character.isalpha()]
    if len(letters) < SHOUTING_MIN_LETTERS:
        return
    share = sum(letter.isupper() for letter in letters) / len(letters)
    if share >= SHOUTING_SHARE:
        spans = [match.span() for match in _SHOUTED.finditer(raw)]
        yield Signal("shouting", share, evidence(Field.BODY, raw, spans))


def repetition(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """The same few words, or one character, over and over; strength is the share repeated."""
    words = reading.body.words.split()
    repeated = 1 - len(set(words)) / len(words) if len(words) >= REPETITION_MIN_WORDS else 0.0
    longest = max(map(len, words), default=0)
    if repeated < REPETITION_SHARE and longest < LONG_WORD:
        return
    runs = [match.span() for match in _RUN.finditer(comment.body)] if longest >= LONG_WORD else []
    run_share = sum(end - start for start, end in runs) / max(1, len(comment.body))
    strength = max(repeated, run_share)
    if strength >= REPETITION_SHARE:
        spans = runs or _most_frequent(comment.body)
        yield Signal("repetition", strength, evidence(Field.BODY, comment.body, spans))


def _most_frequent(raw: str) -> list[tuple[int, int]]:
    word = Counter(raw.split()).most_common(1)[0][0]
    return [match.span() for match in re.finditer(re.escape(word), raw)]


def contact_number(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A number to call or message; at full strength when it is spaced or dotted out of sight."""
    body = reading.body
    matches = list(_NUMBER.finditer(body.words))
    if not matches:
        return
    groups = max(len(_SEPARATOR.findall(match[0])) + 1 for match in matches)
    spans = [body.raw_span(*match.span()) for match in matches]
    strength = 1.0 if groups > _PHONE_GROUPS else 0.6
    yield Signal("contact_number", strength, evidence(Field.BODY, comment.body, spans))


def empty_after_folding(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A comment of invisible characters only."""
    raw = comment.body
    if reading.body.squeezed or not all(map(_is_silent, raw)):
        return
    yield Signal(
        "empty_after_folding", 1.0, evidence(Field.BODY, raw, [(0, len(raw))] if raw else [])
    )


def _is_silent(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) in _SILENT_CATEGORIES
