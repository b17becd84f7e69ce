"""The service, the blog and what every client said, once for all tests of a run."""

from collections.abc import Callable, Iterator

import pytest

from tests.conformance import service as installation
from tests.conformance import wordpress
from tests.conformance.expected import WORDPRESS, Client
from tests.conformance.running import MISSING, Said, run
from tests.conformance.service import Service
from tests.conformance.table import PAGE, Table
from tests.conformance.wordpress import Blog

Hear = Callable[[Client], Said]


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """What passed; becomes a page when everything was tried."""
    table = Table()
    yield table
    if table.complete:
        PAGE.write_text(table.page(), encoding="utf-8")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that runs."""
    with installation.serving(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(scope="session")
def hear(service: Service, table: Table) -> Hear:
    """Say what a client said; each is asked once."""
    heard: dict[str, Said] = {}

    def hear(client: Client) -> Said:
        if client.name not in heard:
            heard[client.name] = run(client, service)
            table.version(client.name, heard[client.name].get("version"))
        return heard[client.name]

    return hear


@pytest.fixture(scope="session")
def blog(
    service: Service, table: Table, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Blog]:
    """A WordPress that runs and asks the service about its comments."""
    if not wordpress.WORDPRESS.is_dir():
        pytest.skip(MISSING)
    with wordpress.blogging(tmp_path_factory.mktemp("blog"), service) as running:
        versions = running.do("versions")
        table.version(WORDPRESS, f"{versions['WordPress']}, {versions['Akismet']}")
        yield running
