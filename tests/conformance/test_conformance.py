"""Clients that nobody here wrote take the service for the one that they were made for.

All in one file, so that one worker tries them all: each costs a service or a blog to start.
"""

import pytest

from tests.conformance.comments import BY_SCRIPT
from tests.conformance.conftest import Hear
from tests.conformance.expected import (
    BLOG,
    CLIENTS,
    HAM_LEARNED,
    SPAM_LEARNED,
    WAITS,
    WORDPRESS,
    Client,
    as_expected,
)
from tests.conformance.running import FAILED
from tests.conformance.service import Service
from tests.conformance.table import PAGE, Table, rows, written
from tests.conformance.trials import TRIALS
from tests.conformance.wordpress import Blog

CHECKS = [
    pytest.param(client, check, id=f"{client.packages or 'perl'}-{client.script}-{check}")
    for client in CLIENTS
    for check in client.says
]
QUEUED = [
    pytest.param(client, check, id=f"{client.script}-{check}")
    for client in CLIENTS
    for check in client.afterwards
]


@pytest.mark.parametrize(("client", "check"), CHECKS)
def test_the_client_says_what_it_should(
    client: Client, check: str, hear: Hear, table: Table
) -> None:
    with table.trying(client.name, check):
        heard = hear(client)
        said = heard.get(check, heard[FAILED])

        assert as_expected(client.says[check], said), said


@pytest.mark.parametrize(("client", "check"), QUEUED)
def test_what_the_client_sent_is_in_the_queue(
    client: Client, check: str, hear: Hear, service: Service, table: Table
) -> None:
    texts = BY_SCRIPT[client.script]
    with table.trying(client.name, check):
        hear(client)
        found = {
            WAITS: lambda: texts.held in service.waiting(),
            SPAM_LEARNED: lambda: service.resolved().get(texts.missed) == "reject",
            HAM_LEARNED: lambda: service.resolved().get(texts.mistaken) == "approve",
        }

        assert found[check]()


@pytest.mark.parametrize("check", BLOG)
def test_the_blog_does_what_was_decided(
    check: str, blog: Blog, service: Service, table: Table
) -> None:
    with table.trying(WORDPRESS, check):
        TRIALS[check](blog, service)


def test_the_page_has_a_passed_row_for_every_check() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert written(page) == [(row, "yes") for row in rows()]
