"""The pages of a site's policy in a real browser: by keyboard, without script, on a phone."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from service.domain import Site
from service.people import SHELL
from service.store import noted, policies
from service.store.noted import By
from service.store.sites import Change, find_site
from tests.browser.review import Floor
from tests.browser.steps import WIDTH
from tests.browser.test_review_looks import AA, AXE, CONTRAST, FINDINGS, SMALL
from tests.browser.visits import Visit

pytestmark = pytest.mark.browser
RULE = """[[rule]]
name = "Nomor WA"
action = "rejct"
when = { contact_numbers = { at_least = 1 } }
"""
MENDED = 'action = "reject"'
LINE = "({ value, selectionStart }) => value.slice(0, selectionStart).split('\\n').length"
PARTS = ("", "/versions", "/versions/1", "/shadow", "/watch")
ACTS = ("Periksa", "Coba pada komentar lama", "Berlakukan")


def at(site: Site, part: str = "") -> str:
    return f"/admin/sites/{site.id}/policy{part}"


def walk(page: Page, selector: str) -> None:
    """Press the tabulator until an element has the focus."""
    for _ in range(40):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way to {selector} by the keyboard")


def press(page: Page, selector: str) -> None:
    """Follow a link or press a button by the keyboard."""
    walk(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def click(page: Page, name: str) -> None:
    """Click a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def standing(floor: Floor) -> Site:
    with floor.office.read() as connection:
        return find_site(connection, floor.dapur.id)


def furnish(floor: Floor) -> None:
    """Give the site two versions, one of them in shadow, and a dry run."""
    by, site = By(SHELL, floor.clock.now), floor.dapur
    with floor.office.write() as tx:
        policies.save_version(tx, by, site.id, 'preset = "lenient"\n', "Mulai")
        policies.save_version(tx, by, site.id, 'preset = "strict"\n', "Perketat")
        policies.enforce(tx, by, site.id, 2)
        policies.cast_shadow(tx, by, site.id, 1)
        noted.change_site(tx, by, site.id, Change(dry_run=True))


def faults(page: Page) -> list[str]:
    """Return what is wrong with a page's looks: on a desk in light, on a phone in the dark."""
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS)
    page.set_viewport_size({"width": 320, "height": 740})
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(SMALL)
    if page.evaluate(CONTRAST)["ratio"] < AA:
        found.append("contrast")
    if page.evaluate(WIDTH) > 320:
        found.append("width")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_a_policy_is_written_checked_tried_and_enforced_by_keyboard(floor: Floor) -> None:
    page = floor.enter(floor.made, Visit(at(floor.dapur)))
    press(page, "a.send")
    walk(page, "#document")
    page.keyboard.press("Control+A")
    page.keyboard.type(RULE)
    press(page, "button[value=check]")

    walk(page, "[data-line]")
    page.keyboard.press("Enter")
    assert page.locator("#document").evaluate(LINE) == 3
    page.keyboard.type(MENDED)
    press(page, "button[value=try]")
    expect(page.locator(".trial-sum")).to_contain_text("Dari 29 komentar, 1 akan diputuskan lain.")
    expect(page.locator(".turn")).to_contain_text("Aturan: Nomor WA")
    walk(page, "#reason")
    page.keyboard.type("Nomor WA ditolak")
    press(page, "button[value=enforce]")
    expect(page.locator(".diff")).to_contain_text('name = "Nomor WA"')
    press(page, "button[value=confirm]")

    expect(page.get_by_role("status")).to_contain_text("Kebijakan ini kini berlaku")
    assert standing(floor).policy_version == 1


def test_it_all_works_without_script(floor: Floor) -> None:
    page = floor.enter(floor.made, replace(Visit(at(floor.dapur, "/edit")), script=False))
    page.fill("#document", RULE)
    click(page, "Periksa")
    expect(page.get_by_role("alert")).to_contain_text("Baris 3")
    page.fill("#document", RULE.replace('action = "rejct"', MENDED))
    click(page, "Coba pada komentar lama")
    expect(page.locator(".direction").first).to_contain_text("Selama ini ditahan, nanti ditolak: 1")
    click(page, "Berlakukan")
    click(page, "Ya, berlakukan")
    page.get_by_label("Tahan semuanya").check()
    page.get_by_label("Berapa lama").select_option("12")
    click(page, "Nyalakan sakelar")
    expect(page.locator("#switch-title + .said")).to_contain_text("2026-11-23 21:00 UTC")
    click(page, "Akhiri sekarang")

    expect(page.get_by_role("status")).to_contain_text("Sakelar darurat sudah mati lagi.")
    assert standing(floor).switch is None


def test_every_page_is_readable_and_fits_a_phone(floor: Floor) -> None:
    furnish(floor)
    page = floor.enter(floor.made, Visit(at(floor.dapur)))
    found = {}

    for part in PARTS:
        page.goto(at(floor.dapur, part))
        found[part] = faults(page)
    for name in ACTS:
        page.goto(at(floor.dapur, "/edit"))
        page.fill("#document", RULE if name == "Periksa" else RULE.replace("rejct", "reject"))
        click(page, name)
        found[name] = faults(page)

    assert found == {name: [] for name in (*PARTS, *ACTS)}
