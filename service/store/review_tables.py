"""The tables of the review queue: items, resolutions, what the blog is told, and the audit."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table
from sqlalchemy import text as sql

from service.store.columns import AnyText, Document, Moment
from service.store.metadata import DIGEST, ID, metadata

# The counter of events; SQLite counts by itself only in a column of its own integer type.
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

# Comments that are nearly the same. The sketch is that of the first one.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("sketch", String(256), nullable=False),
    Column("key_0", BigInteger, nullable=False),
    Column("key_1", BigInteger, nullable=False),
    Column("key_2", BigInteger, nullable=False),
    Column("key_3", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
)
for _number in range(4):
    Index(f"ix_campaigns_key_{_number}", campaigns.c.site_id, campaigns.c[f"key_{_number}"])

# Every recorded comment has one, with the id of its verdict: what a moderator may look at.
review_items = Table(
    "review_items",
    metadata,
    Column("id", ID, primary_key=True),
    Column("verdict_id", ForeignKey("verdicts.id"), nullable=False),
    Column("comment_id", ForeignKey("comments.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    # A service.review.State.
    Column("state", String(12), nullable=False),
    # The service.domain.Decision in force, by the machine or by a person.
    Column("outcome", String(8), nullable=False),
    # Counts changes, so that nobody decides on a state they have not seen.
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("opened_at", Moment, nullable=False),
    Column("campaign_id", ForeignKey("campaigns.id")),
    # Whether it stands for its campaign in the queue: the oldest open one does.
    Column("leads", Boolean, nullable=False),
    # Of the reason with the highest score: its label, empty for a signal; and the score.
    Column("label", String(64), nullable=False),
    Column("score", Float(53), nullable=False),
    # How unsure the verdict is, in [0, 1].
    Column("doubt", Float(53), nullable=False),
    Column("language", String(16), nullable=False),
    # As in comments, for filters; the article's is the SHA-256 of its URL.
    Column("author_key", DIGEST),
    Column("article_key", DIGEST),
    # A lease; the claimer is a moderator's or a key's id.
    Column("claimed_by", ID),
    Column("claimed_until", Moment),
    Column("resolution", String(8)),
    Column("resolved_at", Moment),
    Column("resolution_id", ID),
)


def _partial(name: str, condition: str, *columns: str) -> None:
    where = sql(condition)
    chosen = [review_items.c[column] for column in columns]
    Index(f"ix_review_items_{name}", *chosen, sqlite_where=where, postgresql_where=where)


_WAITING = "state = 'open'"
_partial("open", _WAITING, "site_id", "id")
_partial("leads", "leads", "site_id", "id")
_partial("leads_doubt", "leads", "site_id", "doubt", "id")
_partial("leads_score", "leads", "site_id", "score", "id")
_partial("leads_campaign", "leads", "campaign_id")
_partial("open_author", _WAITING, "site_id", "author_key", "id")
_partial("open_article", _WAITING, "site_id", "article_key", "id")
_partial("open_campaign", _WAITING, "campaign_id", "id")
_partial("escalated", "state = 'escalated'", "site_id", "id")
_partial("resolved", "state = 'resolved'", "site_id", "resolved_at", "id")
Index("ix_review_items_outcome", review_items.c.site_id, review_items.c.outcome, review_items.c.id)
Index(
    "ix_review_items_outcome_score",
    review_items.c.site_id,
    review_items.c.outcome,
    review_items.c.score,
    review_items.c.id,
)
Index(
    "ix_review_items_author",
    review_items.c.site_id,
    review_items.c.author_key,
    review_items.c.outcome,
    review_items.c.opened_at,
)
Index("ix_review_items_campaign", review_items.c.campaign_id, review_items.c.id)

# What a held item is found by: `score:<label>` for every label that scores `MARKED` or more, and
# every reason's code.
review_marks = Table(
    "review_marks",
    metadata,
    Column("item_id", ForeignKey("review_items.id"), primary_key=True),
    Column("code", String(80), primary_key=True),
    Column("site_id", ID, nullable=False),
    Column("level", Float(53), nullable=False),
    Column("is_reason", Boolean, nullable=False),
    Column("waiting", Boolean, nullable=False),
)
Index(
    "ix_review_marks_waiting",
    review_marks.c.site_id,
    review_marks.c.code,
    review_marks.c.level,
    review_marks.c.item_id,
    sqlite_where=sql("waiting"),
    postgresql_where=sql("waiting"),
)

# Who did what, when; never changed, never deleted: triggers see to that.
audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("actor_name", AnyText, nullable=False),
    # Empty where it concerns no single site.
    Column("site_id", String(26), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    # What one press of a button did has one act.
    Column("act_id", ID, nullable=False),
    Column("before", Document, nullable=False),
    Column("after", Document, nullable=False),
)
Index("ix_audit_site_id", audit.c.site_id, audit.c.id)
Index("ix_audit_actor_id", audit.c.actor_id, audit.c.id)
Index("ix_audit_subject", audit.c.subject, audit.c.id)

# What moderators decided: the training records of tomorrow.
resolutions = Table(
    "resolutions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("act_id", ID, nullable=False),
    Column("item_id", ForeignKey("review_items.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("resolution", String(8), nullable=False),
    Column("label", String(64), nullable=False),
    Column("note", AnyText, nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("actor_name", AnyText, nullable=False),
    Column("resolved_at", Moment, nullable=False),
    # The item as it was: what undo restores.
    Column("before", Document, nullable=False),
    Column("withdrawn_at", Moment),
)
Index("ix_resolutions_act_id", resolutions.c.act_id)
Index("ix_resolutions_item_id", resolutions.c.item_id)
Index("ix_resolutions_site_id", resolutions.c.site_id, resolutions.c.resolved_at)

# What the blog is told, in order. `seq` is the cursor of those who poll.
events = Table(
    "events",
    metadata,
    Column("seq", _COUNTER, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("item_id", ForeignKey("review_items.id"), nullable=False),
    Column("type", String(40), nullable=False),
    Column("payload", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_events_site_id", events.c.site_id, events.c.seq)
Index("ix_events_item_id", events.c.item_id)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False, index=True),
    Column("url", AnyText, nullable=False),
    # "whsec_" and base64, as the Standard Webhooks specification spells secrets.
    Column("secret", String(120), nullable=False),
    # A secret that was rotated out signs too until then.
    Column("old_secret", String(120)),
    Column("old_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
    # "akismet" is told only of comments that came by that wire, in the plugin's own format; its
    # secret is the blog's key. It belongs to the key and is not listed.
    Column("format", String(10), nullable=False, server_default="standard"),
    Column("key_id", ID),
)

# The outbox: one row for each event and webhook.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _COUNTER, primary_key=True, autoincrement=True),
    Column("event_seq", ForeignKey("events.seq"), nullable=False),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("item_id", ID, nullable=False),
    # pending, delivered, dead, superseded
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Moment, nullable=False),
    # A worker's lease while it sends.
    Column("leased_until", Moment),
    Column("first_at", Moment),
    Column("ended_at", Moment),
    # What the last attempt ended with: an HTTP status or a short code of ours.
    Column("last_result", String(40), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index(
    "ix_deliveries_pending",
    deliveries.c.webhook_id,
    deliveries.c.next_at,
    deliveries.c.id,
    sqlite_where=sql("state = 'pending'"),
    postgresql_where=sql("state = 'pending'"),
)
Index(
    "ix_deliveries_order",
    deliveries.c.webhook_id,
    deliveries.c.item_id,
    deliveries.c.id,
    sqlite_where=sql("state = 'pending'"),
    postgresql_where=sql("state = 'pending'"),
)
Index(
    "ix_deliveries_dead",
    deliveries.c.site_id,
    deliveries.c.id,
    sqlite_where=sql("state = 'dead'"),
    postgresql_where=sql("state = 'dead'"),
)
Index("ix_deliveries_event_seq", deliveries.c.event_seq)
