"""A comment as Akismet's wire spells it, and what it leaves out."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

from service.domain import Article, Author, Comment
from service.people import KeyHolder
from service.settings import Settings
from service.store.pseudonyms import Pseudonymiser
from service.text.domains import ascii_host
from service.web.akismet.fields import Asked
from service.web.problems import BODY_TOO_LARGE, INVALID, Problem
from service.web.text import size

ADMINISTRATOR = "administrator"
TEST_AUTHORS = frozenset({"viagra-test-123", "akismet-guaranteed-spam"})
TEST_EMAIL = "akismet-guaranteed-spam@example.com"
# Before the digest: what walks into a trap is not what did not, even where it says the same.
FREE, TRAPPED = "akismet", "akismet-trapped"
MAX_NAME, MAX_URL, MAX_IP, MAX_TITLE = 1024, 4096, 64, 2048
_PORTS = {"https": 443, "http": 80}
# What tells a comment from others, beside what it says: the protocol has no id for it.
_TELLING = ("permalink", "comment_author", "comment_author_email")
_MARKUP = re.compile(r"<[^>]*>")
_PART = "\x1f"  # counts as white space, so that no part holds it


def check_blog(asked: Asked, holder: KeyHolder, *, needed: bool) -> None:
    """Raise Problem where the blog is not named that must be, or the key is for others."""
    blog = asked.text("blog")
    if not blog and needed:
        raise _missing("blog")
    if blog and holder.hosts and not set(_hosts(blog)) & set(holder.hosts):
        raise Problem(INVALID, "This key is for other blogs.")


def comment_of(asked: Asked, settings: Settings, pseudonymiser: Pseudonymiser) -> Comment:
    """Return the comment that is asked about; raises Problem where it is missing or too long.

    Its id is made of what does not change from the first time it is sent to the last, since
    WordPress names no comment before it is published. Nobody can find out an address from it.
    """
    body, author = asked.values.get("comment_content", ""), _author(asked)
    if not (body.strip() or author.name or author.url):
        raise _missing("comment_content")
    kind = TRAPPED if asked.trapped else FREE
    too_long = len(author.name) > MAX_NAME or len(author.url) > MAX_URL
    if too_long or size(body) > settings.max_body_bytes:
        raise Problem(BODY_TOO_LARGE)
    return Comment(
        body=body,
        author=author,
        article=Article(
            url=asked.text("permalink")[:MAX_URL], title=", ".join(asked.contexts)[:MAX_TITLE]
        ),
        id=f"{kind}:{pseudonymiser.digest('akismet', _telling(asked, author))}",
        posted_at=moment(asked.text("comment_date_gmt")),
        trapped=asked.trapped,
    )


def is_test(asked: Asked) -> bool:
    """Whether this is one of the inputs by which clients of Akismet are tried out."""
    author, email = asked.text("comment_author"), asked.text("comment_author_email")
    return author in TEST_AUTHORS or email.lower() == TEST_EMAIL


def is_administrator(asked: Asked) -> bool:
    """Whether the author may publish whatever they like on the blog."""
    roles = asked.text("user_role").lower().split(",")
    return ADMINISTRATOR in (role.strip() for role in roles)


def moment(written: str) -> datetime | None:
    """Return a moment as ISO 8601 writes it, in UTC where nothing else is said; None for others."""
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _author(asked: Asked) -> Author:
    return Author(
        name=asked.text("comment_author"),
        email=asked.text("comment_author_email")[:MAX_NAME],
        url=asked.text("comment_author_url"),
        ip=_address(asked),
    )


def _address(asked: Asked) -> str:
    return (asked.text("user_ip") or asked.text("comment_author_IP"))[:MAX_IP]


def _telling(asked: Asked, author: Author) -> str:
    said = _letters(asked.values.get("comment_content", ""))
    told = [*(_letters(asked.text(name)) for name in _TELLING), author.ip, said]
    return _PART.join(told)


def _letters(text: str) -> str:
    """Return the letters and digits of a text, which no blog changes before it keeps the text.

    Quotes lose their slashes, links gain attributes, signs become entities. What has no letters
    stays as it is.
    """
    plain = unescape(_MARKUP.sub(" ", text))
    return "".join(filter(str.isalnum, plain)).casefold() or " ".join(text.split())


def _hosts(blog: str) -> Iterable[str]:
    """Return the host that a blog's address names, and the same with its port."""
    try:
        parts = urlsplit(blog if "://" in blog else f"http://{blog}")
        host, port = ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return ()
    return host, f"{host}:{port or _PORTS.get(parts.scheme, 0)}"


def _missing(field: str) -> Problem:
    return Problem(INVALID, f"Missing required field: {field}.")
