"""Eight moderators who work on one queue, each from a process of their own."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, func, insert, select

from service.domain import Comment, Resolution
from service.people import Actor, ActorKind
from service.review import Choice
from service.store.engine import reading, transaction
from service.store.events import Event, events_since
from service.store.people_tables import moderators
from service.store.review_tables import review_items
from tests.ledgers import NOW, Blog

PATIENT = 20.0
ITEMS = 60
TEAM = [Actor(ActorKind.MODERATOR, f"m-{n}", f"Moderator {n}") for n in range(8)]
ALICE, BOB = TEAM[:2]
CHOICES = [Choice(Resolution.APPROVE), Choice(Resolution.SPAM), Choice(Resolution.REJECT)]
WAVE = "Main di sini kemarin langsung cair jutaan, buruan ikut"


def filled(blog: Blog, items: int = ITEMS) -> Blog:
    """Fill the queue, a third of it with one campaign, and sign up those who work on it."""
    for number in range(items):
        blog.record(Comment(f"{WAVE} {number}" if number % 3 == 0 else f"Nomor {number}"))
    with transaction(blog.engine) as tx:
        tx.execute(insert(moderators), [_account(actor) for actor in TEAM])
    return blog


def items_of(blog: Blog) -> list[str]:
    """Return the ids of all items of the site, wherever they stand."""
    chosen = select(review_items.c.id).where(review_items.c.site_id == blog.site.id)
    with reading(blog.engine) as connection:
        return list(connection.execute(chosen.order_by(review_items.c.id)).scalars())


def count(blog: Blog, site_id: Column[Any], *conditions: Any) -> int:
    """Return how many rows of a table, named by its column of sites, are of this site."""
    chosen = select(func.count()).where(site_id == blog.site.id, *conditions)
    with reading(blog.engine) as connection:
        return int(connection.execute(chosen).scalar_one())


def told(blog: Blog) -> list[Event]:
    """Return everything the blog is told, in order."""
    with reading(blog.engine) as connection:
        return events_since(connection, blog.site.id, 0, 10_000)


def facts(event: Event) -> Mapping[str, object]:
    """Return what an event says of its comment."""
    found = event.payload["data"]
    assert isinstance(found, dict)
    return found


def _account(actor: Actor) -> Mapping[str, object]:
    return {
        "id": actor.id,
        "email": f"{actor.id}@dapur.example",
        "name": actor.name,
        "password_hash": "none",
        "created_at": NOW,
    }
