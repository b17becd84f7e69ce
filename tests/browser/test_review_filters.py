"""Finding comments: each filter, each order, the link that brings the same list back."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from service.store.items import find_items
from tests.browser.review import QUEUE, RINA, Floor, said
from tests.browser.steps import at, is_open, rows

pytestmark = pytest.mark.browser

FIELDS: Mapping[str, tuple[Mapping[str, str], set[str]]] = {
    "reason": ({"reason": "score:abuse/threat"}, {"threat"}),
    "signal": ({"reason": "signal:advertising_name"}, {"sale", "garden-sale", "backlink", "long"}),
    "label": ({"label": "spam/scam"}, {"loan"}),
    "band": ({"label": "spam", "from": "73", "to": "82"}, {"loan", "backlink"}),
    "language": ({"language": "en"}, {"english"}),
    "site": ({"site": "Kebun"}, {"garden-sale", "garden-slot"}),
    "young": ({"age": "hour"}, {"recent"}),
    "label and site": ({"label": "spam/promotion", "from": "30", "site": "Kebun"}, {"garden-sale"}),
}
SELECTS = ("reason", "label", "language", "site", "age")


def names(floor: Floor, page: Page) -> list[str]:
    """Return the comments of the list by their names, a campaign by its first."""
    by_id = {item_id: name for name, item_id in floor.items.items()}
    return [by_id[item_id] for item_id in rows(page)]


def fill(page: Page, values: Mapping[str, str]) -> None:
    page.locator(".more-filters > summary").click()
    for name, value in values.items():
        field = page.locator(f"#{name}")
        if name == "site":
            field.select_option(label=value)
        elif name in SELECTS:
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(".filter-foot button").click()
    expect(page.locator(".chosen-filters")).to_be_visible()


@pytest.mark.parametrize(("values", "wanted"), FIELDS.values(), ids=FIELDS.keys())
def test_a_field_limits_the_list(
    shared_floor: Floor, values: Mapping[str, str], wanted: set[str]
) -> None:
    page = shared_floor.enter(shared_floor.ayu)

    fill(page, values)

    assert wanted <= set(names(shared_floor, page))
    if "signal" not in values.get("reason", ""):
        assert set(names(shared_floor, page)) == wanted


@pytest.mark.parametrize("name", FIELDS)
def test_the_link_brings_list_and_fields_back(shared_floor: Floor, name: str) -> None:
    page = shared_floor.enter(shared_floor.ayu)
    values, _ = FIELDS[name]
    fill(page, values)
    listed = rows(page)

    other = shared_floor.enter(shared_floor.made, replace(QUEUE, path=page.url))

    assert rows(other) == listed
    for field, value in values.items():
        wanted = shared_floor.kebun.id if field == "site" else value
        expect(other.locator(f"#{field}")).to_have_value(wanted)


def test_a_filter_is_taken_off_by_its_name(shared_floor: Floor) -> None:
    page = shared_floor.enter(shared_floor.ayu)
    every = rows(page)
    fill(page, {"label": "spam", "from": "73", "site": "Kebun"})

    page.locator(".chosen-filters").get_by_role("link", name="Spam").click()

    expect(page.locator(".row")).to_have_count(2)
    assert set(names(shared_floor, page)) == {"garden-sale", "garden-slot"}
    page.locator(".chosen-filters").get_by_role("link", name="Kebun").click()
    expect(page.locator(".row")).to_have_count(len(every))
    assert rows(page) == every


def test_the_search_finds_words_even_in_disguise(shared_floor: Floor) -> None:
    page = shared_floor.enter(shared_floor.ayu)

    page.locator("#q").fill("gacor hiburan")
    page.locator("#q").press("Enter")

    expect(page.locator(".row")).to_have_count(1)
    assert names(shared_floor, page) == ["disguised"]
    expect(page.locator("#q")).to_have_value("gacor hiburan")


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1 --", "<b>", "🍲", "\\"])
def test_the_search_takes_signs_as_they_are(shared_floor: Floor, text: str) -> None:
    page = shared_floor.enter(shared_floor.ayu, at("/review", q=f"{text}tidakada"))

    expect(page.get_by_role("heading", name="Tidak ada yang cocok")).to_be_visible()
    expect(page.locator("#q")).to_have_value(f"{text}tidakada")


def test_a_comment_leads_to_all_on_its_article(shared_floor: Floor) -> None:
    floor = shared_floor
    page = floor.enter(floor.ayu, at("/review", item=floor.items["faith"]))

    page.get_by_role("link", name="semua di artikel ini").click()

    expect(page.locator(".chosen-filters")).to_be_visible()
    assert set(names(floor, page)) == {"faith", "threat", "swearing", "disguised"}


def test_a_comment_leads_to_all_of_its_author(shared_floor: Floor) -> None:
    floor = shared_floor
    page = floor.enter(floor.ayu, at("/review", item=floor.items["loan"]))

    page.get_by_role("link", name="Semua komentar pengirim ini di sini").click()

    expect(page.locator(".chosen-filters")).to_be_visible()
    assert set(names(floor, page)) == {"loan", "faith", "threat"}


@pytest.mark.parametrize("order", ["doubt", "oldest", "newest", "score"])
def test_each_order_sorts_as_it_says(shared_floor: Floor, order: str) -> None:
    floor = shared_floor
    page = floor.enter(floor.ayu)

    page.locator("#order").select_option(order)
    page.locator(".filter-line button").click()
    expect(page.locator("#order")).to_have_value(order)

    with floor.office.read() as connection:
        items = find_items(connection, rows(page))
    keys = {
        "doubt": [-item.doubt for item in items],
        "oldest": [item.opened_at.timestamp() for item in items],
        "newest": [-item.opened_at.timestamp() for item in items],
        "score": [-item.score for item in items],
    }
    assert len(items) > 10
    assert keys[order] == sorted(keys[order])


@pytest.mark.parametrize("order", ["doubt", "oldest", "newest", "score"])
def test_the_list_goes_on_where_it_ended(floor: Floor, order: str) -> None:
    floor.post(*(said(f"plate-{n}", plate(n), RINA, 100 + n) for n in range(75)))
    page = floor.enter(floor.ayu, at("/review", q="diskon", order=order))
    first = rows(page)

    page.locator("#next-page").click()
    expect(page.locator("#next-page")).to_have_count(0)

    every = rows(page)
    assert every[: len(first)] == first
    assert len(every) == len(set(every)) > len(first)
    with floor.office.read() as connection:
        items = find_items(connection, every)
    if order in ("oldest", "newest"):
        assert [item.id for item in items] == sorted(every, reverse=order == "newest")


def plate(number: int) -> str:
    """Return a comment unlike the others of its kind, so that they are no campaign."""
    words = ("piring", "sendok", "wajan", "kukusan", "cobek", "talenan", "saringan", "baskom")
    chosen = [words[(number // 8**digit) % 8] for digit in range(3)]
    return f"Diskon {chosen[0]} {number} di {chosen[1]} jalan {number * 37} untuk {chosen[2]}"


def test_j_at_the_end_of_a_page_goes_on_to_the_next(floor: Floor) -> None:
    floor.post(*(said(f"plate-{n}", plate(n), RINA, 100 + n) for n in range(75)))
    page = floor.enter(floor.ayu, at("/review", q="diskon"))
    first = rows(page)
    page.locator(f"#row-{first[-1]} .row-link").click()
    is_open(page, first[-1])

    page.keyboard.press("j")
    expect(page.locator("#next-page")).to_have_count(0)
    page.keyboard.press("j")

    is_open(page, rows(page)[len(first)])


def test_the_address_says_no_more_than_what_was_chosen(shared_floor: Floor) -> None:
    page = shared_floor.enter(shared_floor.ayu)

    fill(page, {"label": "spam/scam"})

    asked = {name for name, value in parse_qs(urlsplit(page.url).query).items() if value}
    assert {"label"} <= asked <= {"label", "order", "item"}
