"""The forms of the review page: what they do, and where they lead."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Resolution, Site
from service.people import Moderator
from service.review import State
from service.web.office import Office
from tests.fakes import FakeClock
from tests.web.office import client_of, found_site, hire
from tests.web.queues import HELD, Desk
from tests.web.reviewing import GAMBLING, PART, WAVE, decide, item, review_app, said


@pytest.fixture
def desk(office: Office, site: Site) -> Desk:
    return Desk(office, site)


@pytest.fixture
def app(office: Office) -> Flask:
    return review_app(office)


@pytest.fixture
def client(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


def test_another_sites_comment_is_as_good_as_missing(
    app: Flask, office: Office, desk: Desk
) -> None:
    other = found_site(office, "Kebun")
    item_id = desk.put(GAMBLING)
    gardener = client_of(app, office, hire(office, "tari@kebun.example", site_ids=[other.id]))

    seen = gardener.get(f"/review/items/{item_id}")
    gardener.post("/review/resolve", data={"item": f"{item_id}:0", "resolution": "approve"})

    assert seen.status_code == 404
    assert item(office, desk.site, item_id).state is State.OPEN


def test_a_decision_leads_back_to_the_list_with_a_way_to_undo_it(
    client: FlaskClient, office: Office, desk: Desk
) -> None:
    item_id, other = desk.put(GAMBLING), desk.put(GAMBLING, comment=said("Lain sama sekali"))

    answer = client.post(
        "/review/resolve",
        data={
            "item": f"{item_id}:0",
            "resolution": "spam/gambling",
            "note": " jelas ",
            "back": f"order=oldest&item={item_id}",
            "next": other,
        },
    )

    assert answer.status_code == 303
    assert answer.location.startswith(f"/review?order=oldest&item={other}&did=")
    page = client.get(answer.location).text
    assert "Ditolak: judi online." in page
    assert 'action="/review/undo"' in page
    decided = item(office, desk.site, item_id).decided
    assert decided is not None
    assert (decided.label, decided.note) == ("spam/gambling", "jelas")


def test_an_act_is_undone_by_its_form(client: FlaskClient, office: Office, desk: Desk) -> None:
    item_id = desk.put(GAMBLING)
    told = client.post("/review/resolve", data={"item": f"{item_id}:0", "resolution": "reject"})
    act_id = told.location.partition("did=")[2]

    answer = client.post("/review/undo", data={"act": act_id, "back": ""})

    assert answer.location == f"/review?item={item_id}&undid={act_id}"
    assert "Diurungkan: komentarnya kembali." in client.get(answer.location).text
    assert item(office, desk.site, item_id).state is State.OPEN


def test_an_act_that_is_not_there_cannot_be_undone(client: FlaskClient, site: Site) -> None:
    answer = client.post("/review/undo", data={"act": "01HZZZZZZZZZZZZZZZZZZZZZZZ"})

    assert answer.status_code == 404


def test_a_decision_that_came_too_late_to_undo_says_so(
    client: FlaskClient, office: Office, clock: FakeClock, desk: Desk
) -> None:
    item_id = desk.put(GAMBLING)
    told = client.post("/review/resolve", data={"item": f"{item_id}:0", "resolution": "reject"})
    clock.advance(25 * 3600)

    answer = client.post("/review/undo", data={"act": told.location.partition("did=")[2]})

    assert "Yang ini sudah terlambat diurungkan." in client.get(answer.location).text


def test_who_was_first_is_named(
    client: FlaskClient, office: Office, desk: Desk, made: Moderator
) -> None:
    item_id = desk.put(GAMBLING)
    decide(office, made, desk.site, item_id, Resolution.SPAM)

    answer = client.post("/review/resolve", data={"item": f"{item_id}:0", "resolution": "approve"})

    page = client.get(answer.location).text
    assert "Made lebih dulu: ditolak sebagai spam, baru saja." in page
    assert item(office, desk.site, item_id).outcome == "reject"


def test_a_claim_is_taken_and_given_back(
    client: FlaskClient, office: Office, desk: Desk, ayu: Moderator
) -> None:
    item_id = desk.put(GAMBLING)

    client.post("/review/claim", data={"item": f"{item_id}:0"}, headers=PART)
    taken = item(office, desk.site, item_id).claim
    client.post("/review/release", data={"item": f"{item_id}:0"})

    assert taken is not None
    assert taken.by == ayu.id
    assert item(office, desk.site, item_id).claim is None


def test_whoever_keeps_a_comment_that_was_decided_meanwhile_sees_it_as_it_is(
    client: FlaskClient, office: Office, desk: Desk, made: Moderator
) -> None:
    item_id = desk.put(GAMBLING)
    decide(office, made, desk.site, item_id, Resolution.SPAM)

    answer = client.post("/review/claim", data={"item": f"{item_id}:0"}, headers=PART)

    assert answer.headers["HX-Retarget"] == "#detail"
    assert f'data-token="{item_id}:1"' in answer.text
    assert "Made" in answer.text


def test_several_comments_and_campaigns_are_decided_on_as_one_act(
    client: FlaskClient, office: Office, desk: Desk
) -> None:
    wave = [desk.put(GAMBLING, comment=said(f"{WAVE} {n}", f"p{n}")) for n in range(3)]
    single = desk.put(GAMBLING, comment=said("Lain sama sekali"))
    page = client.get("/review").text
    campaign = page.partition('name="campaign" value="')[2].partition('"')[0]

    answer = client.post(
        "/review/resolve",
        data={"item": f"{single}:0", "campaign": campaign, "resolution": "spam/gambling"},
    )

    assert "Ditolak: judi online: 4 komentar." in client.get(answer.location).text
    states = {item(office, desk.site, one).state for one in (*wave, single)}
    assert states == {State.RESOLVED}


def test_a_campaign_leaves_out_what_was_excepted_and_what_came_later(
    client: FlaskClient, office: Office, desk: Desk
) -> None:
    wave = [desk.put(GAMBLING, comment=said(f"{WAVE} {n}", f"p{n}")) for n in range(4)]
    later = desk.put(GAMBLING, replace(HELD, ago=-HELD.ago), said(f"{WAVE} 9", "p9"))
    campaign_id = item(office, desk.site, wave[0]).campaign_id

    client.post(
        "/review/campaign",
        data={
            "campaign": campaign_id,
            "until": wave[3],
            "except": [wave[1]],
            "resolution": "reject",
        },
    )

    left = [one for one in (*wave, later) if item(office, desk.site, one).state is State.OPEN]
    assert left == [wave[1], later]


def test_a_choice_that_is_none_changes_nothing(
    client: FlaskClient, office: Office, desk: Desk
) -> None:
    item_id = desk.put(GAMBLING)

    for chosen in ("", "banish", "approve/spam", "spam/../x", "\x00"):
        client.post("/review/resolve", data={"item": f"{item_id}:0", "resolution": chosen})

    assert item(office, desk.site, item_id).state is State.OPEN


@pytest.mark.parametrize("spelled", ["", ":", "x", "x:y", "x:-1", "x:99999999999", "\x00:1", "é:0"])
def test_an_item_that_is_none_is_left_out(client: FlaskClient, site: Site, spelled: str) -> None:
    answer = client.post("/review/resolve", data={"item": spelled, "resolution": "approve"})

    assert answer.status_code == 303


def test_another_sites_page_cannot_decide(client: FlaskClient, office: Office, desk: Desk) -> None:
    item_id = desk.put(GAMBLING)

    answer = client.post(
        "/review/resolve",
        data={"item": f"{item_id}:0", "resolution": "approve"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert item(office, desk.site, item_id).state is State.OPEN


def test_what_a_form_leads_back_to_is_always_our_list(client: FlaskClient, desk: Desk) -> None:
    item_id = desk.put(GAMBLING)

    answer = client.post(
        "/review/resolve",
        data={
            "item": f"{item_id}:0",
            "resolution": "approve",
            "back": "https://elsewhere.example/?q=//elsewhere.example",
            "next": "//elsewhere.example",
        },
    )

    assert answer.location.startswith("/review?")


def test_an_escalated_comment_shows_its_note(
    client: FlaskClient, office: Office, desk: Desk
) -> None:
    item_id = desk.put(GAMBLING)
    client.post(
        "/review/resolve",
        data={"item": f"{item_id}:0", "resolution": "escalate", "note": "<b>Apa</b> ini?"},
    )

    page = client.get("/review?view=escalated").text

    assert "&lt;b&gt;Apa&lt;/b&gt; ini?" in page
    assert "Ayu" in page
