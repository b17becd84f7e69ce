"""A blog that looks up what it remembers, and moderators who decide on it."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.domain import Comment, Past, Resolution, Site
from service.people import SHELL
from service.review import Choice, Target
from service.store.engine import transaction
from service.store.history import StoredHistory
from service.store.resolving import resolve, undo
from service.store.sites import Change, change_site, create_site
from service.text.reading import read
from tests.ledgers import LEDGER, NOW, Blog

A_MINUTE_LATER = NOW + timedelta(minutes=1)


def look_up(blog: Blog, *comments: Comment, now: datetime = A_MINUTE_LATER) -> list[Past]:
    """Return what a blog remembers about each of several comments that come at once."""
    history = StoredHistory(blog.engine, blog.site, LEDGER.pseudonymiser, now)
    return history.look_up([(comment, read(comment)) for comment in comments])


def past_of(blog: Blog, comment: Comment, now: datetime = A_MINUTE_LATER) -> Past:
    """Return what a blog remembers about a comment."""
    return look_up(blog, comment, now=now)[0]


def decide(blog: Blog, item_id: str, resolution: Resolution, revision: int | None = None) -> str:
    """Decide on an item, once more if it stands at `revision`; returns the act's id."""
    with transaction(blog.engine) as tx:
        done = resolve(tx, [Target(item_id, revision)], Choice(resolution), SHELL, NOW)
    assert done.changed == (item_id,)
    return done.act_id


def take_back(blog: Blog, act_id: str) -> None:
    """Undo an act."""
    with transaction(blog.engine) as tx:
        assert not undo(tx, act_id, SHELL, NOW).refused


def neighbour(blog: Blog) -> Blog:
    """Return another site in the same database."""
    with transaction(blog.engine) as tx:
        return replace(blog, site=create_site(tx, "Kebun", "balanced", NOW))


def sharing(blog: Blog) -> Blog:
    """Return the blog as a site that shares what it remembers."""
    with transaction(blog.engine) as tx:
        _, site = change_site(tx, blog.site.id, Change(shares_lessons=True))
    assert isinstance(site, Site)
    return replace(blog, site=site)
