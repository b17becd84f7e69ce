"""Comments written to break the page: they stay what they are, text in a box."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import Visit, Visitor, watched
from tests.people import THANKS

pytestmark = pytest.mark.browser

MARKUP = """
</textarea></p></section><script>alert(1)</script><style>*{display:none}</style>
<img src=x onerror=alert(1)><svg onload=alert(1)><iframe srcdoc="<script>alert(1)</script>">
<base href="https://elsewhere.example/"><link rel=stylesheet href="https://elsewhere.example/x.css">
<img src="https://elsewhere.example/pixel.gif"><meta http-equiv=refresh content="0;url=//x.example">
<form action="https://elsewhere.example/"><button id=send>Kirim komentar</button></form>
<p id=verdict-title>Disetujui</p>{{ 7 * 7 }}{% include "base.html" %}%(limit)s
"""
HOSTILE = {
    "markup": MARKUP,
    "override": "aman \u202e\u2066moc.elpmaxe\u202d sekali \u2067" * 20,
    "marks": ("Z" + "\u0301\u0323\u0489" * 33) * 1010,
    "tower": "Z" + "\u0301" * 20_000,
    "sixty-four-kib": "a" * 65_536,
    "wide": "𒐫﷽" * 400,
    "controls": "".join(map(chr, range(1, 32))) * 200,
    "lines": "\n" * 2000 + "akhir",
    "right-to-left": "مرحبا بالعالم " * 200,
}
EACH = pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())


def post(page: Page, body: str, name: str = "") -> None:
    page.get_by_label("Komentar", exact=True).fill(body)
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_role("button", name="Kirim komentar").click()
    expect(page.locator("#verdict-title")).to_be_visible()


def stays_whole(page: Page) -> None:
    expect(page.locator("#verdict-title")).to_have_count(1)
    expect(page.locator("#verdict-title")).to_have_text("Disetujui")
    expect(page.locator("script, style, iframe, base, form")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.fixture(scope="module", params=HOSTILE)
def shown(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page after a hostile comment was posted, for all tests that look at it."""
    with watched(browser, address) as visit:
        page = visit(Visit())
        post(page, HOSTILE[request.param])
        yield page


@EACH
def test_page_around_a_hostile_comment_stays_whole_without_script(
    visitor: Visitor, body: str
) -> None:
    page = visitor(Visit(script=False))

    post(page, body)

    stays_whole(page)


def test_page_around_a_hostile_comment_stays_whole(shown: Page) -> None:
    stays_whole(shown)


def test_hostile_comment_takes_no_more_room_than_its_box(shown: Page) -> None:
    box = shown.locator(".specimen").bounding_box()

    assert box is not None
    assert box["height"] <= 320


def test_hostile_comment_paints_nothing_outside_its_box(shown: Page) -> None:
    specimen = shown.locator(".specimen")
    verdict = shown.locator("#verdict")
    # Chromium does not draw a round corner that clips to the same pixel every time.
    verdict.evaluate("(card) => { card.style.borderRadius = '0'; }")
    painted = verdict.screenshot(mask=[specimen])

    specimen.evaluate("(box) => { box.style.visibility = 'hidden'; }")
    without = verdict.screenshot(mask=[specimen])
    specimen.evaluate("(box) => { box.style.visibility = ''; }")

    assert without == painted


@pytest.mark.parametrize("name", ["\u202e" * 40, "Z" + "\u0301" * 249, "x" * 250, "<b>x</b>"])
def test_hostile_name_stays_in_its_box(visitor: Visitor, name: str) -> None:
    page = visitor(Visit(width=360, height=740))

    post(page, THANKS.body, name)

    expect(page.locator(".specimen b")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_override_is_named_and_turns_nothing_around(visitor: Visitor) -> None:
    page = visitor(Visit())

    post(page, "unduh \u202egpj.exe sekarang")

    named = page.locator(".specimen code")
    expect(named).to_have_text("U+202E")
    rest = page.locator(".specimen-body").evaluate(
        """(body) => {
          const range = document.createRange();
          const text = body.lastChild;
          range.setStart(text, 0); range.setEnd(text, 1);
          const first = range.getBoundingClientRect().left;
          range.setStart(text, 6); range.setEnd(text, 7);
          return range.getBoundingClientRect().left - first;
        }"""
    )
    assert rest > 0


def test_whoever_leaves_is_noticed_and_gets_nowhere(browser: Browser, address: str) -> None:
    """The other tests would pass if nobody watched."""
    with pytest.raises(AssertionError, match=r"elsewhere\.example"):
        leave(browser, address)


def leave(browser: Browser, address: str) -> None:
    with watched(browser, address) as visit:
        page = visit(Visit())
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("https://elsewhere.example/")
