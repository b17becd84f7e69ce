"""Sites, keys, moderators, comments, verdicts, review items, feedback."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.String(26)


def upgrade() -> None:
    _create_people()
    _create_ledger()
    _create_answers()


def downgrade() -> None:
    for name in (
        "feedback",
        "review_items",
        "verdicts",
        "comments",
        "moderators",
        "api_keys",
        "sites",
    ):
        op.drop_table(name)


def _create_people() -> None:
    op.create_table(
        "sites",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("policy", sa.String(40), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sites"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("prefix", sa.String(12), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_api_keys_site_id"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "moderators",
        sa.Column("id", _ID, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_moderators"),
        sa.UniqueConstraint("email", name="uq_moderators_email"),
    )


def _create_ledger() -> None:
    op.create_table(
        "comments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("text_digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("author_url", sa.Text(), nullable=False),
        sa.Column("author_id_hash", sa.String(64)),
        sa.Column("author_email_hash", sa.String(64)),
        sa.Column("author_ip_hash", sa.String(64)),
        sa.Column("article_url", sa.Text(), nullable=False),
        sa.Column("article_title", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("posted_at", Moment()),
        sa.Column("received_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_comments_site_id"),
    )
    op.create_index(
        "uq_comments_site_id_external_id_text_digest",
        "comments",
        ["site_id", "external_id", "text_digest"],
        unique=True,
        sqlite_where=sa.text("external_id IS NOT NULL"),
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("comment_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("decision", sa.String(8), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("language_confidence", sa.Float(53), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("edit_of", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_verdicts_comment_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_verdicts_site_id"),
        sa.ForeignKeyConstraint(["edit_of"], ["verdicts.id"], name="fk_verdicts_edit_of"),
    )


def create_review_items() -> None:
    """Create the queue as it was in this release; a downgrade calls it too."""
    op.create_table(
        "review_items",
        sa.Column("id", _ID, nullable=False),
        sa.Column("verdict_id", _ID, nullable=False),
        sa.Column("comment_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("resolution", sa.String(8)),
        sa.Column("resolved_at", Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name="fk_review_items_verdict_id"),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_review_items_comment_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_review_items_site_id"),
    )
    op.create_index(
        "ix_review_items_open",
        "review_items",
        ["site_id", "id"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_answers() -> None:
    create_review_items()
    op.create_table(
        "feedback",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("verdict_id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_feedback_site_id"),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name="fk_feedback_verdict_id"),
    )
    op.create_index("ix_feedback_verdict_id", "feedback", ["verdict_id"])
