"""Campaigns: comments of one site that say nearly the same, to be decided on as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    union_all,
)
from ulid import ULID

from service.review import CampaignSize
from service.store.locks import lock_texts
from service.store.review_tables import campaigns, review_items
from service.store.tables import comments
from service.text.fingerprint import KEYS, Fingerprint, fingerprint, similarity

ALIKE = 0.5
COUNTED = 500
"""Where counting the open items of a campaign ends."""

_CANDIDATES = 96  # rows for each text; a campaign that shares all keys stands in four
_AT_ONCE = 500  # texts looked for by one statement

_KEYS = tuple(campaigns.c[f"key_{place}"] for place in range(KEYS))


def _newest(sharing: Iterable[ColumnElement[bool]]) -> Select[Any]:
    """Look each key up by itself: for SQLite one OR of all would be a walk through the site's."""
    of_site = campaigns.c.site_id == bindparam("site_id")
    found = union_all(
        *(select(campaigns.c.id, campaigns.c.sketch, *_KEYS).where(of_site, one) for one in sharing)
    ).subquery()
    return select(found).order_by(found.c.id.desc()).limit(bindparam("most"))


_SHARING_ONE = _newest(key == bindparam(f"of_{key.name}") for key in _KEYS)
_SHARING_ANY = _newest(key.in_(bindparam(f"of_{key.name}", expanding=True)) for key in _KEYS)
_INSERT = insert(campaigns)
# Written out, as partial indexes are chosen by it.
_IS_OPEN = literal_column("review_items.state") == literal_column("'open'")
_OF_CAMPAIGN = review_items.c.campaign_id == campaigns.c.id
_NAMED_ONLY = and_(review_items.c.author_key.is_(None), comments.c.id == review_items.c.comment_id)
_AUTHORS = (
    select(func.coalesce(review_items.c.author_key, comments.c.author_name).label("author"))
    .select_from(review_items.outerjoin(comments, _NAMED_ONLY))
    .where(_OF_CAMPAIGN, _IS_OPEN)
    .limit(COUNTED)
    .correlate(campaigns)
    .subquery()
)
_SIZES = select(
    campaigns.c.id,
    # Both in one number: SQLite would walk through the items once for each.
    select(func.count() * (COUNTED + 1) + func.count(_AUTHORS.c.author.distinct()))
    .select_from(_AUTHORS)
    .scalar_subquery(),
).where(campaigns.c.id.in_(bindparam("campaign_ids", expanding=True)))


def assign(tx: Connection, site_id: str, words: Sequence[str], now: datetime) -> list[str]:
    """Return the campaign of each folded text, in order: the one most like it, else a new one.

    Texts of one call may share a campaign. Of texts that are the same but for numbers, links and
    signs only one campaign is made, also by transactions that do not see each other.
    """
    prints = [fingerprint(text) for text in words]
    known = _Known()
    known.read(tx, site_id, prints)
    lacking = [one for one in prints if not known.nearest(one)]
    # Whoever was first may have made some of them until the lock was ours.
    if lacking and lock_texts(tx, site_id, (min(one.keys) for one in lacking)):
        known.read(tx, site_id, lacking)
    if fresh := [known.start(one, now) for one in lacking if not known.nearest(one)]:
        tx.execute(_INSERT, [_row(site_id, one, now) for one in fresh])
    return [known.nearest(one) for one in prints]


def sizes(connection: Connection, campaign_ids: Sequence[str]) -> Mapping[str, CampaignSize]:
    """Return how many open items each campaign has, and by how many authors; none if it has none.

    Authors without a key are told apart by their names. No more than COUNTED items are counted, so
    that a page with a great campaign costs what others do.
    """
    if not campaign_ids:
        return {}
    rows = connection.execute(_SIZES, {"campaign_ids": list(campaign_ids)})
    return {id_: CampaignSize(*divmod(both, COUNTED + 1)) for id_, both in rows if both}


@dataclass(frozen=True, slots=True)
class _Campaign:
    id: str
    first: Fingerprint


@dataclass(slots=True)
class _Known:
    """Campaigns by their keys: `sharing[place, key]` maps ids to campaigns."""

    sharing: dict[tuple[int, int], dict[str, _Campaign]] = field(default_factory=dict)

    def read(self, tx: Connection, site_id: str, prints: Iterable[Fingerprint]) -> None:
        """Add the newest campaigns of a site that share a key with one of `prints`."""
        unlike = list(dict.fromkeys(prints))
        for start in range(0, len(unlike), _AT_ONCE):
            for row in _rows(tx, site_id, unlike[start : start + _AT_ONCE]):
                campaign_id, sketch, *keys = row
                self.add(_Campaign(campaign_id, Fingerprint(tuple(keys), bytes.fromhex(sketch))))

    def add(self, campaign: _Campaign) -> None:
        for place_and_key in enumerate(campaign.first.keys):
            self.sharing.setdefault(place_and_key, {})[campaign.id] = campaign

    def start(self, one: Fingerprint, now: datetime) -> _Campaign:
        """Add a new campaign, of which `one` is the first text."""
        campaign = _Campaign(str(ULID.from_datetime(now)), one)
        self.add(campaign)
        return campaign

    def nearest(self, one: Fingerprint) -> str:
        """Return the id of the most similar campaign that is ALIKE, else an empty string."""
        found: dict[str, _Campaign] = {}
        for place_and_key in enumerate(one.keys):
            found |= self.sharing.get(place_and_key, {})
        if not found:
            return ""
        alike, nearest = max(
            ((similarity(one.sketch, other.first.sketch), id_) for id_, other in found.items()),
            key=lambda pair: pair[0],
        )
        return nearest if alike >= ALIKE else ""


def _rows(tx: Connection, site_id: str, some: Sequence[Fingerprint]) -> Iterable[Sequence[Any]]:
    most = _CANDIDATES * len(some)
    if len(some) == 1:
        keys = {f"of_key_{place}": key for place, key in enumerate(some[0].keys)}
        return tx.execute(_SHARING_ONE, {"site_id": site_id, "most": most, **keys})
    lists = {
        f"of_key_{place}": list(column)
        for place, column in enumerate(zip(*(one.keys for one in some), strict=True))
    }
    return tx.execute(_SHARING_ANY, {"site_id": site_id, "most": most, **lists})


def _row(site_id: str, campaign: _Campaign, now: datetime) -> Mapping[str, object]:
    keys = {f"key_{place}": key for place, key in enumerate(campaign.first.keys)}
    return {
        "id": campaign.id,
        "site_id": site_id,
        "sketch": campaign.first.sketch.hex(),
        "created_at": now,
        **keys,
    }
