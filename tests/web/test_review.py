"""The review page over HTTP: what it lists and what it shows."""

from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Article, Comment, Resolution, Site
from service.errors import LedgerUnavailable
from service.people import Moderator
from service.web.office import Office
from service.web.reviews import Reviewer, Reviews
from tests.fakes import FakeClock
from tests.web.office import client_of, hire, visitor
from tests.web.queues import APPROVED, SITI, Desk
from tests.web.reviewing import GAMBLING, PART, decide, item, review_app, said


@pytest.fixture
def desk(office: Office, site: Site) -> Desk:
    return Desk(office, site)


@pytest.fixture
def app(office: Office) -> Flask:
    return review_app(office)


@pytest.fixture
def client(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


def test_nobody_sees_the_queue_without_signing_in(app: Flask) -> None:
    answer = visitor(app).get("/review")

    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in")


def test_the_list_shows_what_waits_and_why(client: FlaskClient, desk: Desk) -> None:
    item_id = desk.put(GAMBLING, comment=said("Ayo main di sini"))

    page = client.get("/review").text

    assert f'id="row-{item_id}"' in page
    assert "Ayo main di sini" in page
    assert "Isinya seperti promosi judi online." in page
    assert "4 menit lalu" in page


def test_a_link_opens_one_comment_and_keeps_the_filter(client: FlaskClient, desk: Desk) -> None:
    item_id = desk.put(GAMBLING)

    page = client.get(f"/review?q=komentar&order=oldest&item={item_id}").text

    assert f'<article class="opened" id="opened" data-item="{item_id}"' in page
    assert 'value="komentar"' in page
    assert f'name="back" value="order=oldest&amp;q=komentar&amp;item={item_id}"' in page


def test_a_part_of_a_page_is_answered_to_those_who_ask_for_it(
    client: FlaskClient, desk: Desk
) -> None:
    item_id = desk.put(GAMBLING)

    whole = client.get(f"/review/items/{item_id}")
    part = client.get(f"/review/items/{item_id}", headers=PART)

    assert whole.text.startswith("<!doctype html>")
    assert "<html" not in part.text
    assert "script-src 'self'" in part.headers["Content-Security-Policy"]


def test_looking_changes_nothing(client: FlaskClient, office: Office, desk: Desk) -> None:
    item_id = desk.put(GAMBLING)

    client.get(f"/review?item={item_id}")

    assert item(office, desk.site, item_id).claim is None


def test_a_missing_comment_is_told_in_words(client: FlaskClient, site: Site) -> None:
    answer = client.get("/review/items/01HZZZZZZZZZZZZZZZZZZZZZZZ")

    assert answer.status_code == 404
    assert "Tidak ada apa-apa di sini" in answer.text


def test_the_page_offers_undo_only_while_it_is_possible(
    client: FlaskClient, office: Office, clock: FakeClock, desk: Desk, ayu: Moderator
) -> None:
    item_id = desk.put(GAMBLING)
    decide(office, ayu, desk.site, item_id, Resolution.REJECT)
    address = f"/review/items/{item_id}?view=resolved"

    early = client.get(address, headers=PART).text
    clock.advance(25 * 3600)
    late = client.get(address, headers=PART).text

    assert "data-undo" in early
    assert "data-undo" not in late


def test_who_is_looking_is_named(
    client: FlaskClient, office: Office, desk: Desk, made: Moderator
) -> None:
    item_id = desk.put(GAMBLING)
    Reviews(office).claim(Reviewer(made.actor, (desk.site,)), item_id)

    listed = client.get("/review").text
    claimed = client.post("/review/claim", data={"item": f"{item_id}:0"}, headers=PART).text

    assert "Sedang dilihat Made" in listed
    assert "Sedang dilihat Made" in claimed


@pytest.mark.parametrize(
    "query",
    [
        "view=nowhere&order=sideways",
        "after=nonsense~~~",
        "from=abc&to=NaN&label=spam",
        "from=-5&to=1e9&label=spam",
        "age=never&language=%00&site=%00&author=%00",
        "did=%00&left=%00.x..",
        "q=%25_%5C&reason=%00&campaign=%00",
        "article=" + "x" * 9000,
    ],
)
def test_an_address_that_makes_no_sense_still_shows_a_page(
    client: FlaskClient, desk: Desk, query: str
) -> None:
    desk.put(GAMBLING)

    assert client.get(f"/review?{query}").status_code == 200


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://dapur.example/x", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//dapur.example", False),
        ("http://[broken", False),
    ],
)
def test_only_web_addresses_become_links(
    client: FlaskClient, desk: Desk, url: str, *, linked: bool
) -> None:
    comment = Comment("Halo", author=SITI, article=Article(url, "Judul artikelnya"))
    item_id = desk.put(GAMBLING, comment=comment)

    page = client.get(f"/review/items/{item_id}", headers=PART).text

    assert "Judul artikelnya" in page
    assert (f'href="{url}" target="_blank" rel="noopener noreferrer nofollow"' in page) is linked


