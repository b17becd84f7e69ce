"""Other vendors' wires: by which one a comment came, keys of theirs, and what they want to hear."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.String(26)


def upgrade() -> None:
    op.add_column("verdicts", _text("wire", 12, "saring"))
    by_akismet = sa.text("wire = 'akismet'")
    op.create_index(
        "ix_verdicts_akismet",
        "verdicts",
        ["site_id", "id", "decision"],
        sqlite_where=by_akismet,
        postgresql_where=by_akismet,
    )
    unnamed = sa.text("external_id IS NULL")
    op.create_index(
        "ix_comments_text_digest",
        "comments",
        ["site_id", "text_digest", "id"],
        sqlite_where=unnamed,
        postgresql_where=unnamed,
    )
    op.add_column("api_keys", _text("kind", 10, "saring"))
    op.add_column("api_keys", _text("hold_as", 8, ""))
    op.add_column("api_keys", sa.Column("hosts", sa.Text(), server_default="[]", nullable=False))
    op.add_column("webhooks", _text("format", 10, "standard"))
    op.add_column("webhooks", sa.Column("key_id", _ID))
    op.create_table(
        "callbacks",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("webhook_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_callbacks_item_id"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_callbacks_webhook_id"),
        sa.PrimaryKeyConstraint("item_id", name="pk_callbacks"),
    )
    op.create_index("ix_callbacks_webhook_id", "callbacks", ["webhook_id"])
    op.create_table(
        "coral_secrets",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment()),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_coral_secrets_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coral_secrets"),
    )
    op.create_index("ix_coral_secrets_site_id", "coral_secrets", ["site_id"])


def downgrade() -> None:
    op.drop_index("ix_verdicts_akismet", "verdicts")
    op.drop_index("ix_comments_text_digest", "comments")
    op.drop_table("coral_secrets")
    op.drop_table("callbacks")
    for table, column in (
        ("webhooks", "key_id"),
        ("webhooks", "format"),
        ("api_keys", "hosts"),
        ("api_keys", "hold_as"),
        ("api_keys", "kind"),
        ("verdicts", "wire"),
    ):
        op.drop_column(table, column)


def _text(name: str, length: int, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), server_default=default, nullable=False)
