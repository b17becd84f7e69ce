"""One comment at a time in a real browser: decided, undone, blurred, overturned, hostile."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from service.domain import Decision
from service.review import State
from tests.browser.review import NO_SCRIPT, PHONE, QUEUE, Floor
from tests.browser.steps import beside, is_open, standing, told
from tests.browser.visits import Visit

pytestmark = pytest.mark.browser

EITHER = pytest.mark.parametrize("how", [QUEUE, NO_SCRIPT], ids=["script", "no-script"])


def row_of(page: Page, floor: Floor, name: str) -> Locator:
    return page.locator(floor.row(name))


def following(page: Page, floor: Floor, name: str) -> str:
    ids = [str(row.get_attribute("data-item")) for row in page.locator(".row").all()]
    return ids[ids.index(floor.items[name]) + 1]


def test_the_list_and_the_comment_stand_side_by_side(floor: Floor) -> None:
    page = floor.enter(floor.ayu)

    rows, detail = page.locator("#rows").bounding_box(), page.locator("#detail").bounding_box()

    assert rows is not None
    assert detail is not None
    assert rows["x"] + rows["width"] <= detail["x"]
    expect(page.locator("#opened-title")).to_be_visible()


@EITHER
def test_a_button_decides_and_leads_to_the_next_comment(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, beside(floor, "garden-slot", how))
    after = following(page, floor, "garden-slot")

    page.locator("#decide").get_by_role("button", name="Setujui").click()

    told(page, "Disetujui.")
    expect(row_of(page, floor, "garden-slot")).to_have_count(0)
    expect(page.locator("#opened")).to_have_attribute("data-item", after)


@EITHER
def test_another_kind_of_spam_is_two_presses_away(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, beside(floor, "loan", how))

    page.locator("#decide .kinds summary").first.click()
    page.locator("#decide .menu").get_by_role("button", name="Promosi").click()

    told(page, "Ditolak: promosi.")


@EITHER
def test_undo_brings_the_comment_back(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, beside(floor, "loan", how))
    page.locator("#decide").get_by_role("button", name="Tolak").click()

    page.locator("#notice").get_by_role("button", name="Urungkan").click()

    told(page, "Diurungkan: komentarnya kembali.")
    expect(row_of(page, floor, "loan")).to_be_visible()
    is_open(page, floor.items["loan"])
    assert standing(floor, "loan").state is State.OPEN


def test_keys_can_be_switched_off(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    page.keyboard.press("?")
    page.get_by_label("Pakai tombol tunggal di perangkat ini").uncheck()
    page.get_by_role("button", name="Tutup").click()
    rows = page.locator(".row").count()

    page.keyboard.press("a")
    page.keyboard.press("x")

    expect(page.locator("#bulk")).to_be_hidden()
    assert page.locator(".row").count() == rows


def test_a_note_goes_to_those_who_look_next(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "faith"))
    page.keyboard.press("n")
    page.keyboard.type("Bahasa apa ini?")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    told(page, "Ditandai belum yakin.")

    other = floor.enter(floor.made, replace(QUEUE, path="/review?view=escalated"))

    expect(row_of(other, floor, "faith")).to_contain_text("Ayu: Bahasa apa ini?")


def test_on_a_phone_the_list_comes_first_and_back_leads_to_it(floor: Floor) -> None:
    page = floor.enter(floor.ayu, PHONE)
    expect(page.locator("#detail")).to_be_hidden()

    row_of(page, floor, "loan").locator(".row-link").click()
    is_open(page, floor.items["loan"])
    expect(page.locator(".list-pane")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.go_back()

    expect(page.locator(".list-pane")).to_be_visible()
    expect(page.locator("#detail")).to_be_hidden()


def test_strong_language_is_blurred_until_asked_for(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "insult"))
    text = page.locator(".specimen.reading-marked")
    assert text.evaluate("one => getComputedStyle(one).filter") != "none"

    page.keyboard.press("v")

    assert text.evaluate("one => getComputedStyle(one).filter") == "none"


@EITHER
def test_blur_can_be_switched_off_for_oneself(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, how)

    page.get_by_role("button", name="Buramkan kata kasar").click()

    expect(page.locator(".row .strong")).to_have_count(0)
    other = floor.enter(floor.made, how)
    assert other.locator(".row .strong").count() > 0


def test_an_approved_comment_can_be_taken_down(floor: Floor) -> None:
    page = floor.enter(floor.ayu, replace(QUEUE, path="/review?view=approved"))
    row_of(page, floor, "fine").locator(".row-link").click()
    is_open(page, floor.items["fine"])

    page.keyboard.press("r")

    told(page, "Ditolak.")
    expect(row_of(page, floor, "fine")).to_have_count(0)
    assert standing(floor, "fine").outcome is Decision.REJECT


@pytest.mark.parametrize("name", ["script", "bidi", "marks", "long"])
@EITHER
def test_a_hostile_comment_stays_text(floor: Floor, how: Visit, name: str) -> None:
    page = floor.enter(floor.ayu, beside(floor, name, how))

    expect(page.locator("#opened .specimen").first).to_contain_text("diskon")
    assert page.locator("#opened script, #opened img, .row script, .row img").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280 if how.script else True


def test_the_last_comment_leaves_a_calm_page(floor: Floor) -> None:
    page = floor.enter(floor.tari)
    count = page.locator(".row").count()
    assert count == 2

    for left in range(count, 0, -1):
        expect(page.locator(".row:not([hidden])")).to_have_count(left)
        expect(page.locator("#opened")).to_have_attribute(
            "data-item", str(page.locator(".row.is-open").get_attribute("data-item"))
        )
        page.keyboard.press("a")

    expect(page.get_by_role("heading", name="Beres semua")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(1)


def test_nothing_is_lost_where_the_service_does_not_answer(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "loan"))
    page.route("**/review/resolve*", lambda route: route.fulfill(status=503))

    page.keyboard.press("a")

    told(page, "Belum terkirim")
    expect(row_of(page, floor, "loan")).to_be_visible()
    is_open(page, floor.items["loan"])
