"""The fields of a request of Akismet's wire: only those that are used are ever read.

Clients send much more than a comment. WordPress forwards the whole form that its reader filled in,
and the headers the reader's browser sent; what is not named here stays undecoded bytes and is gone
when the request is answered.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from service.web.payload import FORM, read
from service.web.problems import CONTENT_CODING, MEDIA_TYPE, REQUEST_TOO_LARGE, Problem

MAX_PAIRS = 2000
MAX_CONTEXTS = 50
USED = frozenset(
    {
        "key",
        "api_key",
        "blog",
        "blog_charset",
        "user_ip",
        "user_role",
        "permalink",
        "comment_author",
        "comment_author_email",
        "comment_author_url",
        "comment_author_IP",
        "comment_content",
        "comment_date_gmt",
        "honeypot_field_name",
        "is_test",
        "test_discard",
        "classify",
        "callback",
        "guid",
        "month",
        "filter",
        "format",
        "limit",
        "offset",
        "extended",
        "from",
    }
)
_USED = {name.encode(): name for name in USED}
_CONTEXT = b"comment_context"
_WORDPRESS_TRAP = b"POST_ak_hp_textarea"
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.ASCII)
# As browsers do, Latin-1 is read as what Windows made of it. Only charsets of single bytes: a text
# in one of them is next to never valid UTF-8 by chance.
_CODECS: Mapping[str, str] = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (*range(2, 12), *range(13, 17))},
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
}
_SLASHED = re.compile(r"\\(.?)", re.DOTALL)
_YES = frozenset({"1", "true", "yes", "on"})

Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says, as far as it is used. `trapped` tells of a field nobody should fill."""

    values: Mapping[str, str]
    contexts: tuple[str, ...] = ()
    trapped: bool = False

    def text(self, name: str) -> str:
        """Return a field without outer blanks; empty where it was not sent."""
        return self.values.get(name, "").strip()

    def unslashed(self) -> Self:
        """Return the same without the slashes that PHP puts before quotes and slashes."""
        plain = {name: _SLASHED.sub(r"\1", text) for name, text in self.values.items()}
        return replace(self, values=plain)

    def is_on(self, name: str) -> bool:
        """Whether a switch is on."""
        return self.text(name).lower() in _YES


def asked_in(environ: WSGIEnvironment, limit: int) -> Asked:
    """Return what a request asks in its query and its form, which counts more.

    Raises Problem for a body of more than `limit` bytes, one that breaks off or is no form, and for
    too many fields.
    """
    pairs = _pairs(environ.get("QUERY_STRING", "").encode("latin-1"))
    given = environ.get("CONTENT_TYPE", "")
    if environ["REQUEST_METHOD"] == "POST":
        pairs += _pairs(_form(environ, given, limit))
    return _asked(pairs, _CHARSET.search(given.lower()))


def _form(environ: WSGIEnvironment, content_type: str, limit: int) -> bytes:
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise Problem(CONTENT_CODING)
    if content_type.partition(";")[0].strip().lower() not in ("", FORM):
        raise Problem(MEDIA_TYPE, f"Send {FORM}.")
    return read(environ, limit)


def _pairs(payload: bytes) -> Pairs:
    if not payload:
        return []
    if payload.count(b"&") >= MAX_PAIRS:
        raise Problem(REQUEST_TOO_LARGE, "The form has too many fields.")
    split = (pair.partition(b"=") for pair in payload.split(b"&"))
    return [(_plain(name), value) for name, _, value in split]


def _asked(pairs: Pairs, charset: re.Match[str] | None) -> Asked:
    """Read what is used; of a name that comes twice the last one counts, as in PHP."""
    wanted = {_USED[name]: _plain(value) for name, value in pairs if name in _USED}
    named = charset[1] if charset else wanted.get("blog_charset", b"").decode("latin-1").lower()
    codec = _CODECS.get(named.strip(), "utf-8")
    contexts = (value for name, value in pairs if name.partition(b"[")[0] == _CONTEXT)
    return Asked(
        {name: _text(value, codec) for name, value in wanted.items()},
        tuple(_contexts(contexts, codec)),
        _trapped(pairs, wanted.get("honeypot_field_name", b"").strip()),
    )


def _contexts(values: Iterable[bytes], codec: str) -> Iterable[str]:
    found = (_text(_plain(value), codec).strip() for value in values)
    return [text for text in found if text][:MAX_CONTEXTS]


def _trapped(pairs: Pairs, named: bytes) -> bool:
    traps = {named, _WORDPRESS_TRAP} - {b""}
    return any(name in traps and _plain(value).strip() for name, value in pairs)


def _plain(part: bytes) -> bytes:
    return unquote_to_bytes(part.replace(b"+", b" ")) if b"%" in part or b"+" in part else part


def _text(plain: bytes, codec: str) -> str:
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return plain.decode(codec, "replace")
