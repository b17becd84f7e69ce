"""The dashboard in a real browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.domain import Resolution
from service.review import Choice, Target
from service.store.resolving import resolve
from tests.browser.review import Floor
from tests.browser.statistics import hall
from tests.browser.visits import Visit

__all__ = ["hall"]

pytestmark = pytest.mark.browser

BOARD = Visit(path="/review/dashboard?lang=en")
PHONE = replace(BOARD, width=360, height=740)
NO_SCRIPT = replace(BOARD, script=False)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
AA = 4.5


@pytest.fixture(autouse=True)
def worked(hall: Floor) -> None:
    """Some comments were decided on, so that every picture has something to show."""
    chosen = {
        "insult": Resolution.ABUSE,
        "backlink": Resolution.SPAM,
        "sale": Resolution.APPROVE,
        "loan": Resolution.ESCALATE,
        "won": Resolution.APPROVE,
    }
    with hall.office.write() as tx:
        for name, resolution in chosen.items():
            target = Target(hall.items[name], 0)
            resolve(tx, [target], Choice(resolution), hall.ayu.actor, hall.clock.now)


@pytest.mark.parametrize("how", [BOARD, NO_SCRIPT], ids=["script", "no-script"])
def test_the_period_and_the_site_are_chosen_by_a_form(hall: Floor, how: Visit) -> None:
    page = hall.enter(hall.ayu, how)

    page.get_by_label("Period").select_option("7")
    page.get_by_label("Site").select_option(label="Kebun")
    page.get_by_role("button", name="Show").click()

    expect(page.locator("#machine-title ~ p").first).to_contain_text("the last 7 days")
    expect(page.get_by_label("Site")).to_have_value(hall.kebun.id)


def test_every_picture_can_be_told_apart_without_colours(hall: Floor) -> None:
    page = hall.enter(hall.ayu, BOARD)
    fills = page.locator("svg.columns rect, svg.row rect").evaluate_all(
        "all => [...new Set(all.map((one) => one.getAttribute('fill')))]"
    )

    assert {"url(#fill-approve)", "url(#fill-hold)", "url(#fill-reject)"} <= set(fills)
    assert all(page.locator(fill[4:-1]).count() == 1 for fill in fills)


def test_the_pictures_are_painted(hall: Floor) -> None:
    page = hall.enter(hall.ayu, BOARD)

    sizes = page.locator("svg.columns").evaluate_all(
        "all => all.map((one) => [one.getBBox().width, one.getBBox().height])"
    )

    assert len(sizes) == 2
    assert all(wide > 600 and high > 100 for wide, high in sizes)


def test_the_numbers_open_under_the_picture(hall: Floor) -> None:
    page = hall.enter(hall.ayu, NO_SCRIPT)

    page.get_by_text("The numbers").first.click()

    expect(page.get_by_role("row", name="2026-11-23").first).to_be_visible()


def test_what_was_overturned_is_told(hall: Floor) -> None:
    page = hall.enter(hall.ayu, BOARD)

    expect(page.locator("#overturned-title ~ .halves")).to_contain_text(
        "Moderators looked at 1 of them and decided otherwise about 1 (> 99.99%)."
    )


def test_an_author_leads_to_their_comments(hall: Floor) -> None:
    page = hall.enter(hall.ayu, BOARD)

    page.locator(".busy").last.get_by_role("link").first.click()

    expect(page.locator("#rows .row").first).to_be_visible()


def test_the_numbers_come_as_a_file(hall: Floor) -> None:
    page = hall.enter(hall.ayu, BOARD)

    with page.expect_download() as coming:
        page.get_by_role("link", name="As a CSV file").click()

    assert coming.value.suggested_filename == "saring-dashboard.csv"
    assert Path(coming.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("how", [BOARD, replace(BOARD, scheme="dark")], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(hall: Floor, how: Visit) -> None:
    page = hall.enter(hall.ayu, how)

    worst = page.evaluate(CONTRAST)

    assert worst["ratio"] >= AA, worst


@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_width_scrolls_sideways(hall: Floor, width: int) -> None:
    page = hall.enter(hall.ayu, replace(PHONE, width=width, path=f"{PHONE.path}&days=90"))

    assert page.evaluate("document.documentElement.scrollWidth") <= width
