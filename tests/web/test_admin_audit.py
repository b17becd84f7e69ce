"""The audit as admins read it, and as a file."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from service.domain import Site
from service.people import SHELL, Moderator
from service.store.audit import Act, note
from service.web import admin_audit
from service.web.admin_audit import PAGE
from service.web.office import Office
from tests.fakes import FakeClock
from tests.web.admins import SETTINGS, admin, app, key_of, noted_acts
from tests.web.office import found_site

__all__ = ["admin", "app"]


def test_the_audit_tells_who_did_what_when_and_what_it_was(
    admin: FlaskClient, site: Site, made: Moderator
) -> None:
    admin.post(f"/admin/sites/{site.id}", data=SETTINGS)

    page = admin.get("/admin/audit?lang=en").text

    assert made.name in page
    assert "Changed a site" in page
    assert "2026-11-23 09:00 UTC" in page
    assert re.search(r"<del>.*24</del>.*<ins>.*48</ins>", page)


def acts_in(page: str) -> int:
    return page.count('<li class="act">')


def test_the_audit_is_narrowed_to_a_site_a_person_or_an_action(
    admin: FlaskClient, office: Office, site: Site, made: Moderator
) -> None:
    garden = found_site(office, "Kebun")
    key_of(office, site)
    key_of(office, garden)
    admin.post(f"/admin/sites/{garden.id}", data=SETTINGS)

    def found(**wanted: str) -> int:
        return acts_in(admin.get("/admin/audit", query_string=wanted).text)

    assert found() == 3
    assert found(site=garden.id) == 2
    assert found(who=made.id) == 1
    assert found(who=SHELL.id) == 2
    assert found(action="key.issue") == 2
    assert found(action="key.issue", site=site.id) == 1
    assert found(action="nothing") == 0


def test_the_audit_is_paged_and_shows_every_act_once(
    admin: FlaskClient, office: Office, clock: FakeClock
) -> None:
    with office.write() as tx:
        for n in range(PAGE + 3):
            clock.advance(1)
            note(tx, Act(SHELL, "export", f"subject-{n:03}", office.now()))

    first = admin.get("/admin/audit?action=export&lang=en").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older
    second = admin.get(older[1].replace("&amp;", "&")).text

    subjects = re.findall(r"subject-\d+", first) + re.findall(r"subject-\d+", second)
    assert subjects == [f"subject-{n:03}" for n in reversed(range(PAGE + 3))]
    assert 'rel="next"' not in second


def test_the_audit_can_be_taken_away_as_a_file_with_every_act_once(
    admin: FlaskClient, office: Office, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin_audit, "CHUNK", 2)
    for n in range(5):
        key_of(office, site, f"key {n}")

    reply = admin.get(f"/admin/audit.csv?site={site.id}")

    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert rows[0] == list(admin_audit.COLUMNS)
    assert sorted(json.loads(row[9])["name"] for row in rows[1:]) == [f"key {n}" for n in range(5)]
    assert {tuple(row[:5]) for row in rows[1:]} == {
        ("2026-11-23 09:00:00", "shell", "shell", "saring", "key.issue")
    }
    assert reply.headers["Cache-Control"] == "no-store"


def test_taking_the_audit_away_is_itself_noted(
    admin: FlaskClient, office: Office, made: Moderator
) -> None:
    admin.get("/admin/audit.csv?action=key.issue")

    [act] = noted_acts(office)
    assert (act.actor, act.action, act.subject) == (made.actor, "export", "audit")
    assert act.after == {"action": "key.issue"}


def test_a_name_cannot_act_as_a_formula_in_the_file(admin: FlaskClient, office: Office) -> None:
    key_of(office, found_site(office, "=HYPERLINK(1)"))

    rows = admin.get("/admin/audit.csv").data.decode("utf-8-sig")

    assert '"\'=HYPERLINK(1)"' in rows


def test_an_act_without_a_name_of_ours_is_shown_as_it_is(
    admin: FlaskClient, office: Office
) -> None:
    actor = replace(SHELL, id="key-1", name="sk_abcde")
    with office.write() as tx:
        note(tx, Act(actor, "moon.land", "apollo", office.now(), after={"crew": ["a", "b"]}))

    page = admin.get("/admin/audit?who=key-1").text

    assert acts_in(page) == 1
    assert "moon.land" in page
    assert "a, b" in page
    assert '<option value="key-1" selected>sk_abcde</option>' in page
