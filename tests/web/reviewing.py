"""What tests of the review page share: its application, comments, and what became of them."""

from flask import Flask

from service.domain import Author, Comment, Resolution, Site
from service.people import SERVICE, Moderator
from service.review import Choice, ReviewItem, Target
from service.web import review
from service.web.office import Office
from service.web.reviews import Reviewer, Reviews
from tests.web.office import app_of
from tests.web.queues import RENDANG

PART = {"HX-Request": "true"}
GAMBLING = {"spam/gambling": 0.8, "spam": 0.6}
WAVE = "Modal receh di PULAU777 tadi malam langsung cair, daftar sekarang juga kawan"


def review_app(office: Office) -> Flask:
    """Return an application of the review page alone."""
    return app_of(review.blueprint(office))


def item(office: Office, site: Site, item_id: str) -> ReviewItem:
    """Return an item as it stands now."""
    reader = Reviewer(SERVICE, (site,))
    return Reviews(office).item(reader, item_id)


def decide(office: Office, who: Moderator, site: Site, item_id: str, what: Resolution) -> str:
    """Have somebody decide about an item; returns the act."""
    reader = Reviewer(who.actor, (site,))
    return Reviews(office).resolve(reader, [Target(item_id)], Choice(what)).act_id


def said(body: str, name: str = "Siti") -> Comment:
    """Return a comment by a reader of this name."""
    return Comment(body, author=Author(id=name, name=name), article=RENDANG)
