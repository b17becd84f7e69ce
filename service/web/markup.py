"""The text of a comment that was sent as HTML, as it would be typed: links stay as they are."""

import re
from html import unescape

_BLOCKS = "blockquote|div|h[1-6]|li|ol|p|pre|ul"
_BREAK = re.compile(rf"<br\s*/?>|</(?:{_BLOCKS})\s*>", re.IGNORECASE)
_TAG = re.compile(
    rf"</?(?:{_BLOCKS}|b|code|del|em|i|s|span|strike|strong|sub|sup|u)(?:\s[^<>]*)?>",
    re.IGNORECASE,
)


def legible(body: str) -> str:
    """Return `body` without the mark-up that editors write, line breaks in its place.

    Links keep theirs, since where a text leads matters; plain text stays as it is.
    """
    broken = _BREAK.sub("\n", body) if "<" in body else body
    return unescape(_TAG.sub("", broken)).strip()
