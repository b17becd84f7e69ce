"""The page stands still under the moderator's eyes and hands, and is ready before they are."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.review import Floor
from tests.browser.steps import beside, enter_beside, place, rows, told

pytestmark = pytest.mark.browser

KEYS = ("a", "r", "s", "u", "e")
STILL = 2  # CSS pixels
TIMED = """(key) => {
    const detail = document.getElementById("detail");
    let pressed = 0;
    document.addEventListener("keydown", (event) => { pressed = event.timeStamp; },
                              { capture: true, once: true });
    window.took = new Promise((done) => {
        const was = detail.querySelector("#opened").dataset.item;
        new MutationObserver((_, watching) => {
            if (detail.querySelector("#opened")?.dataset.item === was) return;
            watching.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
        }).observe(detail, { childList: true });
    });
}"""


def scrolled(floor: Floor) -> Page:
    """Return the page of somebody halfway down a list that is longer than its window."""
    page = floor.enter(floor.ayu, replace(beside(floor, "garden-sale"), height=620))
    page.locator("#rows").evaluate("(list) => { list.scrollTop = 250; }")
    page.locator(f"{floor.row('garden-sale')} .row-link").focus()
    return page


@pytest.mark.parametrize("key", KEYS)
def test_the_list_stands_still_when_a_row_leaves(floor: Floor, key: str) -> None:
    page = scrolled(floor)
    ids = rows(page)
    index = ids.index(floor.items["garden-sale"])
    above, following = ids[index - 1], ids[index + 1]
    was_above, was_here = place(page, f"#row-{above}"), place(page, f"#row-{ids[index]}")
    offset = page.evaluate("document.getElementById('rows').scrollTop")

    page.keyboard.press(key)
    expect(page.locator("#notice [data-act]")).to_be_visible()

    assert abs(page.evaluate("document.getElementById('rows').scrollTop") - offset) <= STILL
    assert abs(place(page, f"#row-{above}") - was_above) <= STILL
    assert abs(place(page, f"#row-{following}") - was_here) <= STILL


def test_the_list_stands_still_when_a_row_comes_back(floor: Floor) -> None:
    page = scrolled(floor)
    was = place(page, floor.row("garden-sale"))
    page.keyboard.press("r")
    told(page, "Ditolak.")

    page.keyboard.press("z")
    told(page, "Diurungkan")

    assert abs(place(page, floor.row("garden-sale")) - was) <= STILL


def test_the_buttons_stay_where_the_hand_is(floor: Floor) -> None:
    page = enter_beside(floor, "garden-sale")
    was = place(page, "#decide .act[value=approve]")

    page.keyboard.press("r")
    told(page, "Ditolak.")

    assert abs(place(page, "#decide .act[value=approve]") - was) <= STILL


def test_selecting_moves_no_row(floor: Floor) -> None:
    page = scrolled(floor)
    was = place(page, floor.row("garden-sale"))

    page.keyboard.press("x")

    expect(page.locator("#bulk")).to_be_visible()
    assert abs(place(page, floor.row("garden-sale")) - was) <= STILL


def test_the_next_comment_shows_sooner_than_a_page_would(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    ids = rows(page)
    took, loads = [], []

    for item_id, following in list(pairwise(ids))[2:7]:
        with page.expect_response(re.compile(f"/review/items/{following}")) as ready:
            page.goto(f"/review?item={item_id}")
        ready.value.finished()
        loads.append(page.evaluate("performance.getEntriesByType('navigation')[0].duration"))
        page.evaluate(TIMED)
        page.keyboard.press("j")
        took.append(page.evaluate("window.took"))

    shown, loaded = sorted(took)[len(took) // 2], sorted(loads)[len(loads) // 2]
    print(f"next comment {shown:.0f} ms (budget 100 ms), whole page {loaded:.0f} ms")  # noqa: T201 -- a figure to read
    assert shown < loaded / 2
