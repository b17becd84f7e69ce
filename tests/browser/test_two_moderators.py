"""Two people at one queue, each in a browser of their own: nobody decides unknowingly."""

import pytest
from playwright.sync_api import Page, expect

from service.people import Moderator
from service.review import CLAIM_SECONDS
from tests.browser.review import Floor
from tests.browser.steps import at, beside, box_of, decided, enter_beside, is_open, told

pytestmark = pytest.mark.browser

CLAIM = "**/review/claim*"


def looking(floor: Floor, who: Moderator, name: str = "loan") -> Page:
    """Return the page of somebody who has a comment to themselves."""
    page = floor.enter(who, beside(floor, name))
    with page.expect_response(CLAIM):
        is_open(page, floor.items[name])
    return page


def unclaimed(floor: Floor, who: Moderator, name: str = "loan") -> Page:
    """Return the page of somebody who looked at a comment so long that their claim ran out."""
    page = looking(floor, who, name)
    floor.clock.advance(CLAIM_SECONDS + 1)
    return page


def test_a_row_says_who_is_looking_at_it(floor: Floor) -> None:
    looking(floor, floor.ayu)

    page = floor.enter(floor.made)

    expect(page.locator(floor.row("loan"))).to_contain_text("Sedang dilihat Ayu")
    expect(page.locator(".row-taken")).to_have_count(1)


def test_whoever_opens_a_taken_comment_is_told_at_once(floor: Floor) -> None:
    looking(floor, floor.ayu)
    page = floor.enter(floor.made)

    page.locator(f"{floor.row('loan')} .row-link").click()

    expect(page.locator("#hold-state")).to_contain_text("Sedang dilihat Ayu")


def test_a_comment_taken_while_both_had_it_open_is_told_to_the_second(floor: Floor) -> None:
    first, second = floor.enter(floor.ayu), floor.enter(floor.made)

    with first.expect_response(CLAIM):
        first.locator(f"{floor.row('loan')} .row-link").click()
    with second.expect_response(CLAIM):
        second.locator(f"{floor.row('loan')} .row-link").click()

    expect(second.locator("#hold-state")).to_contain_text("Sedang dilihat Ayu")
    expect(first.locator("#hold-state")).to_be_empty()


def test_a_taken_comment_is_not_decided_by_another(floor: Floor) -> None:
    looking(floor, floor.ayu)
    page = enter_beside(floor, "loan", floor.made)

    page.keyboard.press("a")

    told(page, "Ayu sedang melihatnya")
    expect(page.locator(floor.row("loan"))).to_be_visible()
    assert decided(floor, "loan") == ("", "")


def test_the_second_to_decide_learns_who_decided_what(floor: Floor) -> None:
    second = unclaimed(floor, floor.made)
    first = enter_beside(floor, "loan")
    first.keyboard.press("s")
    told(first, "Ditolak: penipuan.")

    second.keyboard.press("a")

    told(second, "Ayu lebih dulu: ditolak: penipuan, baru saja.")
    assert decided(floor, "loan") == ("spam", "spam/scam")
    expect(second.locator(floor.row("loan"))).to_have_count(0)


def test_the_second_can_see_what_the_first_did_and_change_it(floor: Floor) -> None:
    second = unclaimed(floor, floor.made)
    first = enter_beside(floor, "loan")
    first.keyboard.press("s")
    told(first, "Ditolak: penipuan.")
    second.keyboard.press("a")

    second.locator("#notice").get_by_role("link", name="Lihat", exact=True).click()
    is_open(second, floor.items["loan"])
    expect(second.locator(".steps")).to_contain_text("Ayu")
    second.locator("#decide").get_by_role("button", name="Setujui").click()

    told(second, "Disetujui.")
    assert decided(floor, "loan") == ("approve", "")


