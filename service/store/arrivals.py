"""A comment as it arrives in the ledger, and the keys that its author and article are found by."""

from dataclasses import dataclass
from hashlib import sha256

from service.domain import Comment, Decision, Recorded
from service.store.pseudonyms import Pseudonyms


@dataclass(frozen=True, slots=True)
class Arrival:
    """A comment that was just recorded, with what the ledger keeps of who wrote it.

    `words` is its folded text, for search and comparison; `squeezed` is the letters of that.
    """

    comment: Comment
    recorded: Recorded
    author: Pseudonyms
    words: str
    squeezed: str

    @property
    def is_open(self) -> bool:
        """Whether a moderator must decide."""
        return self.recorded.verdict.answer is Decision.HOLD


def author_key(author: Pseudonyms) -> str | None:
    """Return what tells an author from others on a site; None where the site told nothing."""
    return author.id or author.email


def article_key(url: str) -> str | None:
    """Return 64 hex digits for an article's URL, None where there is none."""
    return sha256(url.encode("utf-8", "surrogatepass")).hexdigest() if url else None
