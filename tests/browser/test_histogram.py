"""Deciding on a range of scores, in a real browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from service.review import State
from service.store.items import find_item
from tests.browser.review import Floor
from tests.browser.statistics import hall
from tests.browser.visits import Visit

__all__ = ["hall"]

pytestmark = pytest.mark.browser

DESK = Visit(path="/review/histogram?label=spam/gambling&lang=en")
RANGE = replace(DESK, path=f"{DESK.path}&low=60&high=70")
PHONE = replace(RANGE, width=360, height=740)
NO_SCRIPT = replace(DESK, script=False)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
SLOTS = ("slot", "garden-slot", "english")
AA = 4.5


def limits(page: Page) -> list[str]:
    return [page.locator(name).input_value() for name in ("#low", "#high")]


def drag(page: Page, low: float, high: float) -> None:
    """Drag across the picture from one score to another, in per cent."""
    box = page.locator("#plot").bounding_box()
    assert box is not None
    xs = [box["x"] + box["width"] * score / 100 for score in (low, high)]
    page.mouse.move(xs[0], box["y"] + 60)
    page.mouse.down()
    page.mouse.move(sum(xs) / 2, box["y"] + 70)
    page.mouse.move(xs[1], box["y"] + 60)
    page.mouse.up()


def show_sample(page: Page) -> Locator:
    page.get_by_role("button", name="Show a random sample").click()
    return page.locator(".specimen-card")


def decide(page: Page, choice: str) -> None:
    page.get_by_label("Decision").select_option(choice)
    page.locator("#sure").check()
    page.get_by_role("button", name="Decide on all of them").click()


def states(floor: Floor, *names: str) -> set[State]:
    with floor.office.read() as connection:
        return {find_item(connection, floor.items[name]).state for name in names}


@pytest.mark.parametrize(("low", "high"), [(60.6, 69.3), (69.3, 60.6)], ids=["right", "left"])
def test_dragging_over_the_picture_chooses_whole_bars(hall: Floor, low: float, high: float) -> None:
    page = hall.enter(hall.ayu, DESK)

    drag(page, low, high)

    assert limits(page) == ["60", "70"]
    expect(page.locator("#range-count")).to_have_text("3 comments in this range")


def test_a_finger_drags_too(hall: Floor) -> None:
    page = hall.enter(hall.ayu, replace(DESK, width=360, height=740))
    touch = """([low, high]) => {
      const plot = document.getElementById("plot"), box = plot.getBoundingClientRect();
      const at = (kind, score) => plot.dispatchEvent(new PointerEvent(kind, {
        pointerId: 1, pointerType: "touch", bubbles: true, button: 0,
        clientX: box.left + (box.width * score) / 100, clientY: box.top + 50 }));
      plot.setPointerCapture = () => {};
      at("pointerdown", low); at("pointermove", high); at("pointerup", high);
    }"""

    page.evaluate(touch, [60.6, 69.3])

    assert limits(page) == ["60", "70"]


def test_the_keyboard_moves_both_ends(hall: Floor) -> None:
    page = hall.enter(hall.ayu, RANGE)
    low, high = page.get_by_role("slider").all()

    low.focus()
    page.keyboard.press("ArrowLeft")
    high.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    assert limits(page) == ["58", "74"]
    expect(low).to_have_accessible_name("From")
    expect(high).to_have_accessible_name("To, below")


def test_the_ends_never_cross(hall: Floor) -> None:
    page = hall.enter(hall.ayu, RANGE)
    low = page.get_by_role("slider").first

    low.focus()
    page.keyboard.press("End")

    assert limits(page) == ["98", "100"]


def test_typed_numbers_move_the_picture(hall: Floor) -> None:
    page = hall.enter(hall.ayu, DESK)

    page.locator("#low").fill("30")
    page.locator("#high").fill("45.5")

    expect(page.locator("#chosen")).to_have_attribute("x", "30%")
    expect(page.locator("#chosen")).to_have_attribute("width", "15.5%")
    expect(page.locator("#range-count")).to_have_text("")


@pytest.mark.parametrize("how", [DESK, NO_SCRIPT], ids=["script", "no-script"])
def test_a_range_is_sampled_decided_on_and_undone(hall: Floor, how: Visit) -> None:
    page = hall.enter(hall.ayu, how)
    page.locator("#low").fill("60")
    page.locator("#high").fill("70")

    expect(show_sample(page)).to_have_count(3)
    expect(page.locator("#selection-title")).to_have_text("3 comments from 60% to 70%")
    decide(page, "spam/gambling")

    expect(page.get_by_role("status").first).to_contain_text("3 comments.")
    assert states(hall, *SLOTS) == {State.RESOLVED}
    page.get_by_role("button", name="Undo all of it").click()
    expect(page.get_by_role("status").first).to_contain_text("3 comments wait again.")
    assert states(hall, *SLOTS) == {State.OPEN}


@pytest.mark.parametrize("how", [RANGE, replace(RANGE, script=False)], ids=["script", "no-script"])
def test_what_is_ticked_is_left_out(hall: Floor, how: Visit) -> None:
    page = hall.enter(hall.ayu, how)

    page.locator(f'[name="except"][value="{hall.items["english"]}"]').check()
    if how.script:
        expect(page.locator("#sure-words")).to_contain_text("all 2 comments")
    decide(page, "reject")

    expect(page.get_by_role("status").first).to_contain_text("2 comments.")
    assert states(hall, "english") == {State.OPEN}


@pytest.mark.parametrize("keys", ["z", "Control+z"])
def test_the_keyboard_undoes_too(hall: Floor, keys: str) -> None:
    page = hall.enter(hall.ayu, RANGE)
    decide(page, "reject")
    expect(page.locator("#undo")).to_be_visible()
    page.wait_for_load_state()  # the script that hears keys has run by then

    page.keyboard.press(keys)

    expect(page.get_by_role("status").first).to_contain_text("3 comments wait again.")
    assert states(hall, *SLOTS) == {State.OPEN}


def test_a_range_that_was_moved_must_be_shown_again(hall: Floor) -> None:
    page = hall.enter(hall.ayu, RANGE)

    drag(page, 30.5, 49.5)

    expect(page.locator("#decide")).to_be_hidden()
    expect(page.locator("#stale")).to_be_visible()


def test_nothing_is_decided_without_a_confirmation(hall: Floor) -> None:
    page = hall.enter(hall.ayu, RANGE)

    page.get_by_label("Decision").select_option("approve")
    page.get_by_role("button", name="Decide on all of them").click()

    assert page.locator("#sure").evaluate("box => box.validity.valueMissing")
    assert states(hall, *SLOTS) == {State.OPEN}


def test_evidence_is_marked_and_hostile_text_stays_text(hall: Floor) -> None:
    page = hall.enter(
        hall.ayu, replace(DESK, path="/review/histogram?label=spam&low=70&high=75&lang=en")
    )

    expect(page.locator(".sample mark").first).to_be_visible()
    assert page.locator(".specimen-card").count() < 20, "all are shown, not a sample of them"
    expect(page.locator(".sample")).to_contain_text("<script>alert(1)</script>")


def test_strong_language_waits_to_be_asked_for(hall: Floor) -> None:
    page = hall.enter(
        hall.ayu, replace(DESK, path="/review/histogram?label=abuse&low=70&high=80&lang=en")
    )
    card = page.locator(".specimen-card").first

    expect(card.locator(".specimen")).to_be_hidden()
    card.get_by_text("Strong language").click()

    expect(card.locator(".specimen")).to_be_visible()


def test_a_logarithmic_scale_shows_small_bars(hall: Floor) -> None:
    page = hall.enter(hall.ayu, DESK)

    page.get_by_role("link", name="logarithmic").click()

    expect(page.get_by_role("link", name="logarithmic")).to_have_attribute("aria-current", "true")
    expect(page.locator("#picture-title")).to_have_text("Online gambling")


@pytest.mark.parametrize("how", [RANGE, replace(RANGE, scheme="dark")], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(hall: Floor, how: Visit) -> None:
    page = hall.enter(hall.ayu, how)

    worst = page.evaluate(CONTRAST)

    assert worst["ratio"] >= AA, worst


def test_the_page_fits_a_phone(hall: Floor) -> None:
    page = hall.enter(hall.ayu, PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for target in page.locator(
        "main button:visible, main input:visible, main select:visible"
    ).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 20
