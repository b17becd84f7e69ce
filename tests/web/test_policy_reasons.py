"""How the reasons of a site's own policy read, wherever reasons are told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Decision, Resolution, Site
from service.people import SHELL, Moderator
from service.review import Choice, Target
from service.store import policies
from service.store.noted import By
from service.store.resolving import resolve
from service.web import dashboard, review
from service.web.office import Office
from tests.web.office import app_of, client_of
from tests.web.queues import Desk, Judged

RULE = (
    '[[rule]]\nname = "Nomor WA"\naction = "hold"\nwhen = { contact_numbers = { at_least = 1 } }\n'
)
SCORES = {"spam/gambling": 0.6}


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(review.blueprint(office), dashboard.blueprint(office))


@pytest.fixture
def moderator(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


def held(office: Office, site: Site, *codes: str) -> str:
    judged = Judged(Decision.HOLD, timedelta(minutes=5), codes)
    return Desk(office, site).put(SCORES, judged)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("rule:Nomor WA", "Aturan: Nomor WA"),
        ("list:Domain judol", "Daftar: Domain judol"),
        ("switch:hold_all", "Sakelar darurat menahan semua komentar."),
        ("switch:approve_none", "Sakelar darurat tidak meloloskan komentar baru."),
        ("reputation", "Penulis sudah dikenal di sini: skor ringan tidak menahan."),
        ("signal:rejected_before", "Teks ini, atau yang mirip sekali dengannya"),
    ],
)
def test_a_reason_reads_well_in_the_queue_and_beside_it(
    moderator: FlaskClient, office: Office, site: Site, code: str, words: str
) -> None:
    held(office, site, code)

    page = moderator.get("/review").text

    assert f'<span class="row-reason">{words}' in page
    assert f'<span class="reason-text">{words}' in page


def test_what_decided_stands_in_the_row_before_any_score(
    moderator: FlaskClient, office: Office, site: Site
) -> None:
    held(office, site, "rule:Nomor WA", "score:spam/gambling")

    assert '<span class="row-reason">Aturan: Nomor WA</span>' in moderator.get("/review").text


def test_a_rule_has_no_strength(moderator: FlaskClient, office: Office, site: Site) -> None:
    held(office, site, "rule:Nomor WA")

    page = moderator.get("/review?lang=en").text

    assert "<code>rule:Nomor WA</code>" in page
    assert "strength" not in page


def test_the_queue_is_filtered_by_a_rule(
    moderator: FlaskClient, office: Office, site: Site
) -> None:
    with office.write() as tx:
        by = By(SHELL, office.now())
        saved = policies.save_version(tx, by, site.id, RULE, "")
        policies.enforce(tx, by, site.id, saved.number)
    held(office, site, "rule:Nomor WA")
    held(office, site, "score:spam/gambling")

    page = moderator.get("/review?reason=rule:Nomor+WA").text

    assert '<option value="rule:Nomor WA" selected>Aturan: Nomor WA</option>' in page
    assert page.count('class="row-link"') == 1


def test_the_dashboard_counts_by_rule(
    moderator: FlaskClient, office: Office, site: Site, ayu: Moderator
) -> None:
    item_id = held(office, site, "rule:Nomor WA", "reputation")
    with office.write() as tx:
        choice = Choice(Resolution.APPROVE)
        resolve(tx, [Target(item_id, 0)], choice, ayu.actor, office.now())

    page = moderator.get("/review/dashboard").text

    assert "Aturan: Nomor WA" in page
    assert "Penulis sudah dikenal di sini" in page
