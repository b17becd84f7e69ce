"""Review items for every comment, what they are found by, and campaigns."""

import importlib
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment
from service.store.migrations.backfill import fill

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.String(26)
_DIGEST = sa.String(64)
_ADDED = [
    ("comments", "words"),
    ("comments", "author_key"),
    ("comments", "erased_at"),
    ("sites", "undo_hours"),
    ("sites", "keep_approved_days"),
    ("sites", "keep_rejected_days"),
]

_WRITTEN = (
    "id",
    "verdict_id",
    "comment_id",
    "site_id",
    "state",
    "outcome",
    "revision",
    "opened_at",
    "leads",
    "label",
    "score",
    "doubt",
    "language",
    "author_key",
    "article_key",
    "resolution",
    "resolved_at",
)
_TYPES: dict[str, Any] = {
    "opened_at": Moment(),
    "resolved_at": Moment(),
    "leads": sa.Boolean(),
}
_MARKS = ("item_id", "code", "site_id", "level", "is_reason", "waiting")
_OPEN = "state = 'open'"
# By name: the condition of a partial index, and the columns.
_INDEXES = {
    "author": ("", "site_id", "author_key", "outcome", "opened_at"),
    "campaign": ("", "campaign_id", "id"),
    "outcome": ("", "site_id", "outcome", "id"),
    "outcome_score": ("", "site_id", "outcome", "score", "id"),
    "open": (_OPEN, "site_id", "id"),
    "open_article": (_OPEN, "site_id", "article_key", "id"),
    "open_author": (_OPEN, "site_id", "author_key", "id"),
    "open_campaign": (_OPEN, "campaign_id", "id"),
    "leads": ("leads", "site_id", "id"),
    "leads_campaign": ("leads", "campaign_id"),
    "leads_doubt": ("leads", "site_id", "doubt", "id"),
    "leads_score": ("leads", "site_id", "score", "id"),
    "escalated": ("state = 'escalated'", "site_id", "id"),
    "resolved": ("state = 'resolved'", "site_id", "resolved_at", "id"),
}


def upgrade() -> None:
    _add_columns()
    op.execute("UPDATE comments SET author_key = coalesce(author_id_hash, author_email_hash)")
    op.execute("UPDATE comments SET words = lower(body)")
    op.create_index("ix_verdicts_decision", "verdicts", ["site_id", "decision", "id"])
    _put_the_old_items_aside()
    _create_tables()
    _fill()
    op.drop_table("old_review_items")
    _index_items()


def downgrade() -> None:
    _restore_the_old_items()
    op.drop_index("ix_verdicts_decision", "verdicts")
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)


def _put_the_old_items_aside() -> None:
    op.execute(
        "CREATE TABLE old_review_items AS SELECT verdict_id, state, opened_at, resolution,"
        " resolved_at FROM review_items"
    )
    op.create_index("ix_old_review_items", "old_review_items", ["verdict_id"])
    op.drop_table("review_items")


def _fill() -> None:
    """Write every comment's item; this release's own tables are too new to be imported here."""
    items = sa.table("review_items", *(sa.column(name, _TYPES.get(name)) for name in _WRITTEN))
    marks = sa.table("review_marks", *(sa.column(name) for name in _MARKS))
    fill(op.get_bind(), items, marks)


def _restore_the_old_items() -> None:
    """Leave the items of held comments as release 0.1 knew them; whatever else is lost."""
    op.drop_table("review_marks")
    op.execute(
        "CREATE TABLE old_review_items AS SELECT i.id, i.verdict_id, i.comment_id, i.site_id,"
        " CASE WHEN i.state = 'resolved' THEN 'resolved' ELSE 'open' END AS state, i.opened_at,"
        " i.resolution, i.resolved_at FROM review_items i JOIN verdicts v ON v.id = i.verdict_id"
        " WHERE v.decision = 'hold'"
    )
    op.drop_table("review_items")
    op.drop_table("campaigns")
    first = importlib.import_module("service.store.migrations.versions.0001_ledger")
    first.create_review_items()
    op.execute("INSERT INTO review_items SELECT * FROM old_review_items")
    op.drop_table("old_review_items")


def _index_items() -> None:
    for name, (condition, *columns) in _INDEXES.items():
        where = sa.text(condition) if condition else None
        op.create_index(
            f"ix_review_items_{name}",
            "review_items",
            columns,
            sqlite_where=where,
            postgresql_where=where,
        )


def _create_tables() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("sketch", sa.String(length=256), nullable=False),
        sa.Column("key_0", sa.BigInteger(), nullable=False),
        sa.Column("key_1", sa.BigInteger(), nullable=False),
        sa.Column("key_2", sa.BigInteger(), nullable=False),
        sa.Column("key_3", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_campaigns_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    op.create_index("ix_campaigns_key_0", "campaigns", ["site_id", "key_0"])
    op.create_index("ix_campaigns_key_1", "campaigns", ["site_id", "key_1"])
    op.create_index("ix_campaigns_key_2", "campaigns", ["site_id", "key_2"])
    op.create_index("ix_campaigns_key_3", "campaigns", ["site_id", "key_3"])
    op.create_table(
        "review_items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("verdict_id", _ID, nullable=False),
        sa.Column("comment_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("campaign_id", _ID),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("label", _DIGEST, nullable=False),
        sa.Column("score", sa.Float(53), nullable=False),
        sa.Column("doubt", sa.Float(53), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("author_key", _DIGEST),
        sa.Column("article_key", _DIGEST),
        sa.Column("claimed_by", _ID),
        sa.Column("claimed_until", Moment()),
        sa.Column("resolution", sa.String(8)),
        sa.Column("resolved_at", Moment()),
        sa.Column("resolution_id", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name="fk_review_items_verdict_id"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_review_items_comment_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_review_items_site_id"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_review_items_campaign_id"
        ),
    )
    op.create_table(
        "review_marks",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("level", sa.Float(precision=53), nullable=False),
        sa.Column("is_reason", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_review_marks_item_id"),
        sa.PrimaryKeyConstraint("item_id", "code", name="pk_review_marks"),
    )
    op.create_index(
        "ix_review_marks_waiting",
        "review_marks",
        ["site_id", "code", "level", "item_id"],
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    )


def _add_columns() -> None:
    op.add_column("comments", sa.Column("words", sa.Text(), server_default="", nullable=False))
    op.add_column("comments", sa.Column("author_key", _DIGEST))
    op.add_column("comments", sa.Column("erased_at", Moment()))
    op.add_column(
        "sites", sa.Column("undo_hours", sa.Integer(), server_default="24", nullable=False)
    )
    op.add_column(
        "sites", sa.Column("keep_approved_days", sa.Integer(), server_default="90", nullable=False)
    )
    op.add_column(
        "sites", sa.Column("keep_rejected_days", sa.Integer(), server_default="180", nullable=False)
    )
