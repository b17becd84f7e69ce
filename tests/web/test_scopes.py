"""What a key may be used for: each operation names the scope it needs."""

from dataclasses import replace
from http import HTTPStatus

import pytest
from flask import Flask
from prometheus_client import CollectorRegistry

from service.domain import Site
from service.moderation import Moderator
from service.people import Actor, Scope
from service.settings import Settings
from service.signals import DETECTORS
from service.web import problems
from service.web.answers import HealthOut
from service.web.contract import Contract, Operation
from service.web.desk import Desk
from service.web.docs import blueprint as docs_page
from service.web.openapi import document
from service.web.operations import Operations
from service.web.security import Keys
from tests.fakes import FakeIds, FakeScorer
from tests.web.conftest import KEY, KITCHEN, Client, closed_office
from tests.web.ledger import FakeRecords

DOORS = Operations("doors")


@DOORS.add(Contract("GET", "/moderating", HealthOut))
def moderating(desk: Desk, site: Site) -> HealthOut:
    """Need nothing more than to moderate."""
    return HealthOut(status="ok")


@DOORS.add(Contract("GET", "/reviewing", HealthOut, scope=Scope.REVIEW))
def reviewing(desk: Desk, site: Site) -> HealthOut:
    """Need to review."""
    return HealthOut(status="ok")


@DOORS.add(Contract("GET", "/administering", HealthOut, scope=Scope.ADMIN))
def administering(desk: Desk, site: Site) -> HealthOut:
    """Need to look after the site."""
    return HealthOut(status="ok")


@DOORS.add(Contract("POST", "/acts/<act>", dict, scope=Scope.REVIEW, acting=True))
def acting(desk: Desk, site: Site, actor: Actor, act: str) -> dict[str, str]:
    """Do something that has a doer."""
    return {"site": site.id, "by": actor.id, "name": actor.name, "kind": actor.kind, "act": act}


@pytest.fixture
def doors(settings: Settings, records: FakeRecords) -> Client:
    desk = Desk(
        moderator=Moderator(FakeScorer(), DETECTORS, FakeIds()),
        records=records,
        keys=Keys(records.site_by_key, lambda: 0.0),
        settings=settings,
        metrics=CollectorRegistry(),
        document=document([*DOORS], settings),
        office=closed_office(settings, {}),
    )
    app = Flask("doors", static_folder=None)
    problems.register(app, DOORS.judging())
    app.register_blueprint(DOORS.blueprint(desk))
    app.register_blueprint(docs_page(desk.document))
    return Client(app.test_client())


@pytest.mark.parametrize(
    ("scopes", "opens"),
    [
        ([Scope.MODERATE], ["/moderating"]),
        ([Scope.REVIEW], ["/reviewing"]),
        ([Scope.MODERATE, Scope.REVIEW], ["/moderating", "/reviewing"]),
        ([Scope.ADMIN], ["/moderating", "/reviewing", "/administering"]),
    ],
    ids=str,
)
def test_a_key_opens_what_its_scopes_say(
    doors: Client, records: FakeRecords, scopes: list[Scope], opens: list[str]
) -> None:
    records.scopes[KEY] = frozenset(scopes)

    paths = ["/moderating", "/reviewing", "/administering"]
    assert [path for path in paths if doors.get(path).status_code == HTTPStatus.OK] == opens


def test_a_key_without_the_scope_is_told_which_one_it_lacks(doors: Client) -> None:
    reply = doors.get("/reviewing")

    assert reply.status_code == HTTPStatus.FORBIDDEN
    assert reply.content_type == "application/problem+json"
    assert reply.get_json()["type"] == "/docs#forbidden"
    assert reply.get_json()["title"] == "This key may not do this"
    assert 'error="insufficient_scope", scope="review"' in reply.headers["WWW-Authenticate"]


def test_no_key_and_a_wrong_key_are_still_unauthorised(doors: Client) -> None:
    assert doors.wsgi.get("/reviewing").status_code == HTTPStatus.UNAUTHORIZED
    assert replace(doors, key="wrong").get("/reviewing").status_code == HTTPStatus.UNAUTHORIZED


def test_a_key_that_may_only_review_may_not_moderate(client: Client, records: FakeRecords) -> None:
    records.scopes[KEY] = frozenset({Scope.REVIEW})

    reply = client.moderate("halo")

    assert reply.status_code == HTTPStatus.FORBIDDEN
    assert records.rows == []


def test_a_refused_key_learns_nothing_about_what_it_sent(
    client: Client, records: FakeRecords
) -> None:
    records.scopes[KEY] = frozenset({Scope.REVIEW})

    assert client.send("/moderate", b"\xff", "x/y").status_code == HTTPStatus.FORBIDDEN


def test_an_acting_operation_is_told_whose_key_it_is(doors: Client, records: FakeRecords) -> None:
    records.scopes[KEY] = frozenset({Scope.REVIEW})

    assert doors.post("/acts/a-1", {}).get_json() == {
        "site": KITCHEN.id,
        "by": f"id of {KEY}",
        "name": KEY[:8],
        "kind": "key",
        "act": "a-1",
    }


def test_the_document_names_the_scope_of_every_operation(settings: Settings) -> None:
    written = document([*DOORS], settings)

    def needed(operation: Operation) -> object:
        contract = operation.contract
        path = contract.path.replace("<act>", "{act}")
        return written["paths"][path][contract.method.lower()]["security"]

    assert [needed(one) for one in DOORS] == [[{"key": [one.contract.scope]}] for one in DOORS]
    assert "403" in written["paths"]["/moderating"]["get"]["responses"]


def test_the_page_names_the_scope_of_every_operation(doors: Client) -> None:
    page = doors.wsgi.get("/docs").text

    for scope in Scope:
        assert f'class="scope" title="The scope that the key needs">{scope}</span>' in page
