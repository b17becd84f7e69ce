"""The histogram of the queue: what it shows, and one decision about a whole range."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Comment, Site
from service.people import Moderator
from service.web import histogram
from service.web.office import Office
from tests.web.office import app_of, client_of, found_site, visitor
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


def test_nobody_sees_it_who_is_not_signed_in(app: Flask) -> None:
    assert visitor(app).get(PATH).status_code == 303
    assert visitor(app).post(PATH).status_code == 401


def test_an_empty_queue_is_told_in_words(client: FlaskClient, site: Site) -> None:
    page = page_of(client, f"{PATH}?lang=en")

    assert "No comment is waiting for you" in page
    assert '<svg class="columns"' not in page


def test_the_label_with_the_most_comments_is_shown_first(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5, "abuse": 0.2})
    desk.put({"abuse": 0.3})

    page = page_of(client, f"{PATH}?lang=en")

    assert 'id="picture-title">Abuse<' in page
    assert "2 of 2 waiting comments have a score for this" in page


def test_scores_that_were_not_kept_are_counted_in_words(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})
    desk.put({"abuse": 0.5})

    page = page_of(client, f"{PATH}?label=spam&lang=en")

    assert "1 of 2 waiting comments have a score for this; the other 1 score less than 5%" in page


def test_the_bands_of_the_sites_policy_stand_beside_the_scores(
    client: FlaskClient, desk: Desk
) -> None:
    desk.put({"spam": 0.5})

    page = page_of(client, f"{PATH}?label=spam&lang=en")

    assert "held from 50%" in page
    assert "rejected from 90%" in page


def test_every_sites_own_policy_is_drawn(client: FlaskClient, desk: Desk, office: Office) -> None:
    desk.put({"spam": 0.5})
    found_site(office, "Kebun")

    page = page_of(client, f"{PATH}?label=spam&lang=en")

    assert "(Dapur, Kebun)" in page


def test_a_range_shows_its_number_and_a_sample(client: FlaskClient, desk: Desk) -> None:
    for score in (0.39, 0.4, 0.5, 0.6):
        desk.put({"spam": score})

    page = page_of(client, f"{MIDDLE}&lang=en")

    assert "2 comments from 40% to 60%" in page
    assert page.count('class="specimen-card"') == 2


def test_a_sample_has_at_most_twenty_comments(client: FlaskClient, desk: Desk) -> None:
    for n in range(25):
        desk.put({"spam": 0.4 + n / 200})

    page = page_of(client, f"{MIDDLE}&lang=en")

    assert "25 comments from" in page
    assert page.count('class="specimen-card"') == 20


def test_the_upper_end_of_one_hundred_takes_certainty_in(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 1.0})

    page = page_of(client, f"{PATH}?label=spam&low=98&high=100&lang=en")

    assert "1 comments from 98% to 100%" in page


def test_a_sample_marks_the_evidence_and_shows_nothing_alive(
    client: FlaskClient, desk: Desk
) -> None:
    desk.put({"spam": 0.5}, comment=Comment("Komentar <script>alert(1)</script>\u202e"))

    page = page_of(client, MIDDLE)

    assert "<mark>Komentar</mark>" in page
    assert "<script>alert" not in page
    assert "U+202E" in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    "query",
    [
        "label=spam&low=60&high=40",
        "label=spam&low=x&high=y",
        "label=spam&low=nan&high=inf",
        "label=spam&low=-1&high=101",
        "label=spam&low=40",
        "label=%00&site=nowhere&seed=99999999999999&scale=odd",
        "label=" + "x" * 5000,
    ],
)
def test_an_address_that_cannot_be_read_shows_no_range(
    client: FlaskClient, desk: Desk, query: str
) -> None:
    desk.put({"spam": 0.5})

    page = page_of(client, f"{PATH}?{query}")

    assert 'id="selection"' not in page


def test_the_same_seed_shows_the_same_sample(client: FlaskClient, desk: Desk) -> None:
    for n in range(40):
        desk.put({"spam": 0.4 + n / 300})

    first, again, other = (page_of(client, f"{MIDDLE}&seed={seed}") for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_one_act_has_a_limit_that_is_told_before(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.web.histogram_view.MOST", 2)
    for _ in range(3):
        desk.put({"spam": 0.5})

    page = page_of(client, f"{MIDDLE}&lang=en")

    assert "3 comments from 40% to 60%" in page
    assert "at most 2 comments" in page
    assert "all 2 comments of this range" in page


def test_the_page_forbids_everything_from_elsewhere(client: FlaskClient, desk: Desk) -> None:
    desk.put({"spam": 0.5})

    answer = client.get(MIDDLE)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert " style=" not in answer.text
