"""What tests of the pages for moderators do, and where they look to see what came of it."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from service.people import Moderator
from service.review import ReviewItem, State
from service.store.items import find_item
from tests.browser.review import QUEUE, Floor
from tests.browser.visits import Visit

WIDTH = "document.documentElement.scrollWidth"
FOCUSED = "document.activeElement.closest('.row')?.dataset.item ?? document.activeElement.id"


def at(path: str, how: Visit = QUEUE, **values: str) -> Visit:
    """Return the visit of another page of ours."""
    return replace(how, path=f"{path}?{urlencode(values)}" if values else path)


def beside(floor: Floor, name: str, how: Visit = QUEUE, **values: str) -> Visit:
    """Return the visit of the queue with a comment open."""
    return at("/review", how, item=floor.items[name], **values)


def enter_beside(floor: Floor, name: str, who: Moderator | None = None) -> Page:
    """Return the page of somebody, else of Ayu, who looks at a comment."""
    page = floor.enter(who or floor.ayu, beside(floor, name))
    is_open(page, floor.items[name])
    return page


def is_open(page: Page, item_id: str) -> None:
    """Wait until an item stands beside the list."""
    expect(page.locator("#opened")).to_have_attribute("data-item", item_id)


def told(page: Page, text: str) -> None:
    """Wait until the page says that something was done, or why not."""
    expect(page.locator("#notice")).to_contain_text(text)


def rows(page: Page) -> list[str]:
    """Return the ids of the items in the list, in order."""
    found = "[...document.querySelectorAll('.row:not([hidden])')].map((row) => row.dataset.item)"
    ids: list[str] = page.evaluate(found)
    return ids


def box_of(page: Page, floor: Floor, name: str) -> Locator:
    """Return the box that selects a comment."""
    return page.locator(floor.row(name)).get_by_role("checkbox")


def place(page: Page, selector: str) -> float:
    """Return how far below the window's upper edge an element stands, in CSS pixels."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]


def standing(floor: Floor, name: str) -> ReviewItem:
    """Return a comment's item as the ledger has it."""
    with floor.office.read() as connection:
        return find_item(connection, floor.items[name])


def decided(floor: Floor, name: str) -> tuple[str, str]:
    """Return a comment's resolution and its label; empty while it is open."""
    item = standing(floor, name)
    if item.decided is None or item.state is State.OPEN:
        return "", ""
    return item.decided.resolution.value, item.decided.label


def all_decided(floor: Floor, names: Mapping[str, str] | list[str]) -> set[tuple[str, str]]:
    """Return what was decided about several comments."""
    return {decided(floor, name) for name in names}
