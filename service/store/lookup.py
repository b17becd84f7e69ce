"""Find what the ledger holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from service.domain import Comment, Recorded
from service.errors import NotFound
from service.store.locks import lock_comment_ids
from service.store.review_tables import review_items
from service.store.rows import RECORDED, recorded_of
from service.store.tables import comments, verdicts

_BOTH = comments.join(verdicts, verdicts.c.comment_id == comments.c.id)
_RECORDED = select(*RECORDED).select_from(
    _BOTH.outerjoin(review_items, review_items.c.verdict_id == verdicts.c.id)
)
_VERDICT = _RECORDED.where(
    verdicts.c.id == bindparam("verdict_id"), verdicts.c.site_id == bindparam("site_id")
)
_NEWEST = (
    _RECORDED.where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.external_id == bindparam("external_id"),
        verdicts.c.id == comments.c.id,
    )
    .order_by(comments.c.id.desc())
    .limit(1)
)
_NEWEST_UNNAMED = (
    _RECORDED.where(
        comments.c.site_id == bindparam("site_id"),
        comments.c.text_digest == bindparam("digest"),
        comments.c.external_id.is_(None),
        verdicts.c.id == comments.c.id,
    )
    .order_by(comments.c.id.desc())
    .limit(1)
)
_FIRST_OR_TEXT = (
    select(comments.c.text_digest, *RECORDED)
    .select_from(_BOTH.outerjoin(review_items, review_items.c.verdict_id == verdicts.c.id))
    .where(comments.c.site_id == bindparam("site_id"), verdicts.c.id == comments.c.id)
)
_SEEN_ONE = _FIRST_OR_TEXT.where(
    comments.c.external_id == bindparam("external_id"),
    or_(comments.c.text_digest == bindparam("digest"), verdicts.c.edit_of.is_(None)),
)
_SEEN_MANY = _FIRST_OR_TEXT.where(
    comments.c.external_id.in_(bindparam("external_ids", expanding=True)),
    or_(
        comments.c.text_digest.in_(bindparam("digests", expanding=True)),
        verdicts.c.edit_of.is_(None),
    ),
)


def text_digest(comment: Comment) -> str:
    """Return 64 hex digits that two comments share if body, author name and author URL agree.

    These are the texts a verdict is about; a change in any of them is an edit, judged anew.
    """
    digest = sha256()
    for text in (comment.body, comment.author.name, comment.author.url):
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(encoded))
        digest.update(encoded)
    return digest.hexdigest()


def find_comment(connection: Connection, site_id: str, external_id: str) -> Recorded:
    """Return the verdict on the newest text of a site's comment; NotFound where there is none."""
    row = connection.execute(
        _NEWEST, {"site_id": site_id, "external_id": external_id}
    ).one_or_none()
    if row is None:
        raise NotFound("this site has sent no comment with this id")
    return recorded_of(row)


def find_text(connection: Connection, site_id: str, comment: Comment) -> Recorded:
    """Return the newest verdict on the texts of `comment`, among comments sent without an id.

    Raises NotFound where there is none.
    """
    asked = {"site_id": site_id, "digest": text_digest(comment)}
    row = connection.execute(_NEWEST_UNNAMED, asked).one_or_none()
    if row is None:
        raise NotFound("this site has sent no comment of this text without an id")
    return recorded_of(row)


def find_verdict(connection: Connection, site_id: str, verdict_id: str) -> Recorded:
    """Return a site's verdict; NotFound where there is none, or it is another site's."""
    row = connection.execute(_VERDICT, {"site_id": site_id, "verdict_id": verdict_id}).one_or_none()
    if row is None:
        raise NotFound("this site has no verdict with this id")
    return recorded_of(row)


@dataclass(slots=True)
class Seen:
    """What the ledger holds under some comment ids.

    `texts` maps comment id and text digest to what was recorded, `firsts` maps a comment id to the
    verdict on the first text sent under it.
    """

    texts: dict[tuple[str, str], Recorded] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)

    def add(self, key: tuple[str, str], recorded: Recorded) -> None:
        """Add one text; a comment without an id is never seen again."""
        if not recorded.comment_id:
            return
        self.texts[key] = recorded
        if not recorded.edit_of:
            self.firsts[recorded.comment_id] = recorded.verdict.id


def texts_seen(tx: Connection, site_id: str, keys: Collection[tuple[str, str]]) -> Seen:
    """Return what stands under these comment ids and digests, and keep it so until `tx` ends."""
    seen = Seen()
    wanted = {key for key in keys if key[0]}
    if not wanted:
        return seen
    lock_comment_ids(tx, site_id, {external_id for external_id, _ in wanted})
    for row in _rows(tx, site_id, wanted):
        seen.add((row.external_id, row.text_digest), recorded_of(row))
    return seen


def _rows(
    tx: Connection, site_id: str, wanted: set[tuple[str, str]]
) -> Iterable[Row[*tuple[Any, ...]]]:
    if len(wanted) == 1:
        [(external_id, digest)] = wanted
        one = {"site_id": site_id, "external_id": external_id, "digest": digest}
        return tx.execute(_SEEN_ONE, one)
    external_ids = list({external_id for external_id, _ in wanted})
    digests = list({digest for _, digest in wanted})
    many = {"site_id": site_id, "external_ids": external_ids, "digests": digests}
    return tx.execute(_SEEN_MANY, many)