def test_the_comment_that_was_answered_is_shown(client: FlaskClient, desk: Desk) -> None:
    answering = replace(said("Empat jam"), parent="Berapa lama memasaknya?")
    item_id = desk.put(GAMBLING, comment=answering)

    page = client.get(f"/review/items/{item_id}", headers=PART).text

    assert "Menanggapi" in page
    assert "Berapa lama memasaknya?" in page


def test_the_authors_record_is_shown(client: FlaskClient, office: Office, desk: Desk) -> None:
    desk.put({}, APPROVED, said("Enak"))
    item_id = desk.put(GAMBLING, comment=said("Ayo main"))

    page = client.get(f"/review/items/{item_id}", headers=PART).text

    assert "Riwayat pengirim di situs ini" in page
    assert 'href="/review?author=' in page


def test_filters_in_use_are_told_and_can_be_removed(client: FlaskClient, desk: Desk) -> None:
    desk.put(GAMBLING)

    page = unescape(client.get("/review?label=spam&from=20&to=70&age=day&lang=en").text)

    assert "Spam: 20–70%" in page
    assert "Within a day" in page
    assert 'href="/review?age=day&lang=en"' in page


def test_a_filter_limits_the_list(client: FlaskClient, desk: Desk) -> None:
    low = desk.put({"spam/gambling": 0.4}, comment=said("Satu"))
    high = desk.put({"spam/gambling": 0.8}, comment=said("Dua"))

    page = client.get("/review?label=spam/gambling&from=50").text

    assert f"row-{high}" in page
    assert f"row-{low}" not in page


def test_the_next_page_is_a_link_away(client: FlaskClient, desk: Desk) -> None:
    for n in range(51):
        desk.put(GAMBLING, comment=said(f"no {n:02}"))

    first = client.get("/review?order=oldest").text
    following = unescape(first.partition('id="next-page" href="')[2].partition('"')[0])
    second = client.get(following).text

    assert first.count('<li class="row') == 50
    assert second.count('<li class="row') == 1
    assert "Kembali ke awal" in second


def test_strong_language_is_marked_for_those_who_want_it_blurred(
    client: FlaskClient, desk: Desk
) -> None:
    item_id = desk.put({"abuse": 0.7}, comment=said("Kata yang kasar"))
    blurred = client.get(f"/review?item={item_id}").text

    client.post("/review/blur", data={"blur": "off", "back": f"item={item_id}"})
    plain = client.get(f"/review?item={item_id}").text

    assert 'class="unveil"' in blurred
    assert 'class="unveil"' not in plain


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("view", ["open", "escalated", "rejected", "approved", "resolved"])
def test_an_empty_view_is_a_calm_page(
    client: FlaskClient, site: Site, view: str, lang: str
) -> None:
    page = client.get(f"/review?view={view}&lang={lang}").text

    assert '<div class="nothing" id="nothing">' in page


def test_a_moderator_without_a_site_sees_an_empty_queue(app: Flask, office: Office) -> None:
    nobody = client_of(app, office, hire(office, "baru@dapur.example", site_ids=[]))

    assert nobody.get("/review").status_code == 200


def test_a_ledger_out_of_reach_is_told_calmly(
    app: Flask, office: Office, ayu: Moderator, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(app, office, ayu)
    monkeypatch.setattr(Reviews, "page", _unavailable)

    answer = client.get("/review")

    assert answer.status_code == 503
    assert "Mohon tunggu sebentar" in answer.text


def _unavailable(*_: object, **__: object) -> None:
    raise LedgerUnavailable("not now")
