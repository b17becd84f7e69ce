"""The pages for moderators, all of them, served over the filled queue of tests.browser.review.

One server stands for the whole session and shows the ledger of the test that runs: to put an
application together, or to stop a server, takes longer than most of these tests.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine

from service.web import (
    account,
    admin,
    dashboard,
    entrance,
    histogram,
    people,
    policy_pages,
    review,
    review_export,
    webhook_pages,
)
from service.web.office import Office
from tests.browser.review import Floor, furnish, opened
from tests.browser.visits import Counter, Watch, serving
from tests.fakes import FakeClock
from tests.ledgers import NOW
from tests.web.office import app_of

PAGES = (
    review,
    dashboard,
    histogram,
    review_export,
    account,
    entrance,
    people,
    admin,
    policy_pages,
    webhook_pages,
)


@dataclass(slots=True)
class House:
    """A server of every page, and the filled ledger in `folder` to copy for each floor."""

    folder: Path
    filled: Floor
    browser: Browser
    office: Office
    address: str = ""
    counter: Counter | None = None

    def engine(self) -> Engine:
        """Return what opens the ledger that is shown now."""
        return self.office.engine()

    def now(self) -> datetime:
        """Return the present moment on the floor that is shown now."""
        return self.office.now()

    @contextmanager
    def floor(self, folder: Path) -> Iterator[Floor]:
        """Serve a copy of the filled ledger; fails at the end if a page did what it must not."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        clock, before = FakeClock(NOW), self.office
        watch = Watch(urlsplit(self.address).netloc)
        with opened(folder, clock) as office:
            self.office = office
            floor = replace(
                self.filled,
                office=office,
                clock=clock,
                address=self.address,
                browser=self.browser,
                watch=watch,
                contexts=[],
            )
            yield floor
            watch.end()
            for context in floor.contexts:
                context.close()
            assert self.counter is not None
            self.counter.settle()
            self.office = before
        if watch.faults:
            pytest.fail("\n".join(watch.faults))


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Floor]:
    """A filled ledger to copy: filling one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("furnished")
    return folder, furnish(folder)


@pytest.fixture(scope="session")
def house(furnished: tuple[Path, Floor], browser: Browser) -> Iterator[House]:
    """The server; between tests it shows a ledger that is closed."""
    folder, filled = furnished
    house = House(folder, filled, browser, filled.office)
    office = replace(filled.office, engine=house.engine, now=house.now)
    app = app_of(*(page.blueprint(office) for page in PAGES))
    house.counter = Counter(app)
    with serving(house.counter) as house.address:
        yield house


@pytest.fixture
def floor(house: House, tmp_path: Path) -> Iterator[Floor]:
    """The filled queue, for a test of its own."""
    with house.floor(tmp_path) as floor:
        yield floor


@pytest.fixture(scope="module")
def shared_floor(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """The filled queue, for all tests of a module: they look, and change nothing."""
    with house.floor(tmp_path_factory.mktemp("shared")) as floor:
        yield floor
