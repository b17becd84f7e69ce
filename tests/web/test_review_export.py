"""The review list as a file."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Article, Author, Comment, Resolution, Site
from service.people import Moderator
from service.review import Choice, Target
from service.store.audit import Act, entries
from service.store.resolving import resolve
from service.web import review_export
from service.web.csvout import BOM
from service.web.office import Office
from service.web.reviews import Reviewer
from tests.web.office import app_of, client_of, found_site, hire, visitor
from tests.web.queues import APPROVED, REJECTED, Desk

PATH = "/review/export.csv"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(review_export.blueprint(office))


@pytest.fixture
def client(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


@pytest.fixture
def desk(office: Office, site: Site) -> Desk:
    return Desk(office, site)


def rows_of(client: FlaskClient, query: str = "") -> list[list[str]]:
    answer = client.get(f"{PATH}?{query}")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.text.removeprefix(BOM), newline="")))


def acts(office: Office) -> list[Act]:
    with office.read() as connection:
        return [entry.act for entry in entries(connection)][::-1]


def test_nobody_gets_it_who_is_not_signed_in(app: Flask) -> None:
    assert visitor(app).get(PATH).status_code == 303


def test_a_row_tells_what_is_known_of_a_comment(
    client: FlaskClient, desk: Desk, office: Office, ayu: Moderator
) -> None:
    item_id = desk.put({"spam": 0.625})
    with office.write() as tx:
        choice = Choice(Resolution.SPAM, "spam/gambling")
        resolve(tx, [Target(item_id)], choice, ayu.actor, office.now())

    headings, row = rows_of(client, "view=resolved&lang=en")

    assert dict(zip(headings, row, strict=True)) == {
        "Came in (UTC)": "2026-11-23 08:55:00",
        "Site": "Dapur",
        "Article": "Rendang",
        "Address of the article": "https://dapur.example/rendang",
        "Author": "Siti",
        "Comment": "Komentar 1",
        "Verdict": "hold",
        "Reasons": "score:spam",
        "Score": "0.625",
        "Resolution": "spam (spam/gambling)",
        "Moderator": "Ayu",
        "Resolved (UTC)": "2026-11-23 09:00:00",
    }


def test_every_item_of_the_view_is_there_page_after_page(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_export, "AT_ONCE", 3)
    for n in range(10):
        desk.put({"spam": 0.5}, comment=Comment(f"berbeda {n * 7919}"))
    desk.put({"spam": 0.1}, APPROVED)

    rows = rows_of(client)

    assert len(rows) == 1 + 10
    assert len({row[5] for row in rows}) == 11


def test_a_campaign_is_written_out(client: FlaskClient, desk: Desk) -> None:
    for n in range(4):
        wave = Comment(f"Main di PULAU777 tadi malam, modal receh langsung gacor dan cair {n}")
        desk.put({"spam": 0.5}, comment=wave)

    assert len(rows_of(client)) == 1 + 4


def test_the_filter_of_the_page_holds(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})
    desk.put({"spam": 0.8})
    desk.put({"spam": 0.95}, REJECTED)

    scores = [row[8] for row in rows_of(client, "label=spam&from=70&to=100")[1:]]

    assert scores == ["0.8"]


def test_another_sites_comments_are_not_there(app: Flask, office: Office, desk: Desk) -> None:
    garden = found_site(office, "Kebun")
    tari = client_of(app, office, hire(office, "tari@kebun.example", site_ids=[garden.id]))
    desk.put({"spam": 0.5})

    assert len(rows_of(tari)) == 1
    assert len(rows_of(tari, f"site={desk.site.id}")) == 1


def test_a_site_that_is_not_there_gives_no_rows(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})

    assert len(rows_of(client, "site=nowhere")) == 1


def test_what_strangers_wrote_is_no_formula(client: FlaskClient, desk: Desk) -> None:
    comment = Comment(
        "=cmd|' /C calc'!A0",
        author=Author(name="@bandar"),
        article=Article("https://dapur.example/x", "+1"),
    )
    desk.put({"spam": 0.5}, comment=comment)

    row = rows_of(client)[1]

    assert (row[2], row[4], row[5]) == ("'+1", "'@bandar", "'=cmd|' /C calc'!A0")


def test_it_is_noted_before_and_after_without_what_was_searched_for(
    client: FlaskClient, desk: Desk, office: Office
) -> None:
    desk.put({"spam": 0.5}, comment=Comment("rahasia sekali"))

    rows_of(client, "q=rahasia")

    begun, ended = acts(office)
    assert {begun.action, ended.action} == {"export"}
    assert begun.act_id == ended.act_id
    assert begun.after == {"view": "open", "ended": False}
    assert ended.after == {"view": "open", "items": 1, "ended": True}
    assert (ended.actor.name, ended.site_id) == ("Ayu", desk.site.id)


def test_a_reader_who_goes_away_is_counted_as_far_as_they_got(
    desk: Desk, office: Office, ayu: Moderator
) -> None:
    for n in range(5):
        desk.put({"spam": 0.5}, comment=Comment(f"berbeda {n * 7919}"))
    reader = Reviewer(ayu.actor, (desk.site,))
    export = review_export.Export(office, reader, review_export.Singly())
    export.begin()

    rows = export.rows(["heading"])
    for _ in range(3):
        next(rows)
    rows.close()

    assert acts(office)[-1].after == {"view": "open", "items": 2, "ended": False}


def test_the_file_is_named_after_its_view(client: FlaskClient, site: Site) -> None:
    answer = client.get(f"{PATH}?view=rejected")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="saring-rejected.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
