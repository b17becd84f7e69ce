"""What the tests of terms share: asking a set, and a slow way to know what it must answer."""

import unicodedata

from service.text.fold import Folded, fold
from service.text.termset import Term, TermSet

JOINERS = "-_./+|~*·•"
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


def found(raw: str, *terms: Term | str) -> list[str]:
    """Return the pieces of `raw` that match, in the order they stand."""
    asked = [term if isinstance(term, Term) else Term(term) for term in terms]
    spans = {(match.start, match.end) for match in TermSet(asked).find(fold(raw))}
    return [raw[start:end] for start, end in sorted(spans)]


def slowly_found(text: Folded, term: str) -> set[tuple[int, int]]:
    """Return where `term`, without affixes, stands in the raw text, by trying every place."""
    folded = fold(term).words
    texts = [text.words]
    if not set(_gaps(folded)) - {" "}:
        texts.append("".join(" " if char in JOINERS else char for char in text.words))
    return {
        text.raw_span(place, place + len(folded))
        for place in range(len(text.words) - len(folded) + 1)
        if any(_is_there(folded, form, text.words, place) for form in texts)
    }


def _is_there(term: str, form: str, words: str, place: int) -> bool:
    """Return whether `term` stands in `form` of `words`; signs at its ends as they are written."""
    end = place + len(term)
    head = next((at for at, char in enumerate(term) if _is_word(char)), len(term))
    tail = next((at for at in range(len(term), 0, -1) if _is_word(term[at - 1])), 0)
    if form[place + head : place + tail] != term[head:tail]:
        return False
    edges = words[place : place + head] + words[place + tail : end]
    return edges == term[:head] + term[tail:] and _is_cut(words, place) and _is_cut(words, end)


def _gaps(term: str) -> str:
    inner = term[next((at for at, char in enumerate(term) if _is_word(char)), len(term)) :]
    while inner and not _is_word(inner[-1]):
        inner = inner[:-1]
    return "".join(char for char in inner if not _is_word(char))


def _is_cut(words: str, place: int) -> bool:
    """Return whether a word may end or start at `place`."""
    if place in {0, len(words)}:
        return True
    before, after = words[place - 1], words[place]
    if not (_is_word(before) and _is_word(after)):
        return True
    if _is_mark(after):
        return False
    base = next((char for char in reversed(words[:place]) if not _is_mark(char)), "")
    return _is_unspaced(after) or _is_unspaced(base)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def _is_unspaced(char: str) -> bool:
    return char != "" and _is_word(char) and unicodedata.name(char, "").startswith(_UNSPACED)
