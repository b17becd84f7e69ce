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
REPETITION_SHARE = 0.5
PHRASE_WORDS = 3
RUN_MIN = 100
PHONE_GROUPS = 5

_CAPITALS = re.compile(r"[A-Z]{3}")
_SHOUTED = re.compile(r"[A-Z][^a-z]*[A-Z]")
_RUN = re.compile(r"(\S)\1+")
# A mobile number of Indonesia, 08 or +62 8 and then 8 to 11 digits in any grouping, or one of
# another country behind a plus. Letters o stand in for zeros. Opening hours ("08.30-12.00") and
# dates ("08-12-2026 10.30") begin alike and are no numbers to call.
_NUMBER = re.compile(
    r"(?<![\w.,])(?!0\d[.:]\d\d[\s–-])(?!0\d([-./ ])\d\d\1(?:19|20)\d\d)"
    r"(?:(?:\+?62|[0oO])[\s.\-_()]*8[\s.\-_]*[1-35-9](?:[\s.\-_]*[\doO]){7,10}"
    r"|\+[1-9](?:[\s.\-_()]*\d){8,13})(?!\w)"
)
_SEPARATOR = re.compile(r"[\s.\-_]+")
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


def repeated_phrase(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """The same three words over and over; strength is the share of the text they repeat."""
    words = reading.body.words.split()
    if len(words) < 3 * PHRASE_WORDS or 2 * len(set(words)) > len(words):
        return
    phrases = Counter(zip(words, words[1:], words[2:], strict=False))
    share = 1 - len(phrases) / phrases.total()
    if share >= REPETITION_SHARE:
        phrase = re.escape(" ".join(phrases.most_common(1)[0][0]))
        spans = [match.span() for match in re.finditer(phrase, reading.body.words)]
        raw_spans = [reading.body.raw_span(*span) for span in spans]
        yield Signal("repeated_phrase", share, evidence(Field.BODY, comment.body, raw_spans))


def character_flood(comment: Comment, _: Reading) -> Iterator[Signal]:
    """One character a hundred times on end; strength is the share of the text it fills."""
    if len(comment.body) < RUN_MIN or len(max(comment.body.split(), key=len, default="")) < RUN_MIN:
        return
    runs = (match.span() for match in _RUN.finditer(comment.body))
    spans = [(start, end) for start, end in runs if end - start >= RUN_MIN]
    if spans:
        share = sum(end - start for start, end in spans) / len(comment.body)
        yield Signal("character_flood", share, evidence(Field.BODY, comment.body, spans))


def contact_number(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A number to call or message; at full strength when it is spaced or dotted out of sight."""
    body = reading.body
    if "8" not in body.words and "+" not in body.words:
        return
    spans = [body.raw_span(*match.span()) for match in _NUMBER.finditer(body.words)]
    if not spans:
        return
    groups = max(len(_SEPARATOR.findall(comment.body[start:end])) + 1 for start, end in spans)
    strength = 1.0 if groups > PHONE_GROUPS else 0.6
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
