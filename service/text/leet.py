"""Read digits and signs that stand for letters: `g4cor`, `sc4tt3r`, `g@cor`, `$lot`.

Cautious where honest text looks alike: reduplication ("teman2nya"), product codes, numbers with a
unit and terms of the trade stay as they are.
"""

import re

from service.text.draft import Disguise, Draft

_HINT = re.compile(r"[a-z][013456789@]{1,2}[a-z]|(?<!\S)\$(?:lot|itus|cat)")
_WORD = re.compile(r"(?<![\w@$])[a-z0-9@$]{4,32}(?![\w@$])")
_EXCLAIMED = re.compile(r"(?<![\w!@$])[a-z]{2,24}![a-z]{1,24}\d{2,4}(?![\w!@$])")
_INNER = re.compile(
    r"(?<=[a-z])(?:[013456789@]|00|11|33|44|[034][5-9]|[5-9][34])(?=[a-z])|^\$(?=lot|itus|cat)"
)
# Digits at the end are digits, and so are those with a suffix, as in "visi4d" or "ps4nya".
_PARTS = re.compile(
    r"(\D.*?)((?:[234]d|\d(?:nya|an|ku|mu|lah|kah|rb|jt|k|th|st|nd|rd|x|kg|gr|cm|mm|gb|mb|tb|px|"
    r"pcs|juta|ribu|jam|hari|pro|plus)?)*)"
)
_COUNTED = re.compile(
    r"(?:mp|ps|utf|sha|md|no|ke|part|level|kelas|bab|jam|tgl|usb|ddr|rtx|gtx|ios|win|html|css|php|"
    r"python|vue|web)\d"
)
_TECHNICAL = frozenset({"base64", "i18n", "l10n", "log4j", "log4net", "p5js", "sql4j", "w3schools"})
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|\d")
_VOWEL = re.compile("[aeiou]")
_MOST_LETTERS_A_VOWEL = 7
_MAIL = re.compile(r"\.[a-z]")
_LONGEST_BEFORE_AT = 3
_FEWEST_LETTERS = 3
_STAND_INS = b"013456789@$"
_SIGNS = {
    "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s",
}  # fmt: skip


def read_leet(draft: Draft) -> None:
    """Read digits between letters as letters, where that makes a word that can be spoken."""
    if "!" in draft.text:
        _read_exclaimed(draft)
    text = draft.text
    encoded = text.encode()
    if len(encoded) == len(encoded.translate(None, _STAND_INS)) or not _HINT.search(text):
        return

    def read(match: re.Match[str]) -> str:
        word = match[0]
        if not _INNER.search(word):
            return word
        if word.find("@") > _LONGEST_BEFORE_AT or ("@" in word and _MAIL.match(text, match.end())):
            return word
        if word[0] == "$" and text[match.start() - 1 : match.start()].strip():
            return word
        spoken = _spoken(word)
        if spoken != word:
            draft.mark(Disguise.LEET, match.start(), match.end())
        return spoken

    draft.rewrite(_WORD.sub(read, text))


def _read_exclaimed(draft: Draft) -> None:
    """Read the exclamation mark inside a name with digits as an i: `alex!s17`."""

    def read(match: re.Match[str]) -> str:
        draft.mark(Disguise.LEET, match.start(), match.end())
        return match[0].replace("!", "i")

    draft.rewrite(_EXCLAIMED.sub(read, draft.text))


def _spoken(word: str) -> str:
    """Return `word` with its digits read as letters, or as it is where that is no word."""
    parts = _PARTS.fullmatch(word)
    if parts is None or word in _TECHNICAL or _COUNTED.match(word):
        return word
    body = parts[1]
    if sum(map(str.isalpha, body)) < _FEWEST_LETTERS:
        return word
    spoken = _INNER.sub(lambda signs: _letters(body, signs.start(), signs.end()), body)
    vowels = len(_VOWEL.findall(spoken))
    if _UNSPEAKABLE.search(spoken) or len(spoken) > vowels * _MOST_LETTERS_A_VOWEL:
        return word
    return spoken + parts[2]


def _letters(word: str, start: int, end: int) -> str:
    """Return what the signs at `word[start:end]` stand for; a 1 by a vowel is an l."""
    if word[start:end] == "1" and (word[start - 1] in "aeiou" or word[end] in "ou"):
        return "l"
    return "".join(_SIGNS[sign] for sign in word[start:end])
