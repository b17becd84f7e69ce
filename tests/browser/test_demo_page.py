"""The page to look at, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.people import GAMBLING, THANKS

pytestmark = pytest.mark.browser

DESKTOP = Visit()
NO_SCRIPT = Visit(script=False)
PHONE = Visit(width=360, height=740)
EITHER = pytest.mark.parametrize("how", [DESKTOP, NO_SCRIPT], ids=["script", "no-script"])


def post(page: Page, body: str) -> None:
    page.get_by_label("Komentar", exact=True).fill(body)
    page.get_by_role("button", name="Kirim komentar").click()


@EITHER
@pytest.mark.parametrize(
    ("body", "word"),
    [(THANKS.body, "Disetujui"), ("Ada judi", "Ditahan"), (GAMBLING.body, "Ditolak")],
)
def test_posted_comment_gets_its_verdict(
    visitor: Visitor, how: Visit, body: str, word: str
) -> None:
    page = visitor(how)

    post(page, body)

    expect(page.locator("#verdict-title")).to_have_text(word)


@EITHER
def test_evidence_is_highlighted_and_read_out(visitor: Visitor, how: Visit) -> None:
    page = visitor(how)

    post(page, GAMBLING.body)

    expect(page.locator(".specimen mark")).to_have_text("𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳")
    expect(page.locator(".specimen .reads")).to_have_text(" terbaca pulau777")


@EITHER
def test_scores_are_told_in_numbers_beside_their_bands(visitor: Visitor, how: Visit) -> None:
    page = visitor(how)

    post(page, GAMBLING.body)

    spam = page.locator(".score").first
    expect(spam).to_contain_text("97%")
    expect(spam).to_contain_text("ditahan mulai 40%")
    expect(spam).to_contain_text("ditolak mulai 90%")


@EITHER
def test_example_is_filled_in_and_judged(visitor: Visitor, how: Visit) -> None:
    page = visitor(how)

    page.get_by_role("button", name="Huruf bergaya").click()

    expect(page.locator("#verdict-title")).to_have_text("Ditolak")
    expect(page.get_by_label("Komentar", exact=True)).to_have_value(GAMBLING.body)


@EITHER
def test_language_is_switched_by_a_link_and_kept_when_posting(visitor: Visitor, how: Visit) -> None:
    page = visitor(how)

    page.get_by_role("link", name="English").click()
    page.get_by_label("Comment", exact=True).fill(THANKS.body)
    page.get_by_role("button", name="Post comment").click()

    expect(page.locator("#verdict-title")).to_have_text("Approved")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@EITHER
def test_empty_comment_is_explained_beside_the_field(visitor: Visitor, how: Visit) -> None:
    page = visitor(how)

    post(page, "  ")

    expect(page.get_by_label("Komentar", exact=True)).to_have_accessible_description(
        "Komentarnya masih kosong. Tulis sesuatu dulu, ya."
    )


def test_script_answers_in_place_and_leaves_the_focus(visitor: Visitor) -> None:
    page = visitor(DESKTOP)
    page.evaluate("document.body.dataset.visit = 'first'")

    post(page, GAMBLING.body)

    expect(page.get_by_role("status")).to_have_text(
        "Putusan: Ditolak. Komentar ini tidak akan ditayangkan."
    )
    expect(page.locator("body")).to_have_attribute("data-visit", "first")
    expect(page.get_by_role("button", name="Kirim komentar")).to_be_focused()


def test_script_takes_the_reader_to_the_field_in_question(visitor: Visitor) -> None:
    page = visitor(DESKTOP)

    post(page, "  ")

    expect(page.get_by_label("Komentar", exact=True)).to_be_focused()


def test_text_too_long_is_kept(visitor: Visitor) -> None:
    page = visitor(DESKTOP)
    body = "a" * (256 * 1024 + 1)

    post(page, body)

    expect(page.locator("#body-problem")).to_contain_text("256 KiB")
    expect(page.get_by_label("Komentar", exact=True)).to_have_value(body)


def test_without_script_the_answer_opens_at_the_verdict(visitor: Visitor) -> None:
    page = visitor(NO_SCRIPT)

    post(page, THANKS.body)

    expect(page.locator("#verdict-title")).to_be_in_viewport()
    assert page.url.endswith("/#verdict")


def test_everything_can_be_done_from_the_keyboard(visitor: Visitor) -> None:
    page = visitor(DESKTOP)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Komentar", exact=True)).to_be_focused()
    page.keyboard.insert_text(THANKS.body)
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Kirim komentar")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#verdict-title")).to_have_text("Disetujui")


def test_focus_can_be_seen_wherever_it_goes(visitor: Visitor) -> None:
    page = visitor(DESKTOP)
    page.get_by_role("button", name="Huruf bergaya").click()
    expect(page.locator("#verdict-title")).to_be_visible()
    reachable = page.locator("a, button, input, textarea, summary, .specimen").count()
    page.locator(".skip").focus()

    for _ in range(reachable - 1):
        page.keyboard.press("Tab")

        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", page.evaluate("document.activeElement.outerHTML")


def test_phone_brings_the_verdict_into_view(visitor: Visitor) -> None:
    page = visitor(PHONE)

    post(page, GAMBLING.body)

    expect(page.locator("#verdict-title")).to_be_in_viewport()


def test_lost_connection_is_told_and_loses_nothing(visitor: Visitor) -> None:
    page = visitor(DESKTOP)
    page.context.route("**/*", lambda route: route.fulfill(status=503, body="{}"))

    post(page, THANKS.body)

    expect(page.get_by_role("status")).to_have_text(
        "Komentarnya belum terkirim. Silakan coba lagi."
    )
    expect(page.get_by_label("Komentar", exact=True)).to_have_value(THANKS.body)
