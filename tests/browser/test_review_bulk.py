"""Many comments, one decision: a selection, a range of rows, a whole campaign."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from service.domain import Author
from tests.browser.review import QUEUE, Floor, Posted, wave
from tests.browser.steps import at, beside, box_of, decided, is_open, place, rows, standing, told

pytestmark = pytest.mark.browser

PICKED = ["sale", "garden-sale", "recent"]
COMMENTS, AUTHORS = 47, 31
CAMPAIGN = [f"wave-{number}" for number in range(COMMENTS)]


def pick(page: Page, floor: Floor) -> None:
    for name in PICKED:
        box_of(page, floor, name).check()
    expect(page.locator("#selected-count")).to_have_text("3")


@pytest.mark.parametrize(
    ("button", "decision", "said"),
    [
        ("Setujui", ("approve", ""), "Disetujui: 3 komentar."),
        ("Tolak", ("reject", ""), "Ditolak: 3 komentar."),
        ("Ragu", ("escalate", ""), "Ditandai belum yakin: 3 komentar."),
    ],
)
def test_a_button_decides_on_all_that_is_selected(
    floor: Floor, button: str, decision: tuple[str, str], said: str
) -> None:
    page = floor.enter(floor.ayu)
    before = rows(page)
    pick(page, floor)

    page.locator("#bulk").get_by_role("button", name=button).click()

    told(page, said)
    assert {decided(floor, name) for name in PICKED} == {decision}
    assert set(before) - set(rows(page)) == {floor.items[name] for name in PICKED}


def test_the_kind_of_spam_is_chosen_for_all(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    pick(page, floor)

    page.locator("#bulk .kinds summary").first.click()
    page.locator("#bulk .menu").get_by_role("button", name="Promosi").click()

    told(page, "Ditolak: promosi: 3 komentar.")
    assert {decided(floor, name) for name in PICKED} == {("spam", "spam/promotion")}


def test_one_act_is_what_a_bulk_decision_is(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    pick(page, floor)

    page.keyboard.press("r")

    told(page, "Ditolak: 3 komentar.")
    items = [standing(floor, name) for name in PICKED]
    assert len({item.decided.act_id for item in items if item.decided}) == 1


def test_undo_brings_all_of_a_bulk_back_to_their_places(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    before = rows(page)
    pick(page, floor)
    page.keyboard.press("r")
    told(page, "Ditolak: 3 komentar.")

    page.locator("#notice").get_by_role("button", name="Urungkan").click()

    told(page, "Diurungkan: 3 komentar kembali.")
    assert {decided(floor, name) for name in PICKED} == {("", "")}
    assert rows(page) == before


def test_shift_and_click_select_a_range(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    ids = rows(page)

    page.locator(f"#row-{ids[2]}").get_by_role("checkbox").click()
    page.locator(f"#row-{ids[6]}").get_by_role("checkbox").click(modifiers=["Shift"])

    expect(page.locator("#selected-count")).to_have_text("5")
    checked = "[...document.querySelectorAll('.row:has(:checked)')].map((row) => row.dataset.item)"
    assert page.evaluate(checked) == ids[2:7]


def test_what_stays_selected_elsewhere_is_left_alone_by_a_single_decision(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "loan"))
    box_of(page, floor, "sale").check()

    page.locator("#decide").get_by_role("button", name="Setujui").click()

    told(page, "Disetujui.")
    assert decided(floor, "loan") == ("approve", "")
    assert decided(floor, "sale") == ("", "")
    expect(box_of(page, floor, "sale")).to_be_checked()


def flood(floor: Floor) -> Floor:
    """Let the campaign grow to 47 comments from 31 authors."""
    first = wave()[0].comment
    posted = [
        Posted(
            name,
            replace(
                first,
                id=name,
                author=Author(id=f"k-{number % AUTHORS}", name=f"Pemain {number % AUTHORS}"),
                body=f"Main di HOKI{number} tadi malam, modal receh langsung gacor dan cair",
            ),
            590 - number,
        )
        for number, name in enumerate(CAMPAIGN)
        if name not in floor.items
    ]
    new = zip((one.name for one in posted), floor.post(*posted), strict=True)
    return replace(floor, items={**floor.items, **dict(new)})


def test_a_campaign_is_one_row_that_says_how_many_and_from_whom(floor: Floor) -> None:
    floor = flood(floor)

    page = floor.enter(floor.ayu, at("/review", lang="en", order="score"))

    row = page.locator(".row", has=page.locator(".row-campaign"))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("47 comments like this from 31 authors")


def test_a_campaign_is_decided_but_for_its_exception_and_undone(floor: Floor) -> None:
    floor = flood(floor)
    page = floor.enter(floor.ayu, beside(floor, "wave-0"))
    page.locator(".checked-list summary").click()
    expect(page.locator(".checked-list li")).to_have_count(COMMENTS)
    page.locator(f".checked-list input[value='{floor.items['wave-20']}']").check()

    page.locator("#decide").get_by_role("button", name="Spam").click()

    told(page, "Ditolak: judi online: 46 komentar.")
    expect(page.locator(floor.row("wave-20"))).to_be_visible()
    assert [name for name in CAMPAIGN if decided(floor, name) == ("", "")] == ["wave-20"]
    page.keyboard.press("z")
    told(page, "Diurungkan: 46 komentar kembali.")
    assert {decided(floor, name) for name in CAMPAIGN} == {("", "")}
    expect(page.locator(".row-campaign")).to_have_text("47 komentar serupa dari 31 pengirim")


def late(floor: Floor) -> str:
    """Let one more comment of the campaign come in, and return its id."""
    floor.clock.advance(1)
    comment = replace(wave()[1].comment, id="late")
    return floor.post(Posted("late", comment, 0))[0]


def test_what_arrives_after_the_page_was_drawn_is_not_decided(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "wave-0"))
    floor = replace(floor, items={**floor.items, "late": late(floor)})

    page.locator("#decide").get_by_role("button", name="Spam").click()

    told(page, "8 komentar")
    assert decided(floor, "late") == ("", "")
    assert decided(floor, "wave-7") == ("spam", "spam/gambling")
    expect(page.locator(floor.row("late"))).to_be_visible()


def test_a_selected_campaign_leaves_out_what_arrives_later_too(floor: Floor) -> None:
    page = floor.enter(floor.ayu)
    box_of(page, floor, "wave-0").check()
    box_of(page, floor, "sale").check()
    floor = replace(floor, items={**floor.items, "late": late(floor)})

    page.locator("#bulk").get_by_role("button", name="Tolak").click()

    told(page, "Ditolak: 9 komentar.")
    assert decided(floor, "late") == ("", "")
    assert decided(floor, "wave-3") == ("reject", "")


def test_one_of_a_campaign_can_be_decided_alone(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "wave-0"))

    page.locator(".alone > summary").click()
    page.locator(".alone").get_by_role("button", name="Setujui").click()

    told(page, "Disetujui.")
    assert decided(floor, "wave-0") == ("approve", "")
    assert decided(floor, "wave-1") == ("", "")
    expect(page.locator(".row-campaign")).to_have_text("7 komentar serupa dari 6 pengirim")


def test_opening_the_list_of_a_campaign_moves_no_button(floor: Floor) -> None:
    page = floor.enter(floor.ayu, beside(floor, "wave-0", QUEUE))
    is_open(page, floor.items["wave-0"])
    was = place(page, "#decide .act[value=approve]")

    page.locator(".checked-list summary").click()

    assert place(page, "#decide .act[value=approve]") == was
