"""Several comments, and several moderators, in real browsers."""

import pytest
from playwright.sync_api import Locator, Page, expect

from service.review import State
from tests.browser.review import NO_SCRIPT, QUEUE, Floor
from tests.browser.steps import beside, is_open, standing, told
from tests.browser.visits import Visit

pytestmark = pytest.mark.browser

EITHER = pytest.mark.parametrize("how", [QUEUE, NO_SCRIPT], ids=["script", "no-script"])


def row_of(page: Page, floor: Floor, name: str) -> Locator:
    return page.locator(floor.row(name))


@EITHER
def test_selected_comments_are_decided_on_together(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, how)
    for name in ("sale", "garden-sale", "recent"):
        row_of(page, floor, name).get_by_role("checkbox").check()

    page.locator("#bulk").get_by_role("button", name="Setujui").click()

    told(page, "Disetujui: 3 komentar.")
    for name in ("sale", "garden-sale", "recent"):
        expect(row_of(page, floor, name)).to_have_count(0)
    page.locator("#notice").get_by_role("button", name="Urungkan").click()
    expect(row_of(page, floor, "sale")).to_be_visible()


@EITHER
def test_a_campaign_is_one_row_and_one_decision_with_exceptions(floor: Floor, how: Visit) -> None:
    page = floor.enter(floor.ayu, beside(floor, "wave-0", how))
    expect(row_of(page, floor, "wave-0")).to_contain_text("8 komentar serupa dari 6 pengirim")

    page.locator(".checked-list summary").click()
    page.locator(f".checked-list input[value='{floor.items['wave-3']}']").check()
    page.locator("#decide").get_by_role("button", name="Spam").click()

    told(page, "Ditolak: judi online: 7 komentar.")
    expect(row_of(page, floor, "wave-3")).to_be_visible()
    expect(row_of(page, floor, "wave-0")).to_have_count(0)
    wave = [f"wave-{n}" for n in range(8)]
    assert [one for one in wave if standing(floor, one).state is State.OPEN] == ["wave-3"]


def test_a_whole_campaign_comes_back_at_once(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "wave-0"))
    page.keyboard.press("s")
    told(page, "8 komentar")

    page.keyboard.press("z")

    told(page, "Diurungkan: 8 komentar kembali.")
    expect(row_of(page, floor, "wave-0")).to_contain_text("8 komentar serupa dari 6 pengirim")


@EITHER
def test_who_was_first_is_told_to_the_second(floor: Floor, how: Visit) -> None:
    late = floor.enter(floor.ayu, beside(floor, "loan", how))
    if how.script:
        with late.expect_response("**/review/claim*"):
            pass
    early = floor.enter(floor.made, beside(floor, "loan", NO_SCRIPT))
    floor.clock.advance(100)
    early.locator("#decide").get_by_role("button", name="Spam").click()
    told(early, "Ditolak: penipuan.")

    late.locator("#decide").get_by_role("button", name="Setujui").click()

    told(late, "Made lebih dulu: ditolak: penipuan")
    late.get_by_role("link", name="Lihat", exact=True).click()
    is_open(late, floor.items["loan"])
    expect(late.locator(".steps")).to_contain_text("Made")


def test_somebody_who_is_looking_is_named(floor: Floor) -> None:
    first = floor.enter(floor.made, beside(floor, "loan"))
    with first.expect_response("**/review/claim*"):
        pass

    second = floor.enter(floor.ayu, beside(floor, "loan"))

    expect(second.locator("#hold-state")).to_contain_text("Sedang dilihat Made")
    second.keyboard.press("a")
    told(second, "Made sedang melihatnya")
    expect(row_of(second, floor, "loan")).to_be_visible()


def test_leaving_a_comment_frees_it(floor: Floor) -> None:
    first = floor.enter(floor.made, beside(floor, "loan"))
    with first.expect_response("**/review/claim*"):
        pass
    with first.expect_request("**/review/release"):
        first.keyboard.press("k")

    second = floor.enter(floor.ayu, beside(floor, "loan"))
    second.keyboard.press("a")

    told(second, "Disetujui.")
