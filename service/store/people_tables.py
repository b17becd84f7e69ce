"""The tables of people and keys: who may call, who may review, who is signed in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy import text as sql

from service.store.columns import AnyText, Document, Moment
from service.store.metadata import DIGEST, ID, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", AnyText, nullable=False, server_default=""),
    Column("prefix", String(12), nullable=False),
    Column("digest", DIGEST, nullable=False, unique=True),
    # A list of service.domain.Scope.
    Column("scopes", Document, nullable=False, server_default='["moderate"]'),
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment),
    # A key that is rotated out works until then.
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    # "akismet" for one of twelve characters, such as WordPress asks for.
    Column("kind", String(10), nullable=False, server_default="saring"),
    # How a hold is answered over Akismet's wire: a service.people.HoldAs.
    Column("hold_as", String(8), nullable=False, server_default=""),
    # The hosts of the blogs that may use it over Akismet's wire; a list.
    Column("hosts", Document, nullable=False, server_default="[]"),
)

moderators = Table(
    "moderators",
    metadata,
    Column("id", ID, primary_key=True),
    Column("email", AnyText, nullable=False, unique=True),
    Column("name", AnyText, nullable=False, server_default=""),
    Column("role", String(16), nullable=False, server_default="moderator"),
    # Whether all sites may be reviewed; else those in moderator_sites.
    Column("all_sites", Boolean, nullable=False, server_default=sql("true")),
    Column("password_hash", Text, nullable=False),
    Column("totp_secret", String(64)),
    # The last time step whose code was accepted: no code is good twice.
    Column("totp_step", BigInteger, nullable=False, server_default="0"),
    Column("blur", Boolean, nullable=False, server_default=sql("true")),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

moderator_sites = Table(
    "moderator_sites",
    metadata,
    Column("moderator_id", ForeignKey("moderators.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("email", AnyText, nullable=False),
    Column("role", String(16), nullable=False),
    Column("all_sites", Boolean, nullable=False),
    # A list of site ids.
    Column("site_ids", Document, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("digest", DIGEST, nullable=False, unique=True),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False, index=True),
    Column("browser", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

# Failed sign-ins by the keyed hash of an account or of an address.
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("subject", DIGEST, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Moment, nullable=False),
    Column("blocked_until", Moment, nullable=False),
)

Index("ix_sign_in_failures_failed_at", sign_in_failures.c.failed_at)
