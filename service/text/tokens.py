"""Words with true borders, in every script.

RE2's and Python's `\\b` know neither combining marks nor scripts that are written without spaces. A
word here is an unbroken run of letters, digits and marks; where a script sets no spaces, each
letter with its marks is a word, so that what is made of several is found inside a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable

# Han, Kana, Thai, Lao, Khmer, Burmese, and their kin on Java and Bali and along the Mekong.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f\u2e80-\u2fdf"
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua980-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U0001aff0-\U0001b16f"
    "\U00020000-\U0003fffd"
)
_LAST_MARKS = range(0xE0100, 0xE01F0)
_MOST_MARKED = 0x1F000


def _marks() -> str:
    """Return the combining marks as a character class without its brackets."""
    codes = [*range(0x300, _MOST_MARKED), *_LAST_MARKS]
    text = "".join(
        chr(code) if unicodedata.category(chr(code))[0] == "M" else "\0" for code in codes
    )
    runs = re.findall(r"[^\0]+", text)
    return "".join(f"{chr(ord(run[0]))}-{chr(ord(run[-1]))}" for run in runs)


_MARKS = _marks()
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_BEYOND_ASCII = re.compile(r"[^\W\x00-\x7f]")
_MARK = re.compile(f"[{_MARKS}]")
_TOKEN = re.compile(
    rf"(?:[^\W_{_UNSPACED}]+|[{_MARKS}]+)+|(?![\W_])[{_UNSPACED}][{_MARKS}]*",
)


def tokens(text: str) -> list[str]:
    """Return the words of `text` as they follow each other."""
    spaced = _spaced(text)
    return _TOKEN.findall(text) if spaced is None else spaced.split()


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Return the offsets, end exclusive, of `words`, which are the tokens of `text`."""
    found = []
    end = 0
    for word in words:
        start = text.index(word, end)  # no word starts in the signs between two words
        end = start + len(word)
        found.append((start, end))
    return found


def _spaced(text: str) -> str | None:
    """Return `text` with spaces for its signs, which is quick, or None if it has other letters."""
    if text.isascii():
        return text.translate(_SIGNS)
    if _BEYOND_ASCII.search(text) or _MARK.search(text):
        return None
    return text.encode("ascii", "replace").decode().translate(_SIGNS)
