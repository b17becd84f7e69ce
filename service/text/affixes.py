"""Affixed forms of Indonesian words, read backwards: what a word may be a form of.

A list cannot name all of `menipu`, `ditipunya`, `penipuan` and `nipuin`, and cutting words anywhere
finds `asu` in `asuransi`. So only affixes that go together are taken off. After Sneddon et al.,
"Indonesian: A Comprehensive Grammar" (2010), with what chat adds from Jakarta, Java and Sunda.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SHORTEST_STEM = 3
_VOWELS = "aeiou"
_ROOTED = 4  # shorter stems keep their first letter: "menaikan" is no form of "tai"
_REMEMBERED = 4096

# What may stand behind the stem: a derivation, and "~" for a Javanese or Sundanese -e, -ne, -na.
_VERB = frozenset({"", "kan", "i", "in"})
_NOUN = frozenset({"", "an", "~", "~an"})
_PLAIN = frozenset({"", "kan", "i", "an", "in", "keun", "~", "~an"})
_PASSIVE = frozenset({"", "kan", "i", "in", "keun"})
_CHATTED = frozenset({"", "in", "i", "an", "kan"})
_STATE = frozenset({"", "an", "kan"})
_NAMED = frozenset({"an", "~an"})
_CAUSED = frozenset({"kan", "i"})


@dataclass(frozen=True, slots=True)
class _Opening:
    """A prefix: the letters that may follow it, the one that it swallowed, and what may end it."""

    prefix: str
    before: str
    endings: frozenset[str]
    swallowed: str = ""
    shape: re.Pattern[str] | None = None


_ONE_SYLLABLE = re.compile(r"[^aeiou]+[aeiou][^aeiou]+")
_WITH_ER = re.compile(r"r|[^aeiou]er")  # "berasa", "bekerja"
_ANY = "abcdefghijklmnopqrstuvwxyz0123456789"
_NOT_R = _ANY.replace("r", "")
_CONSONANTS = "".join(letter for letter in _ANY if letter not in _VOWELS)


def _nasal(start: str, endings: frozenset[str]) -> Iterator[_Opening]:
    """Yield what becomes of meN- or peN-, whose `start` is "me" or "pe", before each letter."""
    yield _Opening(start, "lrwymn", endings)
    yield _Opening(start + "m", "bfvp", endings)
    yield _Opening(start + "m", _VOWELS + "r", endings, "p")
    yield _Opening(start + "n", "dcjzts", endings)
    yield _Opening(start + "n", _VOWELS + "r", endings, "t")
    yield _Opening(start + "ng", _VOWELS + "ghkqx", endings)
    yield _Opening(start + "ng", _VOWELS + "rl", endings, "k")
    yield _Opening(start + "ny", _VOWELS, endings, "s")
    yield _Opening(start + "nge", _CONSONANTS, endings, shape=_ONE_SYLLABLE)


_OPENINGS = (
    _Opening("", _ANY, _PLAIN),
    *_nasal("me", _VERB),
    *_nasal("pe", _NOUN),
    _Opening("pe", _ANY, _NOUN),
    _Opening("ber", _NOT_R, _STATE),
    _Opening("ter", _NOT_R, _VERB),
    _Opening("be", _CONSONANTS, _STATE, shape=_WITH_ER),
    _Opening("te", _CONSONANTS, _VERB, shape=_WITH_ER),
    _Opening("per", _NOT_R, _NOUN | _CAUSED),
    *(_Opening(prefix, _ANY, _PASSIVE) for prefix in ("di", "ku", "kau")),
    *(_Opening(prefix, _ANY, _VERB) for prefix in ("memper", "diper")),
    *(_Opening(prefix, _ANY, _NOUN) for prefix in ("ke", "se")),
    _Opening("ka", _ANY, _NOUN),
    # Two prefixes: "memberlakukan", "diketahui", "pengetahuan", "keterbatasan".
    *(_Opening(prefix, _ANY, _CAUSED) for prefix in ("member", "diber", "menge", "dike")),
    *(
        _Opening(prefix, _ANY, _NAMED)
        for prefix in ("pember", "keber", "keter", "penge", "seper", "berke")
    ),
    # Chat: "ngeblok", "ngomong", "ngambil", "nyolong", "nipu", "ncari", "mbaca", "mukulin".
    _Opening("nge", _CONSONANTS, _CHATTED),
    _Opening("ng", _VOWELS + "grl", _CHATTED),
    _Opening("ng", _VOWELS, _CHATTED, "k"),
    *(_Opening("ny", _VOWELS, _CHATTED, swallowed) for swallowed in "sc"),
    _Opening("n", "dcj", _CHATTED),
    _Opening("n", _VOWELS, _CHATTED, "t"),
    _Opening("m", "b", _CHATTED),
    # "merek" is a brand, and no form of "perek": alone, m- is too little to go by.
    _Opening("m", _VOWELS, frozenset({"in"}), "p"),
    _Opening("nga", _CONSONANTS, frozenset({"", "keun", "an"})),
)
_BARE, *_PREFIXED = _OPENINGS
_OWNERS = ("ku", "mu", "nya")
_PARTICLES = ("lah", "kah", "pun", "tah")
_CLITICS = (
    *("", *_OWNERS, *_PARTICLES),
    *(owner + particle for owner in _OWNERS for particle in _PARTICLES),
)


def _endings() -> dict[str, frozenset[str]]:
    """Return every permitted string of suffixes, and what it may be at its beginning."""
    found: dict[str, set[str]] = {}
    for derivation in ("", "kan", "i", "an", "in", "keun"):
        for clitic in _CLITICS:
            found.setdefault(derivation + clitic, set()).add(derivation)
    for suffix in ("e", "ne", "na"):
        found.setdefault(suffix, set()).add("~")
    for suffix in ("ane", "anana"):
        found.setdefault(suffix, set()).add("~an")
    return {suffix: frozenset(kinds) for suffix, kinds in found.items()}


_ENDINGS = _endings()
_NONE = (("", _ENDINGS[""]),)


def _by_start() -> dict[str, tuple[_Opening, ...]]:
    """Return the openings by prefix and the letter that follows it."""
    found: dict[str, list[_Opening]] = {}
    for opening in _PREFIXED:
        for letter in opening.before:
            found.setdefault(opening.prefix + letter, []).append(opening)
    return {start: tuple(openings) for start, openings in found.items()}


_BY_START = _by_start()
# How long what begins, or ends, with a letter may be: few letters do, so most words are done soon.
_START_LENGTHS = {
    first: sorted({len(start) for start in _BY_START if start[0] == first})
    for first in {start[0] for start in _BY_START}
}
_END_LENGTHS = {
    last: sorted({len(ending) for ending in _ENDINGS if ending[-1:] == last})
    for last in {ending[-1] for ending in _ENDINGS if ending}
}
_LOOSE = frozenset({"i", "an", "in", "keun", "na"})
# Words that only look like forms of a shorter one.
_FALSE_FRIENDS = frozenset({"sarana", "bencana", "rencana", "kencana"})
_DOUBLED = re.compile(r"([^\W\d_]{3,})2([^\W\d_]*)")


def single(word: str) -> str:
    """Return `word` without the 2 that says it twice (`anjing2` is anjing-anjing), else as it is.

    Suffixes stay: `anjing2nya` becomes `anjingnya`.
    """
    if "2" not in word:
        return word
    match = _DOUBLED.fullmatch(word)
    return match[1] + match[2] if match and (not match[2] or match[2] in _ENDINGS) else word


@lru_cache(_REMEMBERED)
def stems(word: str) -> frozenset[str]:
    """Return what `word`, folded, may be an affixed form of; never `word` itself.

    Reads a word of any length in the same time. Each stem has SHORTEST_STEM characters or more, and
    most are no words at all: ask whether the one that matters is among them.
    """
    word = single(word)
    if word in _FALSE_FRIENDS:
        return frozenset()
    endings = _endings_of(word)
    found = set()
    for opening in _openings_of(word):
        for suffix, kinds in endings:
            if not opening.endings.isdisjoint(kinds):
                rest = word[len(opening.prefix) : len(word) - len(suffix)]
                if _fits(opening, rest, suffix):
                    found.add(opening.swallowed + rest)
    found.discard(word)
    return frozenset(found)


def _openings_of(word: str) -> list[_Opening]:
    found = [_BARE]
    for length in _START_LENGTHS.get(word[:1], ()):
        found += _BY_START.get(word[:length], ())
    return found


def _endings_of(word: str) -> Sequence[tuple[str, frozenset[str]]]:
    lengths = _END_LENGTHS.get(word[-1:])
    if lengths is None:
        return _NONE
    suffixes = [word[-length:] for length in lengths]
    return [*_NONE, *((suffix, _ENDINGS[suffix]) for suffix in suffixes if suffix in _ENDINGS)]


def _fits(opening: _Opening, rest: str, suffix: str) -> bool:
    """Return whether prefix and suffix go with a stem of which `rest` is left."""
    if len(rest) + len(opening.swallowed) < (_ROOTED if opening.swallowed else SHORTEST_STEM):
        return False
    if opening.shape and not opening.shape.match(rest):
        return False
    if opening.shape is _ONE_SYLLABLE and not _ONE_SYLLABLE.fullmatch(rest):
        return False
    return not suffix or _joins(opening, rest, suffix)


def _joins(opening: _Opening, rest: str, suffix: str) -> bool:
    """Return whether `suffix` may follow the end of `rest`."""
    if not opening.prefix and len(rest) < _ROOTED and suffix in _LOOSE:
        return False
    if suffix == "e":
        return rest[-1] not in _VOWELS
    if suffix == "ne":
        return rest[-1] in _VOWELS
    return not (suffix[0] == "i" and rest[-1] == "i" and not suffix.startswith("in"))
