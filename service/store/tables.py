"""The ledger's tables: sites, comments, verdicts, feedback. Migrations create them.

Those of the review queue stand in review_tables.py, those of people and keys in people_tables.py;
a test holds migrations and tables together.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

from service.store.columns import AnyText, Document, Moment
from service.store.metadata import DIGEST, ID, metadata

sites = Table(
    "sites",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("policy", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
    # How long a resolution can be undone, and how long texts are kept once a comment is decided.
    Column("undo_hours", Integer, nullable=False, server_default="24"),
    Column("keep_approved_days", Integer, nullable=False, server_default="90"),
    Column("keep_rejected_days", Integer, nullable=False, server_default="180"),
)

# A comment has the id of the first verdict on it.
comments = Table(
    "comments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("external_id", AnyText),
    Column("text_digest", DIGEST, nullable=False),
    Column("body", AnyText, nullable=False),
    # The body folded to lower case without disguises, for search.
    Column("words", AnyText, nullable=False, server_default=""),
    Column("author_name", AnyText, nullable=False),
    Column("author_url", AnyText, nullable=False),
    Column("author_id_hash", DIGEST),
    Column("author_email_hash", DIGEST),
    Column("author_ip_hash", DIGEST),
    # The author's id hash, else the e-mail's; null where the site told neither.
    Column("author_key", DIGEST),
    Column("article_url", AnyText, nullable=False),
    Column("article_title", AnyText, nullable=False),
    Column("parent", AnyText, nullable=False),
    Column("posted_at", Moment),
    Column("received_at", Moment, nullable=False),
    # When its text and personal data were erased.
    Column("erased_at", Moment),
)

Index(
    "uq_comments_site_id_external_id_text_digest",
    comments.c.site_id,
    comments.c.external_id,
    comments.c.text_digest,
    unique=True,
    sqlite_where=comments.c.external_id.is_not(None),
    postgresql_where=comments.c.external_id.is_not(None),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("comment_id", ForeignKey("comments.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("decision", String(8), nullable=False),
    Column("reasons", Document, nullable=False),
    Column("scores", Document, nullable=False),
    Column("signals", Document, nullable=False),
    Column("language", String(16), nullable=False),
    Column("language_confidence", Float(53), nullable=False),
    Column("model", String(64), nullable=False),
    Column("policy", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("edit_of", ForeignKey("verdicts.id")),
)

Index("ix_verdicts_decision", verdicts.c.site_id, verdicts.c.decision, verdicts.c.id)

feedback = Table(
    "feedback",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("verdict_id", ForeignKey("verdicts.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("note", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
)
