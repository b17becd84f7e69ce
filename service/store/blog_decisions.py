"""What a blog decides by itself about a comment, as it tells us afterwards."""

from datetime import datetime

from sqlalchemy import Connection, delete

from service.domain import Resolution
from service.errors import NotFound
from service.people import Actor, ActorKind
from service.review import Choice, State, Target
from service.store.queue import release
from service.store.resolving import resolve
from service.store.standing import lock
from service.store.wire_tables import callbacks


def follow(
    tx: Connection, item_id: str, resolution: Resolution, by: Actor, now: datetime, site_id: str
) -> None:
    """Resolve an item as its blog has; raises NotFound where it is none of this site.

    What the blog says of an item that was decided so already is an echo, and changes nothing. A
    claim keeps moderators from each other, not the blog: its decision is in force over there. It is
    not told of the item any more: Akismet's plugin lets nobody change what its people decided.
    """
    item = lock(tx, [item_id]).get(item_id)
    if item is None or item.site_id != site_id:
        raise NotFound("this site has no such review item")
    if item.standing.state is State.RESOLVED and item.standing.outcome is resolution.outcome:
        return
    if item.claim is not None:
        release(tx, item.id, Actor(ActorKind.MODERATOR, item.claim.by, item.claim.name))
    tx.execute(delete(callbacks).where(callbacks.c.item_id == item.id))
    resolve(tx, [Target(item.id, item.revision)], Choice(resolution), by, now, [site_id])
