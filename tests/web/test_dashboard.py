"""The dashboard: its numbers in words and tables, and the same as a file."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Article, Author, Comment, Decision, Resolution, Site
from service.people import Moderator
from service.review import Choice, Target
from service.store.audit import entries
from service.store.resolving import resolve
from service.web import dashboard
from service.web.csvout import BOM
from service.web.office import Office
from tests.web.office import app_of, client_of, found_site, hire, visitor
from tests.web.queues import APPROVED, HELD, REJECTED, Desk

PATH = "/review/dashboard"
ENGLISH = f"{PATH}?lang=en"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(dashboard.blueprint(office))


@pytest.fixture
def client(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


@pytest.fixture
def desk(office: Office, site: Site) -> Desk:
    return Desk(office, site)


def page_of(client: FlaskClient, path: str = ENGLISH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def table_of(client: FlaskClient, query: str = "") -> list[list[str]]:
    text = client.get(f"{PATH}.csv?{query}").text
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def decide(office: Office, by: Moderator, item_id: str, resolution: Resolution) -> None:
    with office.write() as tx:
        resolve(tx, [Target(item_id)], Choice(resolution), by.actor, office.now())


def decide_anyway(office: Office, by: Moderator, item_id: str, resolution: Resolution) -> None:
    """Overturn what the machine decided."""
    with office.write() as tx:
        resolve(tx, [Target(item_id, 0)], Choice(resolution), by.actor, office.now())


def test_nobody_sees_it_who_is_not_signed_in(app: Flask) -> None:
    assert visitor(app).get(PATH).status_code == 303
    assert visitor(app).get(f"{PATH}.csv").status_code == 303


def test_an_empty_ledger_is_told_in_words(client: FlaskClient, site: Site) -> None:
    page = page_of(client)

    assert "No comment came in in the last 30 days." in page
    assert "No comment is waiting for you" in page
    assert "No moderator decided anything in the last 30 days." in page


def test_the_share_that_the_machine_decided_is_told(client: FlaskClient, desk: Desk) -> None:
    for judged in (HELD, APPROVED, APPROVED, REJECTED):
        desk.put({"spam": 0.6}, judged)

    page = page_of(client)

    assert "it judged 4 comments and decided 75% of them by itself" in page


def test_the_queue_is_told_with_its_age(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.6}, replace(HELD, ago=timedelta(hours=30)))
    desk.put({"spam": 0.6}, replace(HELD, ago=timedelta(minutes=20)))

    page = page_of(client)

    assert "<dt>Waiting</dt><dd>2</dd>" in page
    assert "<dt>Longest wait</dt><dd>29 h</dd>" in page


def test_peoples_decisions_are_counted(
    client: FlaskClient, desk: Desk, office: Office, ayu: Moderator
) -> None:
    decide(office, ayu, desk.put({"spam": 0.6}), Resolution.SPAM)
    decide(office, ayu, desk.put({"spam": 0.6}), Resolution.APPROVE)

    page = page_of(client)

    assert "2 decisions in the last 30 days" in page
    assert (
        "Of 2 held comments that were decided in the last 30 days, moderators approved 50%" in page
    )


def test_what_was_overturned_is_told(
    client: FlaskClient, desk: Desk, office: Office, ayu: Moderator
) -> None:
    rejected = [desk.put({"spam": 0.95}, REJECTED) for _ in range(4)]
    decide_anyway(office, ayu, rejected[0], Resolution.APPROVE)
    decide_anyway(office, ayu, rejected[1], Resolution.SPAM)

    page = page_of(client)

    assert "Moderators looked at 2 of them and decided otherwise about 1 (50%)." in page
    assert "Nobody has looked at one in the last 30 days." in page


def test_the_busiest_lead_to_their_comments(client: FlaskClient, desk: Desk) -> None:
    author, article = (
        Author(id="u-9", name="Bandar"),
        Article("https://dapur.example/a?b=1&c", "A&B"),
    )
    desk.put({"spam": 0.6}, comment=Comment("judi", author=author, article=article))

    page = page_of(client)

    assert "A&amp;B" in page
    assert "article=https%3A%2F%2Fdapur.example%2Fa%3Fb%3D1%26c" in page
    assert "Bandar" in page


def test_names_from_outside_are_shown_inert(client: FlaskClient, desk: Desk) -> None:
    author = Author(id="u-9", name="<script>alert(1)</script>\u202e")
    desk.put({"spam": 0.6}, comment=Comment("judi", author=author))

    page = page_of(client)

    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("query", "judged"), [("days=7", 1), ("days=30", 2), ("days=x&zone=mars", 2)]
)
def test_the_period_is_the_one_asked_for(
    client: FlaskClient, desk: Desk, query: str, judged: int
) -> None:
    desk.put({"spam": 0.6})
    desk.put({"spam": 0.6}, replace(HELD, ago=timedelta(days=20)))

    assert f"it judged {judged} comments" in page_of(client, f"{ENGLISH}&{query}")


def test_one_site_can_be_chosen(client: FlaskClient, desk: Desk, office: Office) -> None:
    garden = found_site(office, "Kebun")
    desk.put({"spam": 0.6})
    desk.put({"spam": 0.6})
    desk.at(garden).put({"spam": 0.6})

    assert "it judged 1 comments" in page_of(client, f"{ENGLISH}&site={garden.id}")
    assert "it judged 3 comments" in page_of(client)


def test_another_sites_numbers_are_not_shown(app: Flask, office: Office, desk: Desk) -> None:
    garden = found_site(office, "Kebun")
    tari = client_of(app, office, hire(office, "tari@kebun.example", site_ids=[garden.id]))
    desk.put({"spam": 0.6})

    assert "No comment came in" in page_of(tari)
    assert "No comment came in" in page_of(tari, f"{ENGLISH}&site={desk.site.id}")


def test_large_numbers_are_grouped_as_the_language_does(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.put({"spam": 0.6})
    monkeypatch.setattr("service.store.decisions.Day.judged", property(lambda _: 12_345))

    assert "370,350" in page_of(client)
    assert "370.350" in page_of(client, PATH)


def test_every_picture_has_a_name_and_its_numbers(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.6})

    page = page_of(client)

    assert page.count('role="img" aria-label="') == page.count('role="img"')
    assert '<th scope="row">2026-11-23</th><td>1</td><td>0</td><td>1</td><td>0</td>' in page
    assert " style=" not in page


def test_the_file_has_the_same_numbers(
    client: FlaskClient, desk: Desk, office: Office, ayu: Moderator
) -> None:
    desk.put({"spam": 0.6}, APPROVED)
    decide(office, ayu, desk.put({"spam": 0.6}), Resolution.SPAM)

    rows = table_of(client, "days=7&lang=en")

    assert rows[0] == ["Table", "Day", "Subject", "Name", "Measure", "Number"]
    assert ["machine", "2026-11-23", "", "", "approve", "1"] in rows
    assert ["people", "2026-11-23", "", "", "spam", "1"] in rows
    assert ["hold by reason", "", "score:spam", "", "reject", "1"] in rows
    assert ["article", "", "https://dapur.example/rendang", "Rendang", "reject", "1"] in rows
    assert len([row for row in rows if row[0] == "machine"]) == 7 * len(Decision)


def test_the_file_holds_no_formula(client: FlaskClient, desk: Desk) -> None:
    article = Article("https://dapur.example/x", "=HYPERLINK(1)")
    author = Author(id="u-9", name="@bandar")
    desk.put({"spam": 0.6}, comment=Comment("judi", author=author, article=article))

    names = {row[3] for row in table_of(client)}

    assert {"'=HYPERLINK(1)", "'@bandar"} <= names


def test_the_file_is_noted_in_the_audit(client: FlaskClient, desk: Desk, office: Office) -> None:
    rows = table_of(client, "days=7")

    with office.read() as connection:
        [entry] = entries(connection)
    assert (entry.act.action, entry.act.subject, entry.act.actor.name) == (
        "export",
        "dashboard",
        "Ayu",
    )
    assert entry.act.after == {"rows": len(rows) - 1, "days": 7}