def test_two_decisions_at_the_same_moment_are_one(floor: Floor) -> None:
    one, other = unclaimed(floor, floor.made), enter_beside(floor, "loan")
    for page in (one, other):
        page.route("**/review/claim*", lambda route: route.fulfill(body=""))

    one.evaluate("document.querySelector('#decide .act[value=approve]').click()")
    other.evaluate("document.querySelector('#decide .act[value=reject]').click()")

    expect(one.locator("#notice .notice")).to_be_visible()
    expect(other.locator("#notice .notice")).to_be_visible()
    said = [page.locator("#notice").inner_text() for page in (one, other)]
    assert sum("lebih dulu" in text for text in said) == 1
    assert decided(floor, "loan")[0] == ("reject" if "lebih dulu" in said[0] else "approve")


def test_a_claim_ends_when_its_time_is_up(floor: Floor) -> None:
    unclaimed(floor, floor.ayu)
    page = enter_beside(floor, "loan", floor.made)
    expect(page.locator("#hold-state")).to_be_empty()

    page.keyboard.press("a")

    told(page, "Disetujui.")
    assert decided(floor, "loan") == ("approve", "")


def test_a_claim_is_renewed_while_the_page_is_open(floor: Floor) -> None:
    page = floor.enter(floor.ayu, at("/review"))
    page.clock.install()
    page.goto(beside(floor, "loan").path)
    with page.expect_response(CLAIM):
        page.clock.run_for(1000)

    floor.clock.advance(CLAIM_SECONDS - 10)
    with page.expect_response(CLAIM):
        page.clock.run_for(31_000)
    floor.clock.advance(CLAIM_SECONDS - 10)

    other = floor.enter(floor.made, beside(floor, "loan"))
    expect(other.locator("#hold-state")).to_contain_text("Sedang dilihat Ayu")


def test_a_closed_page_lets_go_of_its_comment(floor: Floor) -> None:
    page = looking(floor, floor.ayu)
    other = enter_beside(floor, "loan", floor.made)
    expect(other.locator("#hold-state")).to_contain_text("Sedang dilihat Ayu")

    page.goto("/account")

    other.wait_for_function(
        "async (name) => !(await (await fetch(location)).text()).includes(name)",
        arg="Sedang dilihat Ayu",
    )


def test_the_other_can_undo_what_one_decided(floor: Floor) -> None:
    first = enter_beside(floor, "loan")
    first.keyboard.press("s")
    told(first, "Ditolak: penipuan.")
    second = floor.enter(floor.made, at("/review", view="resolved"))
    second.locator(f"{floor.row('loan')} .row-link").click()
    is_open(second, floor.items["loan"])

    second.locator("#detail").get_by_role("button", name="Urungkan").click()

    told(second, "Diurungkan")
    assert decided(floor, "loan") == ("", "")


def test_undoing_what_the_other_has_changed_since_is_refused(floor: Floor) -> None:
    first = enter_beside(floor, "loan")
    first.keyboard.press("s")
    told(first, "Ditolak: penipuan.")
    second = floor.enter(floor.made, beside(floor, "loan", view="resolved"))
    second.locator("#decide").get_by_role("button", name="Setujui").click()
    told(second, "Disetujui.")

    first.keyboard.press("z")

    told(first, "Made lebih dulu: disetujui")
    assert decided(floor, "loan") == ("approve", "")


def test_a_selection_leaves_out_what_another_looks_at_and_says_so(floor: Floor) -> None:
    looking(floor, floor.made, "sale")
    page = floor.enter(floor.ayu)
    for name in ("sale", "recent"):
        box_of(page, floor, name).check()

    page.keyboard.press("r")

    told(page, "Made sedang melihatnya")
    told(page, "Ditolak.")
    assert decided(floor, "recent") == ("reject", "")
    assert decided(floor, "sale") == ("", "")
    expect(page.locator(floor.row("sale"))).to_be_visible()


def test_a_moderator_of_one_site_never_sees_the_other(floor: Floor) -> None:
    page = floor.enter(floor.tari)

    expect(page.locator(".row")).to_have_count(2)
    answer = page.goto(beside(floor, "loan").path)

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="Tidak ada apa-apa di sini")).to_be_visible()
