"""Webhooks over the API, on a real ledger."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # has no types
from prometheus_client import CollectorRegistry
from werkzeug.test import TestResponse

from service.moderation import Moderator
from service.people import ActorKind, Scope
from service.settings import Settings
from service.signals import DETECTORS
from service.store.audit import entries
from service.store.engine import reading, transaction
from service.store.keys import issue_key
from service.store.ledger import Ledger
from service.store.webhooks import Webhook, find_destination, list_webhooks
from service.web import problems
from service.web.desk import Desk
from service.web.openapi import document
from service.web.records import LedgerRecords
from service.web.security import Keys
from service.web.webhook_api import WEBHOOK_API
from tests.fakes import FakeClock, FakeIds, FakeScorer
from tests.ledgers import NOW, Blog, opened
from tests.store.outboxes import URL, Outbox
from tests.web.conftest import Client
from tests.web.office import office_over

DOCUMENT = document([*WEBHOOK_API], Settings())


@dataclass
class Api:
    """The API over a blog's ledger, with an admin's client."""

    blog: Blog
    app: Flask
    client: Client

    def client_for(self, blog: Blog, scope: Scope) -> Client:
        """Return the client of a key with one scope."""
        with transaction(self.blog.engine) as tx:
            key = issue_key(tx, blog.site.id, NOW, scopes={scope})
        return Client(self.app.test_client(), key)

    def added(self, url: str = URL) -> Any:
        """Add a webhook and return the answer."""
        answer = self.client.post("/webhooks", {"url": url})
        assert answer.status_code == 201
        return answer.get_json()

    def listed(self) -> list[Any]:
        """Return the webhooks as the API lists them."""
        found: list[Any] = self.client.get("/webhooks").get_json()["webhooks"]
        return found

    def only(self) -> Webhook:
        """Return the only webhook."""
        with reading(self.blog.engine) as connection:
            [webhook] = list_webhooks(connection, [self.blog.site.id])
        return webhook

    def dead(self, count: int = 1) -> list[int]:
        """Let some messages die."""
        outbox = Outbox(self.blog)
        outbox.tell(*outbox.comments(count))
        return outbox.kill(self.only())


def app_over(blog: Blog, folder: Path) -> Flask:
    clock = FakeClock(NOW)
    office = office_over(blog.engine, clock, folder)
    records = LedgerRecords(lambda: blog.engine, Ledger(office.pseudonymiser), clock)
    desk = Desk(
        moderator=Moderator(FakeScorer(), DETECTORS, FakeIds()),
        records=records,
        keys=Keys(records.site_by_key, lambda: 0.0),
        settings=office.settings,
        metrics=CollectorRegistry(),
        document=DOCUMENT,
        office=office,
    )
    app = Flask("service.web", static_folder=None)
    problems.register(app, frozenset())
    app.register_blueprint(WEBHOOK_API.blueprint(desk))
    return app


@pytest.fixture
def api(blog: Blog, tmp_path: Path) -> Api:
    app = app_over(blog, tmp_path)
    with transaction(blog.engine) as tx:
        key = issue_key(tx, blog.site.id, NOW, scopes={Scope.ADMIN})
    return Api(blog, app, Client(app.test_client(), key))


def delete(client: Client, path: str) -> TestResponse:
    return client.wsgi.delete(path, headers={"Authorization": f"Bearer {client.key}"})


def test_a_new_webhook_shows_its_secret_once_and_is_listed_without(api: Api) -> None:
    added = api.added()

    assert added["secret"].startswith("whsec_")
    assert api.listed() == [added["webhook"]]
    assert added["webhook"]["url"] == URL
    assert added["secret"] not in api.client.get("/webhooks").text


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dapur",
        "ftp://dapur.example",
        "http://127.0.0.1/",
        "https://a:b@dapur.example/",
        7,
        None,
    ],
)
def test_a_url_that_cannot_be_called_is_refused_without_being_repeated(
    api: Api, url: object
) -> None:
    answer = api.client.post("/webhooks", {"url": url})

    assert answer.status_code == 422
    assert "dapur" not in answer.text
    assert api.listed() == []


def test_a_rotated_secret_signs_beside_the_old_one(api: Api) -> None:
    added = api.added()

    answer = api.client.post(f"/webhooks/{added['webhook']['id']}/rotate", {"overlap_hours": 2})

    new = answer.get_json()
    with reading(api.blog.engine) as connection:
        found = find_destination(connection, api.only().id, NOW)
    assert found is not None
    assert found.secrets == (new["secret"], added["secret"])
    assert api.only().old_until == NOW + timedelta(hours=2)
    assert new["webhook"]["old_secret_until"] == "2026-11-23T11:00:00Z"


@pytest.mark.parametrize("hours", [-1, 2161, "1", 1.5, True])
def test_an_overlap_out_of_bounds_is_refused(api: Api, hours: object) -> None:
    webhook_id = api.added()["webhook"]["id"]

    answer = api.client.post(f"/webhooks/{webhook_id}/rotate", {"overlap_hours": hours})

    assert answer.status_code == 422


def test_a_removed_webhook_is_gone_with_what_it_has_not_taken(api: Api) -> None:
    webhook_id = api.added()["webhook"]["id"]
    api.dead(2)

    answer = delete(api.client, f"/webhooks/{webhook_id}")

    assert answer.get_json() == {"id": webhook_id, "undelivered": 2}
    assert api.listed() == []
    assert delete(api.client, f"/webhooks/{webhook_id}").status_code == 404


def test_dead_letters_are_listed_a_page_at_a_time_and_retried(api: Api) -> None:
    api.added()
    dead = api.dead(3)

    first = api.client.get("/webhooks/dead?limit=2").get_json()
    second = api.client.get(f"/webhooks/dead?limit=2&after={first['next']}").get_json()
    answer = api.client.post(f"/webhooks/dead/{dead[0]}/retry", None)

    ids = [letter["id"] for letter in (*first["letters"], *second["letters"])]
    assert ids == dead[::-1]
    assert second["next"] is None
    assert answer.get_json() == {"id": dead[0], "superseded": False}
    assert [(one["pending"], one["dead"]) for one in api.listed()] == [(1, 2)]


def test_a_letter_that_something_newer_overtook_is_superseded(api: Api) -> None:
    api.added()
    outbox = Outbox(api.blog)
    [dead] = api.dead()
    [comment] = api.blog.queued()
    outbox.tell(comment)
    [later] = outbox.lend(api.only())
    outbox.deliver(later)

    answer = api.client.post(f"/webhooks/dead/{dead}/retry", None)

    assert answer.get_json() == {"id": dead, "superseded": True}


@pytest.mark.parametrize("delivery_id", ["0", "1", "x", "-1", "٣", "9" * 30])
def test_a_letter_that_is_not_there_is_not_found(api: Api, delivery_id: str) -> None:
    api.added()

    assert api.client.post(f"/webhooks/dead/{delivery_id}/retry", None).status_code == 404


def test_another_site_sees_and_changes_nothing(api: Api) -> None:
    webhook_id = api.added()["webhook"]["id"]
    [dead] = api.dead()
    with opened(api.blog.url, "Kebun") as garden:
        stranger = api.client_for(garden, Scope.ADMIN)

    assert stranger.get("/webhooks").get_json() == {"webhooks": []}
    assert stranger.get("/webhooks/dead").get_json() == {"letters": [], "next": None}
    assert stranger.post(f"/webhooks/{webhook_id}/rotate", {}).status_code == 404
    assert delete(stranger, f"/webhooks/{webhook_id}").status_code == 404
    assert stranger.post(f"/webhooks/dead/{dead}/retry", None).status_code == 404


@pytest.mark.parametrize("scope", [Scope.MODERATE, Scope.REVIEW])
def test_only_keys_of_admins_open_webhooks(api: Api, scope: Scope) -> None:
    client = api.client_for(api.blog, scope)

    asked = [
        client.get("/webhooks"),
        client.post("/webhooks", {"url": URL}),
        client.post("/webhooks/x/rotate", {}),
        delete(client, "/webhooks/01KATC0W8YQ2M4N6P8R0S2T4V6"),
        client.get("/webhooks/dead"),
        client.post("/webhooks/dead/1/retry", None),
    ]

    assert {answer.status_code for answer in asked} == {403}


def test_what_a_key_did_is_in_the_audit(api: Api) -> None:
    api.added()

    with reading(api.blog.engine) as connection:
        [act] = [entry.act for entry in entries(connection, site_id=api.blog.site.id)]
    assert act.action == "webhook.add"
    assert act.actor.kind is ActorKind.KEY


@pytest.mark.parametrize("operation", [*WEBHOOK_API], ids=lambda one: one.name)
def test_samples_keep_their_schemas(operation: Any) -> None:
    contract = operation.contract
    for model, sample in ((contract.body, contract.sample), (contract.reply, contract.answer)):
        if model is None:
            continue
        schema = {**DOCUMENT, "$ref": f"#/components/schemas/{model.__name__}"}
        Draft202012Validator(schema).validate(sample)


def test_answers_keep_their_schemas(api: Api) -> None:
    def validate(name: str, answer: object) -> None:
        schema = {**DOCUMENT, "$ref": f"#/components/schemas/{name}"}
        Draft202012Validator(schema).validate(answer)

    validate("SecretOut", api.added())
    [dead] = api.dead()
    validate("WebhooksOut", api.client.get("/webhooks").get_json())
    validate("DeadOut", api.client.get("/webhooks/dead").get_json())
    validate("RetriedOut", api.client.post(f"/webhooks/dead/{dead}/retry", None).get_json())
