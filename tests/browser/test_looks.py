"""How pages look to somebody who sees little, or nothing of some colours."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Visitor
from tests.people import GAMBLING, THANKS

pytestmark = pytest.mark.browser

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
AA = 4.5
DOCS = Visit(path="/docs")
VERDICTS = [THANKS.body, "Ada judi", GAMBLING.body]


@pytest.mark.parametrize("body", ["", *VERDICTS])
@pytest.mark.parametrize("how", [Visit(), Visit(scheme="dark")], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(visitor: Visitor, how: Visit, body: str) -> None:
    page = visitor(how)
    page.get_by_label("Komentar", exact=True).fill(body)
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator("#verdict-title, #body-problem")).to_be_visible()

    worst = page.evaluate(CONTRAST)

    assert worst["ratio"] >= AA, worst


def test_dark_is_dark(visitor: Visitor) -> None:
    page = visitor(Visit(scheme="dark"))

    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert max(int(part) for part in paper[4:-1].split(",")) < 64


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("body", ["", GAMBLING.body, "judi" * 2000, "WWWW\u00a0" * 500])
def test_no_width_scrolls_sideways(visitor: Visitor, width: int, body: str) -> None:
    page = visitor(Visit(width=width, height=740))

    page.get_by_label("Komentar", exact=True).fill(body)
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator("#verdict-title, #body-problem")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_buttons_and_links_are_large_enough_for_a_thumb(visitor: Visitor) -> None:
    page = visitor(Visit(width=360, height=740))

    for target in page.locator("button, .top a, input, textarea").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["width"] >= 24


@pytest.mark.parametrize("how", [DOCS, replace(DOCS, scheme="dark")], ids=["light", "dark"])
def test_every_text_of_the_api_docs_stands_out(service_visitor: Visitor, how: Visit) -> None:
    page = service_visitor(how)

    worst = page.evaluate(CONTRAST)

    assert worst["ratio"] >= AA, worst


def test_api_docs_never_scroll_sideways_on_a_phone(service_visitor: Visitor) -> None:
    page = service_visitor(replace(DOCS, width=360))

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
