"""Roles, invitations, sessions, failed sign-ins; what keys may do and until when."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.String(26)
_DIGEST = sa.String(64)

_ADDED = [
    ("api_keys", "name"),
    ("api_keys", "scopes"),
    ("api_keys", "last_used_at"),
    ("api_keys", "expires_at"),
    ("moderators", "name"),
    ("moderators", "role"),
    ("moderators", "all_sites"),
    ("moderators", "totp_secret"),
    ("moderators", "totp_step"),
    ("moderators", "blur"),
    ("moderators", "disabled_at"),
]


def upgrade() -> None:
    _add_columns()
    _create_access()
    _create_sign_in()
    # The accounts that there are were made by whoever runs the service.
    op.execute("UPDATE moderators SET role = 'admin'")


def downgrade() -> None:
    for name in ("sign_in_failures", "sessions", "invitations", "moderator_sites"):
        op.drop_table(name)
    for table, column in reversed(_ADDED):
        op.drop_column(table, column)


def _add_columns() -> None:
    op.add_column("api_keys", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "api_keys", sa.Column("scopes", sa.Text(), server_default='["moderate"]', nullable=False)
    )
    op.add_column("api_keys", sa.Column("last_used_at", Moment()))
    op.add_column("api_keys", sa.Column("expires_at", Moment()))
    op.add_column("moderators", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "moderators",
        sa.Column("role", sa.String(length=16), server_default="moderator", nullable=False),
    )
    op.add_column(
        "moderators",
        sa.Column("all_sites", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column("moderators", sa.Column("totp_secret", _DIGEST))
    op.add_column(
        "moderators", sa.Column("totp_step", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.add_column(
        "moderators",
        sa.Column("blur", sa.Boolean(), server_default=sa.text("true"), nullable=False),
    )
    op.add_column("moderators", sa.Column("disabled_at", Moment()))


def _create_access() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("all_sites", sa.Boolean(), nullable=False),
        sa.Column("site_ids", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("digest", name="uq_invitations_digest"),
    )
    op.create_table(
        "moderator_sites",
        sa.Column("moderator_id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderators.id"], name="fk_moderator_sites_moderator_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_moderator_sites_site_id"),
        sa.PrimaryKeyConstraint("moderator_id", "site_id", name="pk_moderator_sites"),
    )


def _create_sign_in() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", _DIGEST, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", Moment(), nullable=False),
        sa.Column("blocked_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failures"),
    )
    op.create_index("ix_sign_in_failures_failed_at", "sign_in_failures", ["failed_at"])
    op.create_table(
        "sessions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("moderator_id", _ID, nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["moderators.id"], name="fk_sessions_moderator_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )
    op.create_index("ix_sessions_moderator_id", "sessions", ["moderator_id"])
