"""The ledger's tables: sites, comments, verdicts, feedback. Migrations create them.

Those of the review queue stand in review_tables.py, those of people and keys in people_tables.py;
a test holds migrations and tables together.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    false,
    true,
)
from sqlalchemy import text as sql

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
    # The version of the site's own policy that judges, 0 where the preset does; and the version
    # that runs in shadow, 0 where none does.
    Column("policy_version", Integer, nullable=False, server_default="0"),
    Column("shadow_version", Integer, nullable=False, server_default="0"),
    # Whether every comment is answered as approved, whatever the verdict.
    Column("dry_run", Boolean, nullable=False, server_default=false()),
    # A service.domain.Switch, empty where none is thrown, and when it ends by itself.
    Column("switch", String(16), nullable=False, server_default=""),
    Column("switch_until", Moment),
    # Whether the site shares what it remembers with other sites that do.
    Column("shares_lessons", Boolean, nullable=False, server_default=false()),
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
    Column("article_published_at", Moment),
    Column("article_closed", Boolean, nullable=False, server_default=false()),
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

# By its text a comment is found only where the site gave it no id.
Index(
    "ix_comments_text_digest",
    comments.c.site_id,
    comments.c.text_digest,
    comments.c.id,
    sqlite_where=comments.c.external_id.is_(None),
    postgresql_where=comments.c.external_id.is_(None),
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
    # What was remembered of its author and text, to replay a policy over: service.domain.Past.
    Column("past", Document, nullable=False, server_default="{}"),
    # Whether the blog was answered the decision; in a dry run it was told to approve.
    Column("enforced", Boolean, nullable=False, server_default=true()),
    # The service.domain.Wire that it came by.
    Column("wire", String(12), nullable=False, server_default="saring"),
)

Index("ix_verdicts_decision", verdicts.c.site_id, verdicts.c.decision, verdicts.c.id)
Index(
    "ix_verdicts_akismet",
    verdicts.c.site_id,
    verdicts.c.id,
    verdicts.c.decision,
    sqlite_where=sql("wire = 'akismet'"),
    postgresql_where=sql("wire = 'akismet'"),
)

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
