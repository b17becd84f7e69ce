"""Hosts: which of them are believable as such in running text, and under what domain they are."""

import re
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

LONGEST_HOST = 253
_LONGEST_LABEL = 63
_MOST_LABELS = 20
_DOTS = re.compile(
    r" ?[\[({<] ?(?:dot|titik|\.) ?[\])}>] ?| (?:dot|titik) | ?[.。．｡․]", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
# Suffixes that are words too, as in "bagus.ga nyesel", or ends of file names: without a path they
# are only believed behind a name that no sentence has.
_WORDS = frozenset({
    "aaa", "ad", "ai", "am", "are", "art", "as", "at", "ax", "be", "best", "bio", "bot", "by",
    "call", "cat", "cm", "cool", "country", "cv", "dad", "data", "date", "day", "diy", "do",
    "dog", "download", "eat", "eco", "fail", "fan", "fast", "fit", "free", "fun", "ga", "go",
    "group", "gt", "guru", "hm", "how", "in", "ing", "is", "it", "ke", "kg", "kim", "km", "la",
    "law", "lc", "li", "lol", "ls", "ma", "man", "me", "men", "mm", "mobi", "mom", "mp", "ms",
    "mu", "my", "name", "ne", "new", "no", "now", "nu", "ok", "om", "one", "open", "pa", "ph",
    "pro", "red", "rip", "sa", "sb", "sd", "search", "select", "sex", "show", "si", "soy", "st",
    "sy", "target", "tel", "th", "tips", "to", "today", "top", "training", "va", "wow", "ws",
    "yes", "you",
})  # fmt: skip
_FILES = frozenset({"cc", "java", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})
_NOT_SITES = frozenset(("ado.net", "asp.net", "socket.io", "vb.net"))


def host_of(written: str) -> str:
    """Return the host that is written as `written`, perhaps with dots as words, in lower case."""
    return _DOTS.sub(".", written).lower()


def is_host(host: str) -> bool:
    """Whether `host` may stand in an address at all."""
    labels = host.split(".")
    return (
        1 < len(labels) <= _MOST_LABELS
        and len(host) <= LONGEST_HOST
        and all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    )


def is_site(written: str, host: str, *, followed: bool) -> bool:
    """Whether `host` reads as an address where nothing but perhaps a path says that it is one.

    `written` shows its capitals: "M.Si" is a degree. `followed` says that a path follows.
    """
    name, _, suffix = host.rpartition(".")
    capitals = written[-len(suffix) :]
    if host in _NOT_SITES or suffix in _FILES or _suffixes().privatesuffix(host) is None:
        return False
    if capitals[:1].isupper() and not capitals.isupper() and suffix != "com":
        return False
    if followed:
        return True
    if len(name) < 2:
        return False
    unlikely_word = "-" in name or "." in name or any(char.isdigit() for char in name)
    return suffix not in _WORDS or unlikely_word


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the registrable domain of `host`; for an IP address the address."""
    if _ADDRESS.fullmatch(host):
        return host
    return _suffixes().privatesuffix(host) or ".".join(host.split(".")[-2:])


def is_suffix(host: str) -> bool:
    """Whether `host` is one under which anybody may register, such as `co.id` or `blogspot.com`."""
    found: str | None = _suffixes().publicsuffix(host)
    return found == host


def ascii_host(host: str) -> str:
    """Return `host` as the name system spells it, with `xn--`; as it is where that is impossible.

    IDNA of 2003, RFC 3490: two spellings of one name become one.
    """
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)
