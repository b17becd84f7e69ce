"""People's words and names in the ledger, and how they are taken out for good.

What is decided stays: decisions, scores, reasons' codes, offsets, and the digest by which a comment
that is sent again gets its verdict again. Who forgets a person takes that digest out as well.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from service.store.lessons import drop_lessons
from service.store.policy_tables import traces
from service.store.review_tables import campaigns, deliveries, events, resolutions, review_items
from service.store.tables import comments, feedback, verdicts

FORGOTTEN = ""
"""The text digest of a comment whose author is forgotten."""

AUTHOR_ERASE, AUTHORS = "author.erase", "authors"
"""What the audit calls forgetting somebody, and what it says it was done to: no name."""

# Of service.text.fingerprint, whose imports take longer than a light command.
_NO_PRINT = {"sketch": bytes(64).hex()} | {f"key_{place}": 0 for place in range(4)}

_COMMENT = comments.c.id == bindparam("comment_id")
_ERASE = (
    update(comments)
    .where(_COMMENT)
    .values(
        body="",
        words="",
        author_name="",
        author_url="",
        author_ip_hash=None,
        article_title="",
        parent="",
        erased_at=bindparam("now", type_=comments.c.erased_at.type),
    )
)
_FORGET = (
    update(comments)
    .where(_COMMENT)
    .values(
        external_id=None,
        text_digest=FORGOTTEN,
        author_id_hash=None,
        author_email_hash=None,
        author_key=None,
    )
)
_EVIDENCE = select(verdicts.c.id, verdicts.c.reasons, verdicts.c.signals)
_BLANK = (
    update(verdicts)
    .where(verdicts.c.id == bindparam("verdict_id"))
    .values(reasons=bindparam("blank_reasons"), signals=bindparam("blank_signals"))
)
_TELL_LESS = (
    update(events).where(events.c.seq == bindparam("event_seq")).values(payload=bindparam("less"))
)

Document = list[Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger keeps a comment: its row, its verdict's and its review item's."""

    item_id: str
    verdict_id: str
    comment_id: str


PLACE = (review_items.c.id, review_items.c.verdict_id, review_items.c.comment_id)
"""The columns of a Place."""


def erase_texts(tx: Connection, places: Sequence[Place], now: datetime) -> None:
    """Take out texts, names, addresses, and what moderators and sites noted of these comments.

    The caller keeps others from deciding on them meanwhile.
    """
    if not places:
        return
    overwrite(tx)
    tx.execute(_ERASE, [{"comment_id": each.comment_id, "now": now} for each in places])
    of_these = traces.c.id.in_([each.comment_id for each in places])
    tx.execute(update(traces).where(of_these).values(address_key=None))
    verdict_ids = [each.verdict_id for each in places]
    _blank_evidence(tx, verdict_ids)
    noted = feedback.c.verdict_id.in_(verdict_ids) & (feedback.c.note != "")
    tx.execute(update(feedback).where(noted).values(note=""))
    item_ids = [each.item_id for each in places]
    explained = resolutions.c.item_id.in_(item_ids) & (resolutions.c.note != "")
    tx.execute(update(resolutions).where(explained).values(note=""))


def forget_authors(tx: Connection, places: Sequence[Place]) -> None:
    """Take out whatever tells who wrote these comments, and by what name the site knows them.

    With them goes what the texts would be recognised by, and what was learned from them.
    """
    if not places:
        return
    comment_ids = [each.comment_id for each in places]
    tx.execute(_FORGET, [{"comment_id": comment_id} for comment_id in comment_ids])
    tx.execute(delete(traces).where(traces.c.id.in_(comment_ids)))
    item_ids = [each.item_id for each in places]
    tx.execute(update(review_items).where(review_items.c.id.in_(item_ids)).values(author_key=None))
    drop_lessons(tx, item_ids)
    tell_less(tx, item_ids)


def leave_campaigns(tx: Connection, campaign_ids: Collection[str], places: Sequence[Place]) -> None:
    """Take these comments out of their campaigns, and the sketch out of one that nobody is left in.

    The campaign itself stays, like no text, for somebody may be joining it at this moment.
    """
    item_ids = [each.item_id for each in places]
    tx.execute(update(review_items).where(review_items.c.id.in_(item_ids)).values(campaign_id=None))
    left = select(review_items.c.campaign_id).where(review_items.c.campaign_id.in_(campaign_ids))
    empty = set(campaign_ids) - set(tx.execute(left.distinct()).scalars())
    unlike = update(campaigns).where(campaigns.c.id.in_(sorted(empty)))
    tx.execute(unlike.values(**_NO_PRINT))


def tell_less(tx: Connection, item_ids: Sequence[str]) -> int:
    """Take the site's own ids of comments out of news that is no longer to be delivered.

    Returns how many events told one.
    """
    pending = select(deliveries.c.event_seq).where(deliveries.c.state == "pending")
    chosen = select(events.c.seq, events.c.payload).where(
        events.c.item_id.in_(item_ids), events.c.seq.not_in(pending)
    )
    less = [
        {"event_seq": seq, "less": _without_comment(payload)}
        for seq, payload in tx.execute(chosen.order_by(events.c.seq))
        if payload["data"].get("comment_id")
    ]
    if less:
        tx.execute(_TELL_LESS, less)
    return len(less)


def overwrite(tx: Connection) -> None:
    """Have SQLite write zeros over what this connection takes out, instead of leaving it about."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("PRAGMA secure_delete=ON")


def _blank_evidence(tx: Connection, verdict_ids: Sequence[str]) -> None:
    found = tx.execute(_EVIDENCE.where(verdicts.c.id.in_(verdict_ids)))
    blank = [
        {
            "verdict_id": verdict_id,
            "blank_reasons": [
                [code, score, band, _blank(spans), *rest]
                for code, score, band, spans, *rest in reasons
            ],
            "blank_signals": [[name, strength, _blank(spans)] for name, strength, spans in signals],
        }
        for verdict_id, reasons, signals in found
        if reasons or signals
    ]
    if blank:
        tx.execute(_BLANK, blank)


def _blank(spans: Iterable[Document]) -> Document:
    """Return evidence as service.store.rows wrote it, without its text and how that reads."""
    return [[field, start, end, "", "", *rest] for field, start, end, _, _, *rest in spans]


def _without_comment(payload: dict[str, Any]) -> dict[str, Any]:
    return payload | {"data": payload["data"] | {"comment_id": None}}
