"""Tables of policies and of what is remembered. Migration 0005 creates them.

Every recorded comment leaves a trace to recognise it by, and what moderators rejected leaves a
lesson. A text cannot be read back from either.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from service.store.columns import AnyText, Document, Moment
from service.store.metadata import DIGEST, ID, metadata

# Every version of a site's policy. sites.policy_version says which one judges, and
# sites.shadow_version which one runs beside it.
policy_versions = Table(
    "policy_versions",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    # 1, 2, 3 ... for each site.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", AnyText, nullable=False),
    # Why it was changed, in the words of who changed it.
    Column("reason", AnyText, nullable=False),
    Column("actor_kind", String(12), nullable=False),
    Column("actor_id", String(64), nullable=False),
    Column("actor_name", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
    # The version that this one brings back.
    Column("restores", Integer),
)

# A trace has the id of its comment.
traces = Table(
    "traces",
    metadata,
    Column("id", ForeignKey("comments.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    # Of the squeezed text: 64 bits of a digest, and a simhash with its four bands; null where the
    # text is too short to be recognised by.
    Column("exact", BigInteger),
    Column("simhash", BigInteger),
    Column("band_0", Integer),
    Column("band_1", Integer),
    Column("band_2", Integer),
    Column("band_3", Integer),
    Column("author_key", DIGEST),
    Column("address_key", DIGEST),
    Column("article_key", DIGEST),
    Column("at", Moment, nullable=False),
)
Index("ix_traces_exact", traces.c.exact, traces.c.site_id)
for _band in ("band_0", "band_1", "band_2", "band_3"):
    Index(f"ix_traces_{_band}", traces.c[_band], traces.c.site_id, traces.c.id, traces.c.simhash)
for _key in ("author_key", "address_key", "article_key"):
    Index(f"ix_traces_{_key}", traces.c.site_id, traces.c[_key], traces.c.at)

# What a moderator rejected, by its fingerprint.
lessons = Table(
    "lessons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("item_id", ForeignKey("review_items.id"), nullable=False),
    # 64 bytes in hexadecimal.
    Column("sketch", String(128), nullable=False),
    Column("taught_at", Moment, nullable=False),
    # The resolution that took it back; null while it is in force.
    Column("forgotten_by", ID),
)
Index("ix_lessons_item_id", lessons.c.item_id)
Index("ix_lessons_forgotten_by", lessons.c.forgotten_by)

lesson_keys = Table(
    "lesson_keys",
    metadata,
    Column("lesson_id", ForeignKey("lessons.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("site_id", ID, nullable=False),
    Column("key", BigInteger, nullable=False),
)
Index("ix_lesson_keys_key", lesson_keys.c.key, lesson_keys.c.site_id, lesson_keys.c.lesson_id)

# The last good copy of every subscribed list.
list_copies = Table(
    "list_copies",
    metadata,
    # The SHA-256 of its URL and of what it is checked by.
    Column("id", DIGEST, primary_key=True),
    Column("url", AnyText, nullable=False),
    # What a copy is read as, and checked by: the digest it must have, or a minisign key.
    Column("kind", String(12), nullable=False),
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("public_key", String(100), nullable=False, server_default=""),
    Column("refresh_hours", Integer, nullable=False),
    # When a policy last asked for it; what none asks for any more is not fetched.
    Column("wanted_at", Moment, nullable=False),
    Column("body", AnyText, nullable=False, server_default=""),
    # The SHA-256 of the body.
    Column("digest", String(64), nullable=False, server_default=""),
    Column("entries", Integer, nullable=False, server_default="0"),
    # Seconds since 1970, told by its signature: an older copy is not taken for a newer one.
    Column("signed_at", BigInteger, nullable=False, server_default="0"),
    Column("fetched_at", Moment),
    Column("checked_at", Moment),
    Column("next_at", Moment, nullable=False),
    Column("etag", AnyText, nullable=False, server_default=""),
    # A short code of ours: why the last check brought nothing; empty where it did.
    Column("problem", String(40), nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0"),
)
Index("ix_list_copies_next_at", list_copies.c.next_at)

# How often a policy or model in shadow decided what, beside what was decided.
shadow_counts = Table(
    "shadow_counts",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("shadow", String(64), primary_key=True),
    Column("decision", String(8), primary_key=True),
    Column("shadow_decision", String(8), primary_key=True),
    Column("comments", Integer, nullable=False),
)

# The comments on which a shadow decided otherwise.
shadow_verdicts = Table(
    "shadow_verdicts",
    metadata,
    Column("verdict_id", ForeignKey("verdicts.id"), primary_key=True),
    Column("shadow", String(64), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("decision", String(8), nullable=False),
    Column("shadow_decision", String(8), nullable=False),
    Column("reasons", Document, nullable=False),
    Column("at", Moment, nullable=False),
)
Index(
    "ix_shadow_verdicts_site_id",
    shadow_verdicts.c.site_id,
    shadow_verdicts.c.shadow,
    shadow_verdicts.c.decision,
    shadow_verdicts.c.shadow_decision,
    shadow_verdicts.c.verdict_id,
)
