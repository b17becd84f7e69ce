"""The pages of accounts in a real browser: without script, readable, and fit for a phone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from service.people import Moderator, Role
from service.store.engine import make_engine
from service.web import account, entrance, people
from service.web.office import Office
from tests.browser.conftest import Visit, Visitor, serving, watched
from tests.ledgers import sqlite_url, up_to_date
from tests.web.office import (
    AYU,
    MADE,
    PASSWORD,
    app_of,
    found_site,
    hire,
    office_over,
    session_cookie,
)

pytestmark = pytest.mark.browser
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
Scheme = Literal["light", "dark"]
TOP = "document.querySelector('#password-title').getBoundingClientRect().top"
LONG = "sri.wahyuningsih.kusumaningrum@redaksi.harian-nusantara.example"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    engine = make_engine(sqlite_url(tmp_path), 5.0)
    up_to_date(engine)
    yield office_over(engine, lambda: datetime.now(UTC), tmp_path)
    engine.dispose()


@pytest.fixture
def made(office: Office) -> Moderator:
    """An admin, in an office with two sites and a colleague with a long address."""
    found_site(office, "Dapur")
    found_site(office, "Kebun Belakang")
    hire(office, LONG)
    return hire(office, MADE, name="Made", role=Role.ADMIN)


@pytest.fixture
def visitor(browser: Browser, office: Office) -> Iterator[Visitor]:
    parts = (entrance.blueprint(office), account.blueprint(office), people.blueprint(office))
    with serving(app_of(*parts)) as address, watched(browser, address) as visit:
        yield visit


@pytest.fixture
def signed_in(visitor: Visitor, office: Office, made: Moderator) -> Callable[[Visit], Page]:
    """Opens a page as Made."""

    def visit(how: Visit) -> Page:
        page = visitor(Visit("/account/sign-in", how.width, how.height, how.scheme, how.script))
        name, value = session_cookie(office, made)
        page.context.add_cookies(
            [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}]
        )
        page.goto(how.path)
        return page

    return visit


def enter(page: Page, email: str, password: str) -> None:
    page.fill("#email", email)
    page.fill("#password", password)
    page.get_by_role("button", name="Masuk").click()


def fill_in_new_password(page: Page, password: str) -> None:
    page.fill("#password", password)
    page.fill("#again", password)


def test_an_invited_person_joins_and_comes_back_without_script(
    visitor: Visitor, signed_in: Visitor
) -> None:
    desk = signed_in(Visit("/admin/people", script=False))
    desk.fill("#email", AYU)
    desk.get_by_role("button", name="Buat tautan").click()
    link = desk.inner_text(".done code")

    guest = visitor(Visit(link, script=False))
    guest.fill("#name", "Ayu")
    fill_in_new_password(guest, PASSWORD)
    guest.get_by_role("button", name="Bergabung").click()
    joined = guest.inner_text("h1")
    guest.get_by_role("button", name="Keluar", exact=True).click()
    enter(guest, AYU, "salah")
    refused = guest.inner_text("[role=alert]")
    enter(guest, AYU, PASSWORD)

    assert joined == "Akun Anda"
    assert "Belum berhasil masuk" in refused
    assert guest.inner_text("h1") == "Akun Anda"


def test_the_second_step_is_switched_on_and_asked_for(visitor: Visitor, signed_in: Visitor) -> None:
    page = signed_in(Visit("/account", script=False))
    page.get_by_role("link", name="Aktifkan").click()
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.fill("#old", PASSWORD)
    page.get_by_role("button", name="Aktifkan").click()
    told = page.inner_text("[role=status]")

    guest = visitor(Visit("/account/sign-in?next=/admin/people", script=False))
    enter(guest, MADE, PASSWORD)
    asked = guest.inner_text("h1")
    guest.fill("#code", pyotp.TOTP(secret).at(int(datetime.now(UTC).timestamp()) + 30))
    guest.get_by_role("button", name="Masuk").click()

    assert told == "Mulai sekarang, masuk memerlukan kode."
    assert asked == "Satu langkah lagi"
    assert guest.inner_text("h1") == "Tim"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_page_fits_and_is_readable(
    signed_in: Visitor, made: Moderator, lang: str, width: int, scheme: Scheme
) -> None:
    page = signed_in(Visit(f"/account?lang={lang}", width, 800, scheme))

    for path in ("/account", "/account/two-step", "/admin/people", f"/admin/people/{made.id}"):
        page.goto(f"{path}?lang={lang}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CONTRAST)["ratio"] >= 4.5, path


def test_a_refused_form_leads_to_what_is_wrong(signed_in: Visitor) -> None:
    page = signed_in(Visit("/account", 360, 640))
    page.fill("#old", "salah")
    fill_in_new_password(page, "pendek")
    page.get_by_role("button", name="Ganti kata sandi").click()

    field = page.get_by_label("Kata sandi baru", exact=False).first
    described = field.get_attribute("aria-describedby")

    assert page.locator("#password-problem").is_visible()
    assert page.evaluate(TOP) < 640
    assert (field.get_attribute("aria-invalid"), described) == ("true", "password-problem")
