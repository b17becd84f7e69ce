"""The ledger's tables. Migrations create them; a test holds the two together."""

from sqlalchemy import Column, Float, ForeignKey, Index, MetaData, String, Table, Text, text

from service.store.columns import AnyText, Document, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(26)  # a ULID

sites = Table(
    "sites",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", AnyText, nullable=False),
    Column("policy", String(40), nullable=False),
    Column("created_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("prefix", String(12), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

moderators = Table(
    "moderators",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("email", AnyText, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# A comment has the id of the first verdict on it.
comments = Table(
    "comments",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("external_id", AnyText),
    Column("text_digest", String(64), nullable=False),
    Column("body", AnyText, nullable=False),
    Column("author_name", AnyText, nullable=False),
    Column("author_url", AnyText, nullable=False),
    Column("author_id_hash", String(64)),
    Column("author_email_hash", String(64)),
    Column("author_ip_hash", String(64)),
    Column("article_url", AnyText, nullable=False),
    Column("article_title", AnyText, nullable=False),
    Column("parent", AnyText, nullable=False),
    Column("posted_at", Moment),
    Column("received_at", Moment, nullable=False),
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
    Column("id", _ID, primary_key=True),
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

# A review item has the id of the verdict that opened it.
review_items = Table(
    "review_items",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("verdict_id", ForeignKey("verdicts.id"), nullable=False),
    Column("comment_id", ForeignKey("comments.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("resolution", String(8)),
    Column("resolved_at", Moment),
)

Index(
    "ix_review_items_open",
    review_items.c.site_id,
    review_items.c.id,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("verdict_id", ForeignKey("verdicts.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("note", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
)
