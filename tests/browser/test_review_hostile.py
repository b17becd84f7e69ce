"""Comments written against the moderator who reads them: they stay text, in their box."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Page, expect

from service.domain import Article, Author
from tests.browser.house import House
from tests.browser.review import PHONE, QUEUE, Floor, Posted, said
from tests.browser.steps import WIDTH, at, beside, decided, is_open, told

pytestmark = pytest.mark.browser

CALM = Author(id="calm", name="Siti")
MARKUP = """
</p></div></article><script>alert(1)</script><style>*{display:none}</style>
<img src=x onerror=alert(1)><svg onload=alert(1)><animate onbegin=alert(1) attributeName=x>
<iframe srcdoc="<script>alert(1)</script>"><base href="https://elsewhere.example/">
<link rel=stylesheet href="https://elsewhere.example/x.css"><object data=//x.example></object>
<form action="https://elsewhere.example/"><button id=opened>Setujui</button></form>
<details open ontoggle=alert(1)><a hx-get="/account" hx-trigger=load>x</a>
<meta http-equiv=refresh content="0;url=//x.example">"""
TEMPLATE = '{{ 7 * 7 }}{% include "base.html" %}%(limit)s ${7*7} #{7*7} <%= 7*7 %> {0} \\u003cb>'
BODIES: Mapping[str, str] = {
    "markup": MARKUP,
    "handler": '" onmouseover=alert(1) autofocus onfocus=alert(1) x="',
    "template": TEMPLATE,
    "override": "aman \u202e\u2066moc.elpmaxe\u202d sekali \u2067\u2068 \u202a" * 20,
    "marks": "z" + "\u0336\u0489\u0323" * 33_334,
    "sixty-four-kib": "besar " * 10_900,
    "right-to-left": "مرحبا بالعالم، هذا تعليق طويل " * 60,
    "ansi": "\x1b[31mMerah\x1b[0m \x1b]0;judul\x07 \x1b[2J\x9b31m",
    "nul": "sebelum\x00sesudah\x00\x00\x00",
    "surrogates": "separuh \ud83d dan \udc00 lagi \ud800\ud800",
    "long-word": "W" * 20_000,
    "wide": "﷽𒐫" * 500,
    "emoji": "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿" * 5_000,
    "formula": '=HYPERLINK("https://elsewhere.example","x")\t+cmd|\' /C calc\'!A0\n@SUM(1)\n-2+3',
    "lines": "\n" * 3000 + "akhir",
    "returned": '<template id="returned"><li class="row" id="row-x">x</li></template>',
}
NAMES: Mapping[str, str] = {
    "markup": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "handler": '" autofocus onfocus="alert(1)',
    "override": "\u202e" * 30 + "nimda",
    "marks": "Z" + "\u0301\u0336" * 400,
    "long": "M" * 900,
    "percent": "%(name)s {name} {{ name }}",
    "newlines": "a\nb\r\nc\u2028d",
}
LINKS = (
    "javascript:alert(document.domain)",
    "JaVaScRiPt\t:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//elsewhere.example/x",
    "https://elsewhere.example\\@dapur.example/",
    '"><script>alert(1)</script>',
)
PLACES = ("dapur", "kebun", "pasar", "toko", "warung", "kota", "desa", "pantai")
EACH_LINK = pytest.mark.parametrize("number", range(len(LINKS)))
TALLEST_ROW = 140
TALLEST_TEXT = 460


@dataclass(slots=True)
class Den:
    """A queue of hostile comments, and a page that somebody reads them on."""

    floor: Floor
    page: Page

    def read(self, name: str) -> Page:
        """Open a comment on a desktop."""
        self.page.goto(beside(self.floor, name).path)
        is_open(self.page, self.floor.items[name])
        return self.wide()

    def wide(self) -> Page:
        """Look at the page on a desktop."""
        self.page.set_viewport_size({"width": QUEUE.width, "height": QUEUE.height})
        return self.page

    def narrow(self) -> Page:
        """Look at the page on a phone."""
        self.page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
        return self.page

    def calm(self) -> None:
        """Fail where a page did what it must not."""
        assert self.floor.watch.faults == []


def posted() -> list[Posted]:
    bodies = [
        said(f"body-{name}", f"diskon {name} {body}", CALM, 100 + n)
        for n, (name, body) in enumerate(BODIES.items())
    ]
    named = [
        said(f"name-{name}", f"diskon di {name}", Author(id=name, name=text), 200 + n)
        for n, (name, text) in enumerate(NAMES.items())
    ]
    linked = [
        said(
            f"link-{n}",
            f"diskon {PLACES[n]}",
            Author(id=f"link-{n}", name="Budi", url=link),
            300 + n,
            Article(url=link, title=link),
        )
        for n, link in enumerate(LINKS)
    ]
    answered = said("parent", "diskon jawaban", CALM, 400)
    comment = replace(answered.comment, parent=MARKUP)
    return [*bodies, *named, *linked, replace(answered, comment=comment)]


@pytest.fixture(scope="module")
def den(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Den]:
    with house.floor(tmp_path_factory.mktemp("den")) as empty:
        hostile = posted()
        ids = empty.post(*hostile)
        items = dict(zip((one.name for one in hostile), ids, strict=True))
        floor = replace(empty, items={**empty.items, **items})
        yield Den(floor, floor.enter(floor.ayu, at("/account")))


@pytest.fixture(scope="module", params=BODIES)
def body(den: Den, request: pytest.FixtureRequest) -> str:
    """The name of a comment with a hostile text, which is open for all tests that want it."""
    name = f"body-{request.param}"
    den.read(name)
    return name


@pytest.fixture(scope="module", params=NAMES)
def named(den: Den, request: pytest.FixtureRequest) -> str:
    """The name of a comment by somebody with a hostile name, open too."""
    name = f"name-{request.param}"
    den.read(name)
    return name


def test_a_hostile_text_stays_text(den: Den, body: str) -> None:
    page = den.wide()

    expect(page.locator(".specimen.reading-marked mark").first).to_have_text("diskon")
    for place in ("#opened-scroll", "#rows"):
        active = "script, style, iframe, base, link, object, img, meta, svg [onload], [onerror]"
        expect(page.locator(f"{place} :is({active})")).to_have_count(0)
    expect(page.locator("#opened")).to_have_count(1)
    expect(page.locator("#opened form")).to_have_count(2)
    den.calm()


def test_a_hostile_text_keeps_to_its_box(den: Den, body: str) -> None:
    page = den.wide()

    for reading in ("Dengan bukti", "Seperti ditulis", "Tanpa samaran"):
        page.locator(".forms").get_by_text(reading).click()
        text = page.locator(".specimen:visible").bounding_box()
        assert text is not None
        assert text["height"] <= TALLEST_TEXT
    row = page.locator(den.floor.row(body)).bounding_box()
    assert row is not None
    assert row["height"] <= TALLEST_ROW
    expect(page.locator("#decide .act[value=approve]")).to_be_in_viewport(ratio=1)
    den.calm()


def test_no_hostile_text_scrolls_a_phone_sideways(den: Den, body: str) -> None:
    page = den.narrow()

    assert page.evaluate(WIDTH) <= PHONE.width


def test_a_hostile_comment_can_be_decided_and_undone(den: Den, body: str) -> None:
    page = den.wide()

    page.keyboard.press("s")
    told(page, "Ditolak")
    assert decided(den.floor, body)[0] == "spam"
    page.keyboard.press("z")

    told(page, "Diurungkan")
    assert decided(den.floor, body) == ("", "")
    den.calm()


def test_a_hostile_name_stays_a_name(den: Den, named: str) -> None:
    page = den.wide()

    title = page.locator("#opened-title").bounding_box()
    assert title is not None
    assert title["height"] <= 64
    row = page.locator(den.floor.row(named))
    expect(page.locator("#opened-title :is(img, script)")).to_have_count(0)
    expect(row.locator(".row-author")).to_be_visible()
    expect(row.locator("time")).to_be_visible()
    expect(row.get_by_role("checkbox")).to_have_attribute("form", "bulk")
    expect(page.locator("[onfocus], [onerror], [onmouseover]")).to_have_count(0)
    den.calm()


def test_no_hostile_name_scrolls_a_phone_sideways(den: Den, named: str) -> None:
    page = den.narrow()

    assert page.evaluate(WIDTH) <= PHONE.width


@EACH_LINK
def test_only_plain_web_addresses_become_links(den: Den, number: int) -> None:
    page = den.read(f"link-{number}")

    found = page.eval_on_selector_all(
        "#opened a[href]", "(links) => links.map((link) => [link.href, link.rel])"
    )

    ours = [rel for href, rel in found if not href.startswith(den.floor.address)]
    assert all("noopener" in rel and "noreferrer" in rel for rel in ours)
    assert not [href for href, _ in found if not href.startswith("http")]
    den.calm()


def test_no_title_or_label_is_written_by_a_comment(den: Den) -> None:
    page = den.read("name-markup")

    expect(page).to_have_title("Tinjau · Menunggu · Saring")
    texts = page.eval_on_selector_all(
        "[title], [aria-label], [placeholder], [alt]",
        "(all) => all.map((one) => `${one.title} ${one.ariaLabel} ${one.placeholder ?? ''}`)",
    )

    assert not [text for text in texts if "alert" in text or "\u202e" in text or "<" in text]


def test_a_hostile_parent_stays_text_too(den: Den) -> None:
    page = den.read("parent")

    expect(page.locator("#opened-scroll :is(script, style, iframe, img)")).to_have_count(0)
    den.calm()


def test_the_list_of_hostile_comments_can_be_read(den: Den) -> None:
    page = den.page
    page.goto("/review?order=oldest&q=diskon")

    shown = [one for one in page.locator(".row").all() if one.bounding_box()]

    assert len(shown) >= 30
    for one in shown:
        expect(one.locator("time")).to_be_visible()
        expect(one.locator(".row-score")).to_be_visible()
    den.calm()


def test_an_override_turns_nothing_around_it(den: Den) -> None:
    page = den.read("body-override")

    direction = page.locator(".specimen.reading-marked").evaluate(
        """(box) => {
          const text = [...box.querySelectorAll(".specimen-body")].at(-1);
          const at = (node, offset) => {
            const range = document.createRange();
            range.setStart(node, offset); range.setEnd(node, offset + 1);
            return range.getBoundingClientRect().left;
          };
          const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          let node;
          while ((node = walk.nextNode())) if (node.data.includes("moc")) break;
          const from = node.data.indexOf("moc");
          return at(node, from + 2) - at(node, from);
        }"""
    )

    assert direction > 0


def test_a_hostile_note_stays_text(den: Den) -> None:
    page = den.read("name-percent")
    page.keyboard.press("n")
    page.locator("#note").fill("<img src=x onerror=alert(1)>\u202e{{ 7*7 }}")
    page.keyboard.press("Escape")

    page.keyboard.press("e")
    told(page, "belum yakin")
    page.goto(beside(den.floor, "name-percent", view="escalated").path)

    expect(page.locator(".step-note")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#opened :is(img)")).to_have_count(0)
    den.calm()
