"""One decision about a whole range of scores, and its undoing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Resolution, Site
from service.people import Moderator
from service.review import State
from service.store.items import find_item
from service.web import histogram
from service.web.office import Office
from tests.web.office import app_of, client_of, found_site, hire
from tests.web.queues import Desk

PATH = "/review/histogram"
MIDDLE = f"{PATH}?label=spam&low=40&high=60"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(histogram.blueprint(office))


@pytest.fixture
def client(app: Flask, office: Office, ayu: Moderator) -> FlaskClient:
    return client_of(app, office, ayu)


@pytest.fixture
def desk(office: Office, site: Site) -> Desk:
    return Desk(office, site)


def page_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def form_of(client: FlaskClient, path: str = MIDDLE, **fields: object) -> dict[str, object]:
    """Return what the form on a page would post, filled in."""
    page = page_of(client, path)
    form = page[page.index('id="decide"') :]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return {**hidden, "choice": "spam", "sure": "yes", **fields}


def state_of(office: Office, item_id: str) -> State:
    with office.read() as connection:
        return find_item(connection, item_id).state


def test_a_range_is_decided_on_as_a_whole(client: FlaskClient, desk: Desk, office: Office) -> None:
    inside = [desk.put({"spam": score}) for score in (0.4, 0.5)]
    outside = desk.put({"spam": 0.6})

    answer = client.post(PATH, data=form_of(client, choice="spam/gambling"))

    assert answer.status_code == 303
    with office.read() as connection:
        decided = [find_item(connection, item_id).decided for item_id in inside]
    assert [one and (one.resolution, one.label) for one in decided] == [
        (Resolution.SPAM, "spam/gambling")
    ] * 2
    assert state_of(office, outside) is State.OPEN


def test_what_was_ticked_is_left_out(client: FlaskClient, desk: Desk, office: Office) -> None:
    kept, spam = desk.put({"spam": 0.45}), desk.put({"spam": 0.5})

    client.post(PATH, data=form_of(client) | {"except": [kept]})

    assert state_of(office, kept) is State.OPEN
    assert state_of(office, spam) is State.RESOLVED


def test_what_came_in_after_the_page_was_drawn_is_left_alone(
    client: FlaskClient, desk: Desk, office: Office
) -> None:
    before = desk.put({"spam": 0.5})
    form = form_of(client)
    after = desk.put({"spam": 0.5})

    client.post(PATH, data=form)

    assert state_of(office, before) is State.RESOLVED
    assert state_of(office, after) is State.OPEN


def test_the_answer_says_how_many_and_offers_to_undo(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})
    desk.put({"spam": 0.5})

    answer = client.post(f"{PATH}?lang=en", data=form_of(client), follow_redirects=True)

    assert "Rejected as spam: 2 comments." in answer.text
    assert "Undo all of it" in answer.text


def test_the_whole_act_is_undone_at_once(client: FlaskClient, desk: Desk, office: Office) -> None:
    items = [desk.put({"spam": 0.5}) for _ in range(3)]
    done = client.post(PATH, data=form_of(client), follow_redirects=True).text
    [act_id] = re.findall(r'name="act" value="(\w+)"', done)

    answer = client.post(
        f"{PATH}/undo?lang=en", data={"act": act_id, "label": "spam"}, follow_redirects=True
    )

    assert {state_of(office, item_id) for item_id in items} == {State.OPEN}
    assert "Taken back: 3 comments wait again." in answer.text
    assert "Undo all of it" not in answer.text


def test_an_unknown_act_cannot_be_undone(client: FlaskClient, desk: Desk) -> None:
    assert client.post(f"{PATH}/undo", data={"act": "unknown"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sure": ""}, histogram.NOT_SURE),
        ({"choice": ""}, histogram.NO_CHOICE),
        ({"choice": "burn"}, histogram.NO_CHOICE),
        ({"until": ""}, histogram.NO_RANGE),
        ({"low": "70", "high": "60"}, histogram.NO_RANGE),
        ({"low": "all"}, histogram.NO_RANGE),
    ],
)
def test_an_unfinished_form_decides_nothing_and_says_why(
    client: FlaskClient, desk: Desk, office: Office, fields: dict[str, str], words: str
) -> None:
    item_id = desk.put({"spam": 0.5})

    answer = client.post(f"{PATH}?lang=en", data=form_of(client, **fields))

    assert answer.status_code == 422
    assert words in answer.text
    assert state_of(office, item_id) is State.OPEN


def test_another_sites_queue_is_neither_shown_nor_decided(
    app: Flask, office: Office, desk: Desk
) -> None:
    garden = found_site(office, "Kebun")
    tari = client_of(app, office, hire(office, "tari@kebun.example", site_ids=[garden.id]))
    theirs = desk.put({"spam": 0.5})
    mine = desk.at(garden).put({"spam": 0.5})

    form = form_of(tari)
    tari.post(PATH, data={**form, "site": desk.site.id})

    assert state_of(office, mine) is State.RESOLVED
    assert state_of(office, theirs) is State.OPEN


def test_one_site_can_be_chosen(client: FlaskClient, desk: Desk, office: Office) -> None:
    garden = found_site(office, "Kebun")
    kitchen, plot = desk.put({"spam": 0.5}), desk.at(garden).put({"spam": 0.5})

    client.post(PATH, data=form_of(client, f"{MIDDLE}&site={garden.id}"))

    assert state_of(office, plot) is State.RESOLVED
    assert state_of(office, kitchen) is State.OPEN


def test_the_page_keeps_its_language(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})

    page = page_of(client, f"{MIDDLE}&lang=en")
    answer = client.post(f"{PATH}?lang=en", data=form_of(client))

    assert f'action="{PATH}?lang=en"' in page
    assert "lang=en" in answer.headers["Location"]
