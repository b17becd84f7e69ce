"""Find links in a text, with the registrable domain of each.

Spam lives from links, so they are found as people write them: bare, shortened, or `situs[dot]com`.
"""

import re
from dataclasses import dataclass

_LINK = re.compile(r"(?:https?://|www\.)([^\s/<>\"'\])]+)[^\s<>\"'\])]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in the raw text.

    `host` is lower case, `domain` its registrable part; `anchor` is the text that was linked, empty
    for a bare address.
    """

    start: int
    end: int
    url: str
    host: str
    domain: str
    anchor: str = ""


def find_links(text: str) -> tuple[Link, ...]:
    """Return the links of `text` in the order they stand."""
    return tuple(_link(match) for match in _LINK.finditer(text))


def _link(match: re.Match[str]) -> Link:
    host = match[1].lower().removeprefix("www.")
    return Link(match.start(), match.end(), match[0], host, ".".join(host.split(".")[-2:]))
