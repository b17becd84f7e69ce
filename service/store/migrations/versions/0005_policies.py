"""Policies of sites, what is remembered of comments, subscribed lists, and shadows."""

import sqlalchemy as sa
from alembic import op

from service.store.columns import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.String(26)
_DIGEST = sa.String(64)
_DECISION = sa.String(8)
_BANDS = ("band_0", "band_1", "band_2", "band_3")
_KEYS = ("author_key", "address_key", "article_key")
_ADDED = {
    "sites": (
        "policy_version",
        "shadow_version",
        "dry_run",
        "switch",
        "switch_until",
        "shares_lessons",
    ),
    "verdicts": ("past", "enforced"),
    "comments": ("article_published_at", "article_closed"),
}


def upgrade() -> None:
    _add_columns()
    _create_policy_versions()
    _create_traces()
    _create_lessons()
    _create_list_copies()
    _create_shadows()


def downgrade() -> None:
    for name in (
        "shadow_verdicts",
        "shadow_counts",
        "list_copies",
        "lesson_keys",
        "lessons",
        "traces",
        "policy_versions",
    ):
        op.drop_table(name)
    for table, columns in _ADDED.items():
        for column in columns:
            op.drop_column(table, column)


def _add_columns() -> None:
    op.add_column("sites", _number("policy_version"))
    op.add_column("sites", _number("shadow_version"))
    op.add_column("sites", _flag("dry_run", "false"))
    op.add_column("sites", sa.Column("switch", sa.String(16), server_default="", nullable=False))
    op.add_column("sites", sa.Column("switch_until", Moment()))
    op.add_column("sites", _flag("shares_lessons", "false"))
    op.add_column("verdicts", sa.Column("past", sa.Text(), server_default="{}", nullable=False))
    op.add_column("verdicts", _flag("enforced", "true"))
    op.add_column("comments", sa.Column("article_published_at", Moment()))
    op.add_column("comments", _flag("article_closed", "false"))


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def _flag(name: str, default: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False)


def _create_policy_versions() -> None:
    op.create_table(
        "policy_versions",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.String(12), nullable=False),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("restores", sa.Integer()),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_policy_versions_site_id"),
        sa.PrimaryKeyConstraint("site_id", "number", name="pk_policy_versions"),
    )


def _create_traces() -> None:
    op.create_table(
        "traces",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("exact", sa.BigInteger()),
        sa.Column("simhash", sa.BigInteger()),
        *(sa.Column(name, sa.Integer()) for name in _BANDS),
        *(sa.Column(name, _DIGEST) for name in _KEYS),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["comments.id"], name="fk_traces_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_traces_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_traces"),
    )
    op.create_index("ix_traces_exact", "traces", ["exact", "site_id"])
    for name in _BANDS:
        op.create_index(f"ix_traces_{name}", "traces", [name, "site_id", "id", "simhash"])
    for name in _KEYS:
        op.create_index(f"ix_traces_{name}", "traces", ["site_id", name, "at"])


def _create_lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", _ID, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("sketch", sa.String(128), nullable=False),
        sa.Column("taught_at", Moment(), nullable=False),
        sa.Column("forgotten_by", _ID),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_lessons_item_id"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_lessons_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lessons"),
    )
    op.create_index("ix_lessons_item_id", "lessons", ["item_id"])
    op.create_index("ix_lessons_forgotten_by", "lessons", ["forgotten_by"])
    op.create_table(
        "lesson_keys",
        sa.Column("lesson_id", _ID, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lessons.id"], name="fk_lesson_keys_lesson_id"),
        sa.PrimaryKeyConstraint("lesson_id", "place", name="pk_lesson_keys"),
    )
    op.create_index("ix_lesson_keys_key", "lesson_keys", ["key", "site_id", "lesson_id"])


def _create_list_copies() -> None:
    op.create_table(
        "list_copies",
        sa.Column("id", _DIGEST, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("sha256", sa.String(64), server_default="", nullable=False),
        sa.Column("public_key", sa.String(100), server_default="", nullable=False),
        sa.Column("refresh_hours", sa.Integer(), nullable=False),
        sa.Column("wanted_at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.String(64), server_default="", nullable=False),
        sa.Column("entries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("signed_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fetched_at", Moment()),
        sa.Column("checked_at", Moment()),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("problem", sa.String(40), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_list_copies"),
    )
    op.create_index("ix_list_copies_next_at", "list_copies", ["next_at"])


def _create_shadows() -> None:
    op.create_table(
        "shadow_counts",
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("shadow", _DIGEST, nullable=False),
        sa.Column("decision", _DECISION, nullable=False),
        sa.Column("shadow_decision", _DECISION, nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_shadow_counts_site_id"),
        sa.PrimaryKeyConstraint(
            "site_id", "shadow", "decision", "shadow_decision", name="pk_shadow_counts"
        ),
    )
    op.create_table(
        "shadow_verdicts",
        sa.Column("verdict_id", _ID, nullable=False),
        sa.Column("shadow", _DIGEST, nullable=False),
        sa.Column("site_id", _ID, nullable=False),
        sa.Column("decision", _DECISION, nullable=False),
        sa.Column("shadow_decision", _DECISION, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["verdicts.id"], name="fk_shadow_verdicts_verdict_id"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_shadow_verdicts_site_id"),
        sa.PrimaryKeyConstraint("verdict_id", "shadow", name="pk_shadow_verdicts"),
    )
    op.create_index(
        "ix_shadow_verdicts_site_id",
        "shadow_verdicts",
        ["site_id", "shadow", "decision", "shadow_decision", "verdict_id"],
    )
