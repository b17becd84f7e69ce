"""Undo disguises that are spelling: digits spelled out, a capital I for a small l."""

import re

from service.text.draft import MAX_MARKS, Disguise, Draft, Mark
from service.text.leet import read_leet
from service.text.spaced import join_spaced


def respell(draft: Draft) -> None:
    """Rewrite `draft`, in lower case already, as it is meant to be read."""
    join_spaced(draft)
    read_leet(draft)
    _read_spelled(draft)
    _close_gaps(draft)


# Digits spelled out, as gambling sites spell the number behind their name.
_DIGITS = {
    "nol": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9",
}  # fmt: skip
_DIGIT = "|".join(_DIGITS)
_SPELLED = re.compile(rf"(?<![^\W_])(?:{_DIGIT})(?:(?: +| *[.·–-] *)(?:{_DIGIT})(?![^\W_]))+")
_DIGIT_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_SPELLED = 3
_TWICE = frozenset({"tujuh", "delapan", "sembilan"})  # "dua dua" also means in pairs


def _read_spelled(draft: Draft) -> None:
    if _DIGITS.keys().isdisjoint(draft.text.replace("-", " ").split()):
        return
    chars = list(draft.text)
    for run in _SPELLED.finditer(draft.text):
        words = list(_DIGIT_WORD.finditer(run[0]))
        names = {word[0] for word in words}
        if len(words) >= _FEWEST_SPELLED or (len(names) == 1 and names <= _TWICE):
            if len(names) < len(words):  # counting up is no disguise
                draft.mark(Disguise.SPELLED, run.start(), run.end())
            chars[run.start() : run.end()] = "\0" * len(run[0])
            chars[run.start()] = _DIGITS[words[0][0]]
            for word in words[1:]:
                chars[run.start() + word.end() - 1] = _DIGITS[word[0]]
    draft.rewrite("".join(chars))


_WIDE_GAP = re.compile(r" {2,}")


def _close_gaps(draft: Draft) -> None:
    text = draft.text
    if "  " in text:
        text = _WIDE_GAP.sub(lambda gap: " " + "\0" * (len(gap[0]) - 1), text)
    if text[:1] == " ":
        text = "\0" + text[1:]
    if text[-1:] == " ":
        text = text[:-1] + "\0"
    elif text[-1:] == "\0":
        bare = text.rstrip("\0")
        if bare[-1:] == " ":
            text = bare[:-1] + "\0" * (len(text) - len(bare) + 1)
    if text is not draft.text:
        draft.rewrite(text)


# A capital I for a small l: before a vowel, between a vowel and a consonant that no compound word
# starts with behind an I, doubled, or at the end. The names of programmers ("articleId") stay.
_I_HINT = re.compile(r"[a-zBFKPS]I")
_LETTERS_WITH_I = re.compile(r"(?<![A-Za-z])[A-Za-z]{3,32}(?![A-Za-z])")
_I_FOR_L = re.compile(
    r"(?<=[a-z])I(?=[aeiou])|(?<=[aeiou])I(?=[bcdfghjkpqrtvwxyz])(?!ds?$|f|ps?$|tem|gn|con|dle|dx)|(?<=[a-z][aeiou])I$|"
    r"(?<=[a-z])II(?=[a-z])|(?<=^S)I(?=ot)|(?<=^[FKP])I(?=a)|(?<=^K)I(?=ik)|(?<=^B)I(?=og)"
)


def read_capital_i(raw: str) -> tuple[str, list[Mark]]:
    """Return `raw` with capital I put right where it is written for l, and where that was."""
    if "I" not in raw or not _I_HINT.search(raw):
        return raw, []
    marks: list[Mark] = []

    def read(match: re.Match[str]) -> str:
        word = _I_FOR_L.sub(lambda found: "l" * len(found[0]), match[0])
        if word != match[0] and len(marks) < MAX_MARKS:
            marks.append(Mark(Disguise.CAPITAL_I, match.start(), match.end()))
        return word

    return _LETTERS_WITH_I.sub(read, raw), marks
