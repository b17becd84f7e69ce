"""The pages for moderators as people see them who see little, move little, or hold a phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.review import QUEUE, Floor
from tests.browser.steps import WIDTH, at, is_open
from tests.web.office import session_cookie

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
AA = 4.5
# As text, not as a script element: the page's own policy would refuse that, and rightly so.
FINDINGS = """async () => {
    const wanted = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const options = { runOnly: wanted, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    const where = (nodes) => nodes.map(({ html }) => html.slice(0, 160)).join(" | ");
    return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${where(nodes)}`);
}"""
# A target is large enough where it, or its label, is; or where it stands in a sentence (2.5.8).
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, input, label")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => !one.closest(".unseen, .skip, p, dd, td, th, .line")
        && one.type !== "hidden" && !(one.matches("label") && !one.control))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width && box.height && (box.width < 24 || box.height < 24))
    .filter(([one, box]) => !(one.matches("input") && [...(one.labels ?? [])].some((label) => {
        const around = label.getBoundingClientRect();
        return around.width >= 24 && around.height >= 24; })))
    .filter(([one]) => !(one.matches("label") && one.control.getBoundingClientRect().height >= 24))
    .filter(([one]) => !(one.matches("label") && one.contains(one.control) === false
        && one.control.matches("input:not([type=checkbox], [type=radio]), select")))
    .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)"""
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
    const { transitionDuration, animationDuration } = getComputedStyle(one);
    return [transitionDuration, animationDuration].some((each) => parseFloat(each) > 0.01);
}).map((one) => one.outerHTML.slice(0, 80))"""
STATES = (
    "list", "disguised", "strong", "campaign", "help", "selection", "no match", "nothing",
    "rejected", "histogram", "dashboard", "account", "people", "admin", "site", "audit",
    "webhooks", "sign-in",
)  # fmt: skip
WIDTHS = (320, 360, 768, 1280)


@dataclass(slots=True)
class Gallery:
    """A window that shows one state of the pages after the other, to an admin."""

    floor: Floor
    page: Page

    def show(self, state: str, lang: str = "id") -> Page:
        """Bring a state about, on a desktop, in light."""
        page = self.looks()
        if state == "sign-in":
            page.context.clear_cookies()
        page.goto(at(self._path(state), QUEUE, lang=lang, **self._values(state)).path)
        if state == "campaign":
            page.locator(".checked-list > summary").click()
            page.locator(".alone > summary").click()
        elif state == "sign-in":
            expect(page.locator("input[type=password]")).to_be_visible()
            name, value = session_cookie(self.floor.office, self.floor.made)
            page.context.add_cookies([{"name": name, "value": value, "url": self.floor.address}])
        elif state == "histogram":
            expect(page.locator("#choice")).to_be_visible()
        elif state == "help":
            page.evaluate("document.getElementById('keys').showModal()")
        elif state == "selection":
            page.locator(".row input").first.check()
            page.locator(".more-filters > summary").click()
        return page

    def looks(self, width: int = 1280, scheme: Literal["light", "dark"] = "light") -> Page:
        """Look at what is shown in another size and colour."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce", forced_colors="none")
        return self.page

    def _path(self, state: str) -> str:
        return {
            "histogram": "/review/histogram",
            "dashboard": "/review/dashboard",
            "account": "/account",
            "people": "/admin/people",
            "admin": "/admin",
            "site": f"/admin/sites/{self.floor.dapur.id}",
            "audit": "/admin/audit",
            "webhooks": "/admin/webhooks",
            "sign-in": "/account/sign-in",
        }.get(state, "/review")

    def _values(self, state: str) -> Mapping[str, str]:
        items = self.floor.items
        return {
            "disguised": {"item": items["disguised"]},
            "strong": {"item": items["insult"]},
            "campaign": {"item": items["wave-0"]},
            "no match": {"q": "tidakada"},
            "nothing": {"view": "escalated"},
            "rejected": {"view": "rejected"},
            "histogram": {"label": "spam", "low": "70", "high": "90"},
        }.get(state, {})


@pytest.fixture(scope="module")
def gallery(shared_floor: Floor) -> Gallery:
    return Gallery(shared_floor, shared_floor.enter(shared_floor.made))


@pytest.fixture(scope="module", params=STATES)
def state(gallery: Gallery, request: pytest.FixtureRequest) -> str:
    """A state, which is shown to all tests that want it, one after the other."""
    shown: str = request.param
    gallery.show(shown)
    return shown


@pytest.fixture(scope="module", params=STATES)
def english(gallery: Gallery, request: pytest.FixtureRequest) -> str:
    """A state in English."""
    shown: str = request.param
    gallery.show(shown, "en")
    return shown


def findings(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FINDINGS)
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_axe_finds_nothing_serious(
    gallery: Gallery, state: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = gallery.looks(width, scheme)

    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(
    gallery: Gallery, state: str, scheme: Literal["light", "dark"]
) -> None:
    page = gallery.looks(1280, scheme)

    worst: dict[str, Any] = page.evaluate(CONTRAST)

    assert worst["ratio"] >= AA, worst


def test_no_width_scrolls_sideways(gallery: Gallery, state: str) -> None:
    for width in WIDTHS:
        page = gallery.looks(width)
        assert page.evaluate(WIDTH) <= width


def test_targets_are_large_enough_for_a_thumb(gallery: Gallery, state: str) -> None:
    page = gallery.looks(360)

    assert page.evaluate(SMALL) == []


def test_it_is_as_good_in_english(gallery: Gallery, english: str) -> None:
    page = gallery.looks(1280, "dark")

    assert findings(page) == []
    for width in WIDTHS:
        assert gallery.looks(width).evaluate(WIDTH) <= width


def test_nothing_moves_for_those_who_want_it_calm(gallery: Gallery, state: str) -> None:
    page = gallery.looks()

    assert page.evaluate(MOVING) == []


def test_the_open_row_is_marked_without_colours_too(gallery: Gallery) -> None:
    page = gallery.show("list")
    page.emulate_media(forced_colors="active")

    expect(page.locator(".row.is-open")).not_to_have_css("outline-style", "none")
    expect(page.locator(".row:not(.is-open)").first).to_have_css("outline-style", "none")


def test_chosen_states_are_told_without_colours(gallery: Gallery) -> None:
    page = gallery.show("disguised")
    page.emulate_media(forced_colors="active")

    for chosen, other in (
        (".views [aria-current]", ".views a:not([aria-current])"),
        ("#reading-marked + label", "#reading-raw + label"),
    ):
        expect(page.locator(chosen).first).not_to_have_css("outline-style", "none")
        expect(page.locator(other).first).to_have_css("outline-style", "none")


def test_bars_of_scores_are_seen_without_colours(gallery: Gallery) -> None:
    page = gallery.show("disguised")
    page.emulate_media(forced_colors="active")

    painted = page.locator(".score svg, .score .bar").first
    expect(painted).to_be_visible()
    assert page.locator(".score").first.inner_text().count("%") >= 2


def test_a_phone_shows_one_thing_at_a_time(shared_floor: Floor) -> None:
    floor = shared_floor
    page = floor.enter(floor.tari, at("/review", QUEUE))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/review")
    expect(page.locator("#detail")).to_be_hidden()

    page.locator(f"{floor.row('garden-sale')} .row-link").click()
    is_open(page, floor.items["garden-sale"])

    expect(page.locator(".list-pane")).to_be_hidden()
    expect(page.locator("#opened-title")).to_be_focused()
    expect(page.locator("#decide .act[value=approve]")).to_be_in_viewport()


def test_the_way_back_on_a_phone_leads_to_the_same_row(shared_floor: Floor) -> None:
    floor = shared_floor
    page = floor.enter(floor.tari, at("/review", QUEUE))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/review")
    page.locator(f"{floor.row('garden-slot')} .row-link").click()
    is_open(page, floor.items["garden-slot"])

    page.get_by_role("link", name="Kembali ke daftar").click()

    expect(page.locator(".list-pane")).to_be_visible()
    expect(page.locator("#detail")).to_be_hidden()
    expect(page.locator(f"{floor.row('garden-slot')} .row-link")).to_be_focused()


def test_headings_lead_through_the_page_in_order(gallery: Gallery) -> None:
    page = gallery.show("disguised")

    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "(all) => all.map((one) => Number(one.tagName[1]))"
    )

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
