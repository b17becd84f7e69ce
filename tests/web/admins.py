"""An admin at work: the pages of admins, somebody who uses them, and what came of it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Site
from service.people import SHELL, Moderator, Scope
from service.store import noted
from service.store.audit import Act, entries
from service.store.keys import KeyAccess, NewKey, find_site_by_key
from service.store.noted import By
from service.web.admin import blueprint
from service.web.office import Office
from tests.web.office import app_of, client_of

SECRET = re.compile(r"sk_[\w-]{43}")
SETTINGS = {
    "name": "Dapur Rina",
    "policy": "strict",
    "undo_hours": "48",
    "keep_approved_days": "30",
    "keep_rejected_days": "365",
}


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(blueprint(office))


@pytest.fixture
def admin(app: Flask, office: Office, made: Moderator) -> FlaskClient:
    return client_of(app, office, made)


def key_of(office: Office, site: Site, name: str = "Blog") -> NewKey:
    with office.write() as tx:
        return noted.issue_key(tx, By(SHELL, office.now()), site.id, name, {Scope.REVIEW})


def opened(office: Office, secret: str) -> KeyAccess | None:
    with office.read() as connection:
        return find_site_by_key(connection, secret, office.now())


def noted_acts(office: Office) -> list[Act]:
    with office.read() as connection:
        return [entry.act for entry in entries(connection)]
