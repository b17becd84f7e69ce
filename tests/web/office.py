"""An office over a real ledger in SQLite, and moderators who are signed in to it."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.domain import Site
from service.people import Moderator, Role
from service.policy import preset
from service.settings import Settings
from service.store import sessions
from service.store.engine import make_engine
from service.store.moderators import Access, create
from service.store.passwords import hash_password
from service.store.pseudonyms import Pseudonymiser
from service.store.sites import create_site
from service.web import problems
from service.web.office import Office
from tests.fakes import FakeClock
from tests.ledgers import sqlite_url, up_to_date

PASSWORD = "tujuh-belas-rendang"
AYU = "ayu@dapur.example"
MADE = "made@dapur.example"
BANDS = {"spam": (0.5, 0.9), "spam/gambling": (0.5, 0.9), "abuse": (0.5, 0.9)}
FROM_OUR_PAGE = "same-origin"


def office_over(engine: Engine, clock: Callable[[], datetime], folder: Path) -> Office:
    """Return the office of a service over the ledger that `engine` opens."""
    return Office(
        engine=lambda: engine,
        now=clock,
        settings=Settings(data_dir=folder, secret_key="a secret of the tests"),
        policies={name: preset(name, BANDS) for name in ("lenient", "balanced", "strict")},
        pseudonymiser=Pseudonymiser(b"a secret of the tests"),
    )


def app_of(*blueprints: Blueprint) -> Flask:
    """Return an application of these blueprints, put together as service.app does it."""
    app = Flask("service.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = Settings().max_request_bytes
    app.url_map.merge_slashes = False
    problems.register(app, frozenset())
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD, made once: it is slow."""
    return hash_password(PASSWORD)


def hire(
    office: Office,
    email: str,
    *,
    name: str = "",
    role: Role = Role.MODERATOR,
    site_ids: Collection[str] | None = None,
) -> Moderator:
    """Make a moderator with PASSWORD; of all sites where none are named."""
    access = Access(role, site_ids is None, frozenset(site_ids or ()))
    with office.write() as tx:
        return create(tx, email, password_hash(), office.now(), name=name, access=access)


def found_site(office: Office, name: str = "Dapur") -> Site:
    """Make a site."""
    with office.write() as tx:
        return create_site(tx, name, "balanced", office.now())


def session_cookie(office: Office, moderator: Moderator) -> tuple[str, str]:
    """Start a session and return its cookie's name (over plain HTTP) and value.

    In a browser: `context.add_cookies([{"name": name, "value": value, "url": address}])`.
    """
    with office.write() as tx:
        return "saring", sessions.start(tx, moderator.id, "Chromium", office.now())


def visitor(app: Flask) -> FlaskClient:
    """Return the client of somebody who is not signed in and uses our own pages."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = FROM_OUR_PAGE
    return client


def client_of(app: Flask, office: Office, moderator: Moderator) -> FlaskClient:
    """Return the client of a moderator who is signed in and uses our own pages."""
    client = visitor(app)
    name, value = session_cookie(office, moderator)
    client.set_cookie(name, value)
    return client


@pytest.fixture
def clock() -> FakeClock:
    """The office's clock, which stands still until it is told to go on."""
    return FakeClock()


@pytest.fixture
def office(tmp_path: Path, clock: FakeClock) -> Iterator[Office]:
    """An office over an empty ledger in SQLite."""
    engine = make_engine(sqlite_url(tmp_path), 2.0)
    up_to_date(engine)
    yield office_over(engine, clock, tmp_path)
    engine.dispose()


@pytest.fixture
def site(office: Office) -> Site:
    """The first site of the office."""
    return found_site(office)


@pytest.fixture
def ayu(office: Office) -> Moderator:
    """A moderator of all sites."""
    return hire(office, AYU, name="Ayu")


@pytest.fixture
def made(office: Office) -> Moderator:
    """An admin."""
    return hire(office, MADE, name="Made", role=Role.ADMIN)
