"""The whole of the queue by plain links and forms, in a browser that runs no script."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.review import NO_SCRIPT, RINA, Floor, said
from tests.browser.steps import beside, box_of, decided, is_open, told

pytestmark = pytest.mark.browser

PER_PAGE = 50


@pytest.fixture
def page(floor: Floor) -> Page:
    return floor.enter(floor.ayu, NO_SCRIPT)


def test_a_filter_limits_the_list_and_can_be_taken_off(floor: Floor, page: Page) -> None:
    before = page.locator(".row").count()
    page.locator(".more-filters > summary").click()
    page.locator("#language").select_option("en")
    page.locator(".filter-foot button").click()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(floor.row("english"))).to_be_visible()

    page.locator(".chosen-filters").get_by_role("link", name="Inggris").click()

    expect(page.locator(".row")).to_have_count(before)


def test_a_row_is_a_link_to_its_comment(floor: Floor, page: Page) -> None:
    page.locator(f"{floor.row('loan')} .row-link").click()

    is_open(page, floor.items["loan"])
    expect(page.locator(f"{floor.row('loan')} [aria-current=true]")).to_be_visible()


def test_a_decision_leads_on_to_the_next_comment(floor: Floor, page: Page) -> None:
    ids = [row.get_attribute("data-item") for row in page.locator(".row").all()]
    page.locator(f"{floor.row('loan')} .row-link").click()
    is_open(page, floor.items["loan"])

    page.locator("#decide .kinds > summary").first.click()
    page.locator("#decide .menu").get_by_role("button", name="Promosi").click()

    told(page, "Ditolak: promosi.")
    is_open(page, str(ids[ids.index(floor.items["loan"]) + 1]))
    assert decided(floor, "loan") == ("spam", "spam/promotion")


def test_an_act_is_undone_by_a_button(floor: Floor, page: Page) -> None:
    page.goto(beside(floor, "loan").path)
    page.locator("#decide").get_by_role("button", name="Setujui").click()
    told(page, "Disetujui.")

    page.locator("#notice").get_by_role("button", name="Urungkan").click()

    told(page, "Diurungkan")
    is_open(page, floor.items["loan"])
    assert decided(floor, "loan") == ("", "")


def test_a_note_goes_along(floor: Floor, page: Page) -> None:
    page.goto(beside(floor, "loan").path)
    page.locator("#decide .note > summary").click()
    page.locator("#note").fill("Nomornya sudah pernah muncul")

    page.locator("#decide").get_by_role("button", name="Ragu").click()

    told(page, "Ditandai belum yakin.")
    page.goto(beside(floor, "loan", view="escalated").path)
    expect(page.locator(".steps")).to_contain_text("Nomornya sudah pernah muncul")


def test_a_campaign_is_decided_but_for_an_exception(floor: Floor, page: Page) -> None:
    page.goto(beside(floor, "wave-0").path)
    page.locator(".checked-list > summary").click()
    page.locator(f".checked-list input[value='{floor.items['wave-3']}']").check()

    page.locator("#decide").get_by_role("button", name="Tolak").click()

    told(page, "Ditolak: 7 komentar.")
    assert decided(floor, "wave-0") == ("reject", "")
    assert decided(floor, "wave-3") == ("", "")


def test_boxes_choose_what_is_decided_at_once(floor: Floor, page: Page) -> None:
    for name in ("sale", "recent"):
        box_of(page, floor, name).check()

    page.locator("#bulk").get_by_role("button", name="Setujui").click()

    told(page, "Disetujui: 2 komentar.")
    assert decided(floor, "sale") == decided(floor, "recent") == ("approve", "")


def test_strong_language_is_shown_when_asked_for(floor: Floor, page: Page) -> None:
    page.goto(beside(floor, "insult").path)
    text = page.locator(".specimen.reading-marked")
    expect(text).not_to_have_css("filter", "none")

    page.get_by_text("Ada kata kasar: tampilkan").click()

    expect(text).to_have_css("filter", "none")


def test_every_way_to_read_a_comment_is_there(floor: Floor, page: Page) -> None:
    page.goto(beside(floor, "disguised").path)

    page.get_by_text("Tanpa samaran").click()

    expect(page.locator(".specimen:visible")).to_contain_text("slot center, gacor")


def test_the_next_page_goes_on_where_the_first_ended(floor: Floor) -> None:
    dishes = [f"Diskon piring nomor {n}, warna {n * 7} dan ukuran {n * 13}" for n in range(60)]
    posted = [said(f"dish-{n}", body, RINA, 100 + n) for n, body in enumerate(dishes)]
    floor.post(*posted)
    page = floor.enter(floor.ayu, replace(NO_SCRIPT, path="/review?q=diskon&order=oldest"))
    first = [row.get_attribute("data-item") for row in page.locator(".row").all()]
    assert len(first) == PER_PAGE

    page.get_by_role("link", name="Komentar berikutnya").click()

    expect(page.get_by_role("link", name="Kembali ke awal")).to_be_visible()
    second = [row.get_attribute("data-item") for row in page.locator(".row").all()]
    assert second
    assert not set(first) & set(second)
    assert "q=diskon" in page.url
    assert sorted(map(str, first + second)) == [*map(str, first + second)]


def test_nothing_that_needs_a_script_is_offered(page: Page) -> None:
    for each in page.locator(".needs-script").all():
        expect(each).to_be_hidden()
