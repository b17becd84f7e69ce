"""The page to look at, as a server answers it."""

import gc
import json
from collections.abc import Mapping
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Evidence, Field
from service.moderation import Moderator
from service.policy import Band, Bands, Policy
from service.settings import Settings
from service.signals import DETECTORS
from service.web import demo
from service.web.examples import EXAMPLES
from tests.fakes import FakeIds, FakeScorer
from tests.people import GAMBLING, THANKS

POLICY = Policy("balanced", 1, Bands({"spam": Band(0.4, 0.9)}, {}))
BRAND = Evidence(Field.BODY, 27, 35, "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "pulau777", 4.2)
SETTINGS = Settings(max_body_bytes=2048)


def page_for(scorer: FakeScorer) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(
        demo.blueprint(Moderator(scorer, DETECTORS, FakeIds()), POLICY, SETTINGS)
    )
    return app.test_client()


@pytest.fixture
def page() -> FlaskClient:
    return page_for(FakeScorer(scores={"spam": 0.01}))


def test_first_visit_is_indonesian(page: FlaskClient) -> None:
    reply = page.get("/")

    assert reply.status_code == 200
    assert '<html lang="id">' in reply.text
    assert "Posting Komentar" in reply.text


def test_english_is_a_link_away_and_kept(page: FlaskClient) -> None:
    reply = page.get("/?lang=en")

    assert '<html lang="en">' in reply.text
    assert "Post a Comment" in reply.text
    assert reply.text.count('action="/?lang=en#verdict"') == 2


@pytest.mark.parametrize(
    ("score", "word"), [(0.01, "Disetujui"), (0.6, "Ditahan"), (0.95, "Ditolak")]
)
def test_verdict_is_told_in_a_word(score: float, word: str) -> None:
    page = page_for(FakeScorer(scores={"spam": score}))

    reply = page.post("/", data={"body": THANKS.body})

    assert reply.status_code == 200
    assert f'id="verdict-title">{word}<' in reply.text


def test_evidence_is_marked_and_read_out() -> None:
    page = page_for(FakeScorer(scores={"spam": 0.97}, evidence={"spam": (BRAND,)}))

    reply = page.post("/?lang=en", data={"body": GAMBLING.body})

    assert "<mark>𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳</mark>" in reply.text
    assert "reads as <bdi>pulau777</bdi>" in reply.text


def test_form_keeps_what_was_posted(page: FlaskClient) -> None:
    typed = {"body": "\nbaris\r\nkedua", "name": "Budi & Siti", "email": "b@x.example", "url": "u"}

    reply = page.post("/", data=typed)

    assert ">\n\nbaris\nkedua</textarea>" in reply.text
    assert 'value="Budi &amp; Siti"' in reply.text
    assert 'value="b@x.example"' in reply.text


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_put_in_the_form_and_judged(page: FlaskClient, name: str) -> None:
    reply = page.post("/", data={"example": name})

    assert f"{EXAMPLES[name].comment.body}</textarea>" in reply.text
    assert 'id="verdict-title"' in reply.text


@pytest.mark.parametrize(
    ("typed", "status", "field"),
    [
        ({}, 422, "body"),
        ({"body": " \r\n\t"}, 422, "body"),
        ({"example": "unheard-of"}, 422, "body"),
        ({"body": "é" * 1025}, 413, "body"),
        ({"body": "Halo", "name": "n" * 251}, 422, "name"),
        ({"body": "Halo", "email": "e" * 321}, 422, "email"),
        ({"body": "Halo", "url": "u" * 2001}, 422, "url"),
    ],
)
def test_problem_stands_beside_its_field(
    page: FlaskClient, typed: Mapping[str, str], status: int, field: str
) -> None:
    reply = page.post("/", data=typed)

    assert reply.status_code == status
    assert reply.text.count('aria-invalid="true"') == 1
    assert f'id="{field}-problem"' in reply.text
    assert 'id="verdict-title"' not in reply.text


def test_comment_too_long_to_judge_is_kept_in_the_form(page: FlaskClient) -> None:
    body = "𝗣" * 20_000

    reply = page.post("/", data={"body": body})

    assert reply.status_code == 413
    assert body in reply.text


def test_request_too_long_to_read_gets_the_page_and_a_message() -> None:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 4096
    moderator = Moderator(FakeScorer(), DETECTORS, FakeIds())
    app.register_blueprint(demo.blueprint(moderator, POLICY, SETTINGS))

    reply = app.test_client().post("/", data={"body": "a" * 5000})

    assert reply.status_code == 413
    assert 'id="body-problem"' in reply.text


def test_hostile_text_stays_text(page: FlaskClient) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)></textarea>'

    reply = page.post("/", data={"body": hostile, "name": hostile, "url": hostile})

    assert "<script>alert" not in reply.text
    assert "<img src=x" not in reply.text
    assert reply.text.count("</textarea>") == 1


def test_bidi_override_is_shown_by_its_name(page: FlaskClient) -> None:
    reply = page.post("/", data={"body": "aman \u202egpj.exe"})

    specimen = reply.text.split('class="specimen-body"')[1].split("</p>")[0]
    assert "U+202E" in specimen
    assert "\u202e" not in specimen


def test_bytes_that_are_not_utf8_do_no_harm(page: FlaskClient) -> None:
    reply = page.post(
        "/",
        data="body=a%ED%A0%80%FF&name=%00",
        content_type="application/x-www-form-urlencoded",
    )

    assert reply.status_code == 200
    assert "U+0000" in reply.text


def test_email_is_not_part_of_what_was_read(page: FlaskClient) -> None:
    reply = page.post("/", data={"body": "Halo", "email": "rahasia@surat.example"})

    assert reply.text.count("rahasia@surat.example") == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_allows_itself_nothing_but_its_own_assets(page: FlaskClient, method: str) -> None:
    reply = page.open("/", method=method)

    policy = reply.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("asset", ["saring.css", "demo.js", "icon.svg", "tempe.svg"])
def test_assets_are_served(page: FlaskClient, asset: str) -> None:
    with page.get(f"/assets/{asset}") as reply:
        assert reply.status_code == 200


def test_signal_without_weight_is_still_told(page: FlaskClient) -> None:
    reply = page.post("/?lang=en", data={"body": "Lihat https://blog.example/tempe"})

    assert "without weight in the verdict" in reply.text


def test_answer_of_the_api_is_shown_beside_the_verdict(page: FlaskClient) -> None:
    reply = page.post("/", data={"body": THANKS.body})

    answer = reply.text.split("<pre ")[1].split(">", 1)[1].split("</pre>")[0]
    assert json.loads(unescape(answer))["decision"] == "approve"


def test_asset_that_the_browser_has_already_leaves_no_file_open(page: FlaskClient) -> None:
    first = page.get("/assets/saring.css")
    first.close()

    again = page.get("/assets/saring.css", headers={"If-None-Match": first.headers["ETag"]})
    gc.collect()  # an open file would warn, and warnings are errors

    assert again.status_code == 304
