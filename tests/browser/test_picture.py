"""The picture in README: the page as `make run` serves it, with the model that ships.

`UPDATE_PICTURE=1 pytest tests/browser/test_picture.py` takes it anew.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "demo.png"
NOT_APPROVED = re.compile("Ditahan|Ditolak")
WIDTH = 1280
MOST_BYTES = 300 * 1024


@pytest.fixture
def page(service_visitor: Visitor) -> Page:
    return service_visitor(Visit(width=WIDTH))


def test_shipped_model_finds_the_brand_in_fancy_letters(page: Page) -> None:
    page.get_by_role("button", name="Huruf bergaya").click()

    expect(page.locator("#verdict-title")).to_have_text(NOT_APPROVED)
    expect(page.locator(".specimen mark", has_text="𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳")).to_be_visible()
    expect(page.locator(".specimen .reads")).to_contain_text("pulau777")
    expect(page.locator(".score")).not_to_have_count(0)
    if os.environ.get("UPDATE_PICTURE"):
        take_picture(page)


def take_picture(page: Page) -> None:
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")
    desk = page.locator(".desk").bounding_box()
    assert desk is not None
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=PICTURE,
        full_page=True,
        clip={"x": 0, "y": desk["y"], "width": WIDTH, "height": desk["height"]},
    )


@pytest.mark.parametrize(
    "example", ["Huruf direnggangkan", "Huruf Kiril yang mirip", "Hanya di nama"]
)
def test_shipped_model_lets_no_disguise_through(page: Page, example: str) -> None:
    page.get_by_role("button", name=example).click()

    expect(page.locator("#verdict-title")).to_have_text(NOT_APPROVED)


def test_shipped_model_approves_the_ordinary_comment(page: Page) -> None:
    page.get_by_role("button", name="Komentar biasa").click()

    expect(page.locator("#verdict-title")).to_have_text("Disetujui")


def test_picture_is_of_moderate_size() -> None:
    assert PICTURE.stat().st_size <= MOST_BYTES
    assert int.from_bytes(PICTURE.read_bytes()[16:20], "big") == WIDTH
