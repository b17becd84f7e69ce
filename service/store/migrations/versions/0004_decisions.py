"""Resolutions, the audit, what the blog is told, and the outbox that tells it."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.String(26)
_DIGEST = sa.String(64)
_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


_FUNCTION = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
"""


def upgrade() -> None:
    _create_decisions()
    _guard_the_audit()
    _create_events()
    _create_deliveries()


def downgrade() -> None:
    for name in ("deliveries", "webhooks", "events", "audit", "resolutions"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")


def _create_events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _COUNTER, autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_events_item_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_events_site_id"),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_item_id", "events", ["item_id"])
    op.create_index("ix_events_site_id", "events", ["site_id", "seq"])
    op.create_table(
        "webhooks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(length=120), nullable=False),
        sa.Column("old_secret", sa.String(length=120)),
        sa.Column("old_until", Moment()),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("removed_at", Moment()),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_webhooks_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )
    op.create_index("ix_webhooks_site_id", "webhooks", ["site_id"])


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", _COUNTER, autoincrement=True, nullable=False),
        sa.Column("event_seq", _COUNTER, nullable=False),
        sa.Column("webhook_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment()),
        sa.Column("first_at", Moment()),
        sa.Column("ended_at", Moment()),
        sa.Column("last_result", sa.String(length=40), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["event_seq"], ["events.seq"], name="fk_deliveries_event_seq"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_deliveries_site_id"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deliveries_dead",
        "deliveries",
        ["site_id", "id"],
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index("ix_deliveries_event_seq", "deliveries", ["event_seq"])
    op.create_index(
        "ix_deliveries_order",
        "deliveries",
        ["webhook_id", "item_id", "id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_deliveries_pending",
        "deliveries",
        ["webhook_id", "next_at", "id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def _create_decisions() -> None:
    op.create_table(
        "resolutions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("act_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("resolution", sa.String(length=8), nullable=False),
        sa.Column("label", _DIGEST, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.String(length=12), nullable=False),
        sa.Column("actor_id", _DIGEST, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", Moment()),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_resolutions_item_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_resolutions_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_resolutions"),
    )
    op.create_index("ix_resolutions_act_id", "resolutions", ["act_id"])
    op.create_index("ix_resolutions_item_id", "resolutions", ["item_id"])
    op.create_index("ix_resolutions_site_id", "resolutions", ["site_id", "resolved_at"])
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_kind", sa.String(length=12), nullable=False),
        sa.Column("actor_id", _DIGEST, nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", _DIGEST, nullable=False),
        sa.Column("act_id", _ID, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_site_id", "audit", ["site_id", "id"])
    op.create_index("ix_audit_actor_id", "audit", ["actor_id", "id"])
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])


def _guard_the_audit() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit"
            " FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
