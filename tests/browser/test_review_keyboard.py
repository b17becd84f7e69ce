"""Clearing the queue without a mouse: each key, where the focus goes, and that nothing jumps."""

import pytest
from playwright.sync_api import expect

from tests.browser.review import Floor
from tests.browser.steps import (
    FOCUSED,
    box_of,
    decided,
    enter_beside,
    is_open,
    rows,
    told,
)

pytestmark = pytest.mark.browser

DECISIONS = {
    "a": ("approve", ""),
    "r": ("reject", ""),
    "s": ("spam", "spam/gambling"),
    "u": ("abuse", ""),
    "e": ("escalate", ""),
}
EVERY_KEY = "jkarsuexzvn/?"


@pytest.mark.parametrize(("key", "step"), [("j", 1), ("k", -1)])
def test_a_step_through_the_list_takes_the_focus_along(floor: Floor, key: str, step: int) -> None:
    page = enter_beside(floor, "loan")
    ids = rows(page)
    wanted = ids[ids.index(floor.items["loan"]) + step]

    page.keyboard.press(key)

    is_open(page, wanted)
    assert page.evaluate(FOCUSED) == wanted
    expect(page.locator("[aria-current=true].row-link")).to_have_count(1)


@pytest.mark.parametrize("key", ["j", "k"])
def test_the_list_ends_where_it_ends(floor: Floor, key: str) -> None:
    page = floor.enter(floor.ayu)
    ids = rows(page)
    last = ids[-1] if key == "j" else ids[0]
    page.locator(f"#row-{last} .row-link").click()
    is_open(page, last)

    page.keyboard.press(key)

    is_open(page, last)
    assert page.evaluate(FOCUSED) == last


@pytest.mark.parametrize("key", DECISIONS)
def test_a_key_decides_and_the_focus_goes_to_the_next(floor: Floor, key: str) -> None:
    page = enter_beside(floor, "slot")
    ids = rows(page)
    following = ids[ids.index(floor.items["slot"]) + 1]

    page.keyboard.press(key)

    is_open(page, following)
    assert page.evaluate(FOCUSED) == following
    expect(page.locator("#notice [data-act]")).to_be_visible()
    assert decided(floor, "slot") == DECISIONS[key]


def test_the_last_row_decided_leads_back_to_the_one_before(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    *_, before, last = rows(page)
    page.locator(f"#row-{last} .row-link").click()
    is_open(page, last)

    page.keyboard.press("r")

    is_open(page, before)
    assert page.evaluate(FOCUSED) == before


def test_a_held_key_decides_once(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)

    for _ in range(4):
        page.keyboard.down("a")
    page.keyboard.up("a")

    expect(page.locator("#notice [data-act]")).to_be_visible()
    assert len(rows(page)) == len(before) - 1


def test_x_selects_and_selects_no_longer(floor: Floor) -> None:
    page = enter_beside(floor, "slot")

    page.keyboard.press("x")
    expect(box_of(page, floor, "slot")).to_be_checked()
    expect(page.locator("#selected-count")).to_have_text("1")
    page.keyboard.press("x")

    expect(box_of(page, floor, "slot")).not_to_be_checked()
    expect(page.locator("#bulk")).to_be_hidden()


def test_shift_x_selects_everything_between(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("k")

    page.keyboard.press("Shift+X")

    expect(page.locator("#selected-count")).to_have_text("4")
    assert page.evaluate(FOCUSED) == page.locator(".row.is-open").get_attribute("data-item")


def test_escape_drops_the_selection(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    page.keyboard.press("x")

    page.keyboard.press("Escape")

    expect(page.locator(".pick-row :checked")).to_have_count(0)
    expect(page.locator("#bulk")).to_be_hidden()


@pytest.mark.parametrize("key", ["z", "Control+z"])
def test_undo_brings_the_comment_back_and_the_focus_to_it(floor: Floor, key: str) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)
    page.keyboard.press("s")
    told(page, "judi online")

    page.keyboard.press(key)

    told(page, "Diurungkan")
    is_open(page, floor.items["slot"])
    assert page.evaluate(FOCUSED) == floor.items["slot"]
    assert rows(page) == before
    assert decided(floor, "slot") == ("", "")


def test_undo_with_nothing_to_undo_says_so(floor: Floor) -> None:
    page = enter_beside(floor, "slot")

    page.keyboard.press("z")

    told(page, "Tidak ada lagi yang bisa diurungkan")
    assert page.evaluate(FOCUSED) != "body"


def test_slash_leads_to_the_search_and_escape_back_to_the_list(floor: Floor) -> None:
    page = enter_beside(floor, "slot")

    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(f"{floor.row('slot')} .row-link")).to_be_focused()


def test_the_help_names_every_key(floor: Floor) -> None:
    page = enter_beside(floor, "slot")

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Papan ketik")).to_be_visible()
    shown = page.locator("#keys dt").all_inner_texts()
    assert set(EVERY_KEY) <= {"".join(text.split()) for text in shown}
    assert {"ShiftX", "Esc"} <= {"".join(text.split()) for text in shown}


def test_keys_shown_on_the_page_are_those_of_the_help(floor: Floor) -> None:
    page = floor.enter(floor.ayu)

    legend = set(page.locator(".legend kbd").all_inner_texts())

    assert set("jkarsuezx?") <= legend
    page.keyboard.press("?")
    assert legend <= set(page.locator("#keys kbd").all_inner_texts())


def test_the_help_closes_with_escape_and_the_focus_returns(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    page.keyboard.press("j")
    page.keyboard.press("k")
    is_open(page, floor.items["slot"])
    page.keyboard.press("?")
    within = "document.getElementById('keys').contains(document.activeElement)"
    assert page.evaluate(within)

    page.keyboard.press("Escape")

    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator(f"{floor.row('slot')} .row-link")).to_be_focused()


def test_no_key_decides_while_the_help_is_open(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)
    page.keyboard.press("?")

    page.keyboard.type("jarsuexz")
    page.keyboard.press("Escape")

    assert rows(page) == before
    expect(page.locator("#notice")).to_be_empty()
    is_open(page, floor.items["slot"])


@pytest.mark.parametrize("field", ["#q", "#note", "#order", "#reason", "#from"])
def test_no_key_fires_while_somebody_fills_in(floor: Floor, field: str) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)
    for folded in ("#decide .note", ".more-filters"):
        page.locator(folded).evaluate("(one) => { one.open = true; }")
    page.locator(field).focus()

    for key in [*EVERY_KEY, "Shift+X", "Control+z"]:
        page.keyboard.press(key)

    expect(page.locator(field)).to_be_focused()
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("#bulk")).to_be_hidden()
    assert rows(page) == before
    is_open(page, floor.items["slot"])


@pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
def test_shortcuts_of_the_browser_decide_nothing(floor: Floor, held: str) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)

    for key in ("a", "s", "e", "x"):
        page.evaluate(
            """([key, held]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {
                key, bubbles: true, [`${held}Key`]: true }))""",
            [key, {"Control": "ctrl"}.get(held, held.lower())],
        )

    assert rows(page) == before
    expect(page.locator("#bulk")).to_be_hidden()


def test_keys_pressed_in_haste_decide_only_on_what_was_shown(floor: Floor) -> None:
    page = enter_beside(floor, "slot")
    before = rows(page)

    page.keyboard.type("arrarr")
    page.wait_for_function("() => !document.querySelector('.row[hidden]')")

    names = {item_id: name for name, item_id in floor.items.items()}
    gone = set(before) - set(rows(page))
    assert gone == {item_id for item_id in before if decided(floor, names[item_id])[0]}
    assert floor.items["slot"] in gone
