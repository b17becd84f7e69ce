"""A server to visit, a real Chromium, and visitors whose every step is watched."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from service.app import create_app
from service.domain import Evidence, Field
from service.moderation import Moderator
from service.policy import Band, Bands, Policy
from service.settings import Settings
from service.signals import DETECTORS
from service.web import demo
from tests.browser.house import floor, furnished, house, shared_floor
from tests.browser.visits import Visit, Watch, serving
from tests.fakes import FakeIds, FakeScorer

__all__ = ["Visit", "Watch", "floor", "furnished", "house", "serving", "shared_floor"]

NAMES = ("chromium", "google-chrome")
MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but the servers of the tests is there, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
POLICY = Policy("balanced", 1, Bands({"spam": Band(0.4, 0.9), "abuse": Band(0.5, 0.95)}, {}))
BRAND = Evidence(Field.BODY, 27, 35, "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "pulau777", 4.2)
SCORER = FakeScorer(
    scores={"spam": 0.01, "abuse": 0.02},
    by_word={
        "receh": {"spam": 0.97, "abuse": 0.02},
        "judi": {"spam": 0.55, "abuse": 0.02},
    },
    evidence={"spam": (BRAND,)},
)


Visitor = Callable[[Visit], Page]


def chromium() -> str:
    """Return where Chromium stands on this machine; fails the test that needs it if nowhere."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in MACOS if Path(path).exists()]
    assert found, "the browser tests need Chromium: run scripts/install-test-tools"
    return found[0]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    app = Flask("saring")
    moderator = Moderator(SCORER, DETECTORS, FakeIds())
    settings = Settings(max_body_bytes=256 * 1024)
    app.register_blueprint(demo.blueprint(moderator, POLICY, settings))
    with serving(app) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def service_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole service, with the model that ships."""
    folder = tmp_path_factory.mktemp("service")
    with serving(create_app(Settings(data_dir=folder, secret_key="of these tests"))) as url:
        yield url


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    with watched(browser, address) as visit:
        yield visit


@pytest.fixture
def service_visitor(browser: Browser, service_address: str) -> Iterator[Visitor]:
    with watched(browser, service_address) as visit:
        yield visit


@contextmanager
def watched(browser: Browser, address: str) -> Iterator[Visitor]:
    """Give a way to visit `address`; fails at the end if a page did what it must not."""
    contexts: list[BrowserContext] = []
    watch = Watch(urlsplit(address).netloc)

    def visit(how: Visit) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": how.width, "height": how.height},
            color_scheme=how.scheme,
            java_script_enabled=how.script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.on("request", watch.gate)
        page = context.new_page()
        watch.over(page)
        page.goto(how.path)
        return page

    yield visit

    for context in contexts:
        context.close()
    assert watch == Watch(watch.host)
