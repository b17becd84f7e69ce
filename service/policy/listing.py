"""Lists that blogs share: what is subscribed to, and how what comes is read.

A list is a text of one entry a line. It is written by somebody else, perhaps by somebody who took
over the address, so it is read with suspicion: what makes no entry is left out, and what is mostly
no list is refused whole.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address

from service.errors import ModerationError
from service.policy.minisign import KeyInvalid, PublicKey
from service.text.domains import ascii_host, is_suffix
from service.text.fold import fold
from service.text.links import read_address

MAX_ENTRIES = 50_000
MAX_TERMS = 20_000
"""Fewer, because all terms of a policy are looked for together: service.text.termset has a most."""
MAX_LINE = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
_COMMENTS = ("#", "!", "[Adblock")
_FILTER = re.compile(r"\|\|([^\^$/|*]+)\^(?:\$(?:all|important|document|doc))?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class Kind(StrEnum):
    """What a list lists."""

    DOMAINS = "domains"
    AUTHORS = "authors"
    TERMS = "terms"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list to be fetched from `url`, and what a copy is checked by.

    `sha256` is what the whole list must have, in lower-case hexadecimal; `public_key` is that of
    minisign, whose signature stands at the URL with `.minisig` behind its path.
    """

    url: str
    kind: Kind
    sha256: str = ""
    public_key: str = ""
    refresh_hours: int = 24

    @property
    def id(self) -> str:
        """The same for everybody who subscribes to the same list, checked by the same."""
        told = "\n".join((self.url, self.kind, self.sha256, self.public_key))
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def pin_problem(digest: str, public_key: str) -> str:
    """Say what is wrong with what a list is to be checked by, one or the other; empty if nothing.

    A list that decides without a moderator needs it: else whoever takes over its address decides
    what a site publishes. One that only holds can do no worse than fill the queue.
    """
    if bool(digest) == bool(public_key):
        return "give either a sha256 or a public_key"
    if digest:
        return "" if _DIGEST.fullmatch(digest) else "a sha256 has 64 hexadecimal digits"
    try:
        PublicKey.read(public_key)
    except KeyInvalid as error:
        return str(error)
    return ""


class ListInvalid(ModerationError):  # noqa: N818 -- reads as what it says
    """A list cannot be used; `problem` is a short code that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Listing:
    """What stands in a list, each entry once, and how many lines were none."""

    entries: tuple[str, ...]
    skipped: int = 0


def parse_list(body: bytes, kind: Kind) -> Listing:
    """Read a list: UTF-8, an entry a line, blank lines and those that begin with # left out.

    Domains may also stand as in a hosts file, or as in the filters of Adblock. Raises ListInvalid
    where more lines than not are no entries, where there is none, or where there are too many.
    """
    try:
        text = body.decode("utf-8").replace("\ufeff", "")
    except UnicodeDecodeError:
        raise ListInvalid("not-utf8") from None
    if _PAGE.match(text):
        raise ListInvalid("not-a-list")
    entries: dict[str, None] = {}
    read, skipped = _READ[kind], 0
    most = MAX_TERMS if kind is Kind.TERMS else MAX_ENTRIES
    for line in _lines(text):
        entry = read(line) if len(line) <= MAX_LINE else ""
        if entry:
            entries[entry] = None
        else:
            skipped += 1
        if len(entries) > most or skipped > most:
            raise ListInvalid("too-many-entries")
    if not entries:
        raise ListInvalid("empty")
    if skipped > len(entries):
        raise ListInvalid("not-a-list")
    return Listing(tuple(entries), skipped)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and not stripped.startswith(_COMMENTS):
            yield stripped


def domain_of(written: str) -> str:
    """Return the domain that `written` names, as it is compared; empty where it names none.

    It is in lower case and ASCII and without `www.`. A suffix under which anybody may have a
    domain, such as `co.id`, is none: it would take in too many.
    """
    bare = written.strip().rstrip(".").lower()
    link = read_address(bare)
    if link is None or link.host != bare:
        return ""
    host = ascii_host(link.host.removeprefix("www."))
    return "" if is_suffix(host) or not host.isascii() else host


def _domain(line: str) -> str:
    """Return the domain of a line; empty for one that speaks of a single page or is an exception.

    What takes in less than a domain must not take in the domain.
    """
    words = line.partition(" #")[0].split()
    if len(words) == 2 and _is_address(words[0]):
        words = words[1:]
    if len(words) != 1:
        return ""
    [word] = words
    if word.startswith("||"):
        filtered = _FILTER.fullmatch(word)
        word = filtered[1] if filtered else ""
    word = word.removeprefix("*.")
    return "" if set(word) & set("/@:*|^$?#") else domain_of(word)


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def _words(line: str) -> str:
    """Return a term or an author as it stands; empty where nothing of it would be compared."""
    compared = any(char.isalnum() for char in fold(line).words)
    return line if compared and not _CONTROL.search(line) else ""


_READ: Mapping[Kind, Callable[[str], str]] = {
    Kind.DOMAINS: _domain,
    Kind.AUTHORS: _words,
    Kind.TERMS: _words,
}
