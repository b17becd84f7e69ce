"""The filled queue of tests/browser/review.py with its statistics, served to a real browser."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from service.web import dashboard, histogram, review, review_export
from tests.browser.review import Floor, opened
from tests.browser.visits import Watch, serving
from tests.fakes import FakeClock
from tests.ledgers import NOW
from tests.web.office import app_of

PAGES = (review, histogram, dashboard, review_export)


@pytest.fixture
def hall(furnished: tuple[Path, Floor], browser: Browser, tmp_path: Path) -> Iterator[Floor]:
    """The filled queue, every page of it served; fails if a page did what it must not."""
    folder, filled = furnished
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    clock = FakeClock(NOW)
    with opened(tmp_path, clock) as office:
        app = app_of(*(page.blueprint(office) for page in PAGES))
        with serving(app) as address:
            watch = Watch(urlsplit(address).netloc)
            floor = replace(
                filled,
                office=office,
                clock=clock,
                address=address,
                browser=browser,
                watch=watch,
                contexts=[],
            )
            yield floor
            for context in floor.contexts:
                context.close()
    assert floor.watch == Watch(floor.watch.host)
