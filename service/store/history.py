"""The past of a site as evidence: answers signals.base.History from the ledger."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from service.domain import MOST_COUNTED, Comment, Past, Site
from service.store.arrivals import article_key, author_key
from service.store.engine import reading
from service.store.lesson_search import closest
from service.store.pseudonyms import Pseudonymiser
from service.store.recalling import (
    Sender,
    keep_to_indexes,
    own_ids,
    recall,
    with_others,
)
from service.text.imprint import imprint
from service.text.reading import Reading
from service.text.simhash import DISTANCE, Likeness, bands, distance, likeness

FLOOD = timedelta(minutes=10)
"""How far back a flood is counted."""


@dataclass(frozen=True, slots=True)
class StoredHistory:
    """What a site remembers at `now`, and other sites with it where it shares and they do."""

    engine: Engine
    site: Site
    pseudonymiser: Pseudonymiser
    now: datetime

    def look_up(self, comments: Sequence[tuple[Comment, Reading]]) -> list[Past]:
        """Return what is remembered about each comment, in order.

        One transaction and a handful of statements, however many comments and however much is
        remembered. Of several comments those before one count as its past; what was recorded under
        a comment's own id does not. Raises LedgerUnavailable.
        """
        if not comments:
            return []
        asked = [
            (self._sender(comment), likeness(read.body.squeezed)) for comment, read in comments
        ]
        imprints = [imprint(read.body.words) for _, read in comments]
        external_ids = {comment.id for comment, _ in comments if comment.id}
        with reading(self.engine) as connection:
            keep_to_indexes(connection)
            own = own_ids(connection, self.site.id, external_ids)
            recalled = recall(connection, self.site.id, asked, self.now - FLOOD, own)
            if self.site.shares_lessons:
                recalled = with_others(connection, self.site.id, asked, recalled)
            lessons = closest(connection, self.site, imprints)
        batch = _Batch()
        return [
            replace(batch.added(comment.id, *one, past), lesson=lesson)
            for (comment, _), one, past, lesson in zip(
                comments, asked, recalled, lessons, strict=True
            )
        ]

    def _sender(self, comment: Comment) -> Sender:
        hidden = self.pseudonymiser.hide(comment.author)
        return Sender(author_key(hidden), hidden.ip, article_key(comment.article.url))


@dataclass(slots=True)
class _Batch:
    """What came before a comment in the same look-up. A comment sent twice is one."""

    ids: set[str] = field(default_factory=set)
    told: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    texts: Counter[int] = field(default_factory=Counter)
    near: dict[tuple[int, int], list[Likeness]] = field(default_factory=lambda: defaultdict(list))

    def added(self, id_: str, sender: Sender, text: Likeness | None, past: Past) -> Past:
        """Return the past of a comment with what came before it here, and then add the comment."""
        if id_ and id_ in self.ids:
            return past
        self.ids.add(id_)
        author, address, article = _kinds(sender)
        past = replace(
            past,
            comments=_more(past.comments, self.told[author]),
            by_author=_more(past.by_author, self.told[author]),
            by_address=_more(past.by_address, self.told[address]),
            on_article=_more(past.on_article, self.told[article]),
        )
        self.told.update(kind for kind in (author, address, article) if kind[1])
        return past if text is None else self._with_text(text, past)

    def _with_text(self, text: Likeness, past: Past) -> Past:
        same = _more(past.same, self.texts[text.exact])
        self.texts[text.exact] += 1
        places = list(enumerate(bands(text.simhash)))
        seen = {id(each): each for place in places for each in self.near[place][-MOST_COUNTED:]}
        near = sum(distance(each.simhash, text.simhash) <= DISTANCE for each in seen.values())
        for place in places:
            self.near[place].append(text)
        return replace(past, same=same, similar=_more(past.similar, near))


def _kinds(sender: Sender) -> tuple[tuple[str, str | None], ...]:
    return (
        ("author", sender.author_key),
        ("address", sender.address_key),
        ("article", sender.article_key),
    )


def _more(count: int, by: int) -> int:
    return min(MOST_COUNTED, count + by)
