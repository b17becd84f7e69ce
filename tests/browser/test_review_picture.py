"""The picture of the review page in README, over the furnished queue of these tests.

`UPDATE_PICTURE=1 pytest tests/browser/test_review_picture.py` takes it anew.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.review import QUEUE, Floor

pytestmark = pytest.mark.browser

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "review.png"
WIDTH, HEIGHT = 1280, 860
MOST_BYTES = 300 * 1024


def test_the_disguised_comment_reads_as_the_picture_shows(floor: Floor) -> None:
    page = floor.enter(floor.ayu, replace(QUEUE, width=WIDTH, height=HEIGHT))

    page.locator(f"{floor.row('disguised')} .row-link").click()

    expect(page.locator(".specimen mark").first).to_be_visible()
    expect(page.locator(".opened .reads").first).to_be_visible()
    if os.environ.get("UPDATE_PICTURE"):
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)


def test_the_picture_is_of_moderate_size() -> None:
    assert PICTURE.stat().st_size <= MOST_BYTES
    assert int.from_bytes(PICTURE.read_bytes()[16:20], "big") == WIDTH
