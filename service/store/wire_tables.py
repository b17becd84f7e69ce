"""Tables that other vendors' protocols need. Migration 0006 creates them."""

from sqlalchemy import Column, ForeignKey, Table

from service.store.columns import AnyText, Moment
from service.store.metadata import ID, metadata

# Which webhook hears of a comment that came by Akismet's wire.
callbacks = Table(
    "callbacks",
    metadata,
    Column("item_id", ForeignKey("review_items.id"), primary_key=True),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False, index=True),
)

# What the moderation phases of a Coral sign with, so that we know them. Kept as it is, since a
# signature can be checked by nothing else; empty once it was removed.
coral_secrets = Table(
    "coral_secrets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False, index=True),
    Column("secret", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
)
