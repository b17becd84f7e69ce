import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from service.commands import ledger
from service.store.engine import make_engine
from service.store.sites import find_site
from service.store.webhooks import Webhook, find_destination, list_webhooks
from tests.commandline import CommandLine
from tests.hooks import listening
from tests.ledgers import Blog
from tests.store.outboxes import URL, Outbox

SECRET = re.compile(r"whsec_[\w+/=]{44}")


@pytest.fixture
def saring(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def site_id(saring: CommandLine) -> str:
    return saring("sites", "add", "Dapur").output.split()[0]


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def hooks(saring: CommandLine, site_id: str) -> list[Webhook]:
    with saring.read() as connection:
        return list_webhooks(connection, [site_id])


def secrets(saring: CommandLine, webhook_id: str) -> tuple[str, ...]:
    with saring.read() as connection:
        found = find_destination(connection, webhook_id, ledger.now())
    assert found is not None
    return found.secrets


def added(saring: CommandLine, site_id: str, url: str = URL) -> str:
    """Add a webhook; returns its id."""
    return saring("webhooks", "add", site_id, url).output.split()[0]


@contextmanager
def outbox_of(saring: CommandLine, site_id: str) -> Iterator[Outbox]:
    """Give the outbox of the site."""
    engine = make_engine(saring.settings.database, 5.0)
    with saring.read() as connection:
        site = find_site(connection, site_id)
    yield Outbox(Blog(saring.settings.database, engine, site))
    engine.dispose()


def test_a_new_webhook_shows_the_secret_that_signs(saring: CommandLine, site_id: str) -> None:
    result = saring("webhooks", "add", site_id, URL)

    [hook] = hooks(saring, site_id)
    assert result.output.split()[0] == hook.id
    assert tuple(SECRET.findall(result.output)) == secrets(saring, hook.id)


@pytest.mark.parametrize("url", ["dapur", "http://127.0.0.1:9/", "https://a:b@dapur.example/"])
def test_a_url_that_cannot_be_called_is_one_clear_sentence(
    saring: CommandLine, site_id: str, url: str
) -> None:
    result = saring("webhooks", "add", site_id, url)

    assert result.exit_code == 1
    assert result.output.startswith("Error: the URL ")
    assert result.output.count("\n") == 1
    assert hooks(saring, site_id) == []


def test_webhooks_are_listed_with_what_waits_and_without_secrets(
    saring: CommandLine, site_id: str
) -> None:
    webhook_id = added(saring, site_id)
    with outbox_of(saring, site_id) as outbox:
        outbox.tell(*outbox.comments(2))

    listed = saring("webhooks", "list", site_id).output

    assert listed == f"{webhook_id}  {URL}  2 waiting, 0 dead\n"


@pytest.mark.parametrize(("overlap", "signing"), [([], 2), (["--overlap", "0"], 1)])
def test_a_rotated_secret_is_shown_once(
    saring: CommandLine, site_id: str, overlap: list[str], signing: int
) -> None:
    webhook_id = added(saring, site_id)

    result = saring("webhooks", "rotate", webhook_id, *overlap)

    [new] = SECRET.findall(result.output)
    assert secrets(saring, webhook_id)[0] == new
    assert len(secrets(saring, webhook_id)) == signing


def test_a_removed_webhook_is_gone(saring: CommandLine, site_id: str) -> None:
    result = saring("webhooks", "remove", added(saring, site_id))

    assert "0 undelivered" in result.output
    assert hooks(saring, site_id) == []


def test_dead_letters_are_listed_and_tried_again(saring: CommandLine, site_id: str) -> None:
    webhook_id = added(saring, site_id)
    with outbox_of(saring, site_id) as outbox:
        [comment] = outbox.comments(1)
        outbox.tell(comment)
        [hook] = hooks(saring, site_id)
        [dead] = outbox.kill(hook)

        listed = saring("webhooks", "dead", site_id).output
        result = saring("webhooks", "retry", site_id, str(dead))

        assert listed.split()[0] == str(dead)
        assert listed.split()[-2:] == [webhook_id, comment]
        assert result.output == "1 will be tried again.\n"
        assert outbox.states() == ["pending"]


@pytest.mark.parametrize(
    "command", [("list",), ("add", URL), ("rotate",), ("remove",), ("dead",), ("retry", "1")]
)
def test_an_unknown_id_is_one_clear_sentence(saring: CommandLine, command: tuple[str, ...]) -> None:
    name, *rest = command

    result = saring("webhooks", name, "01J", *rest)

    assert result.exit_code == 1
    assert result.output.startswith("Error: there is no ")


def test_deliver_once_delivers_what_is_due_and_ends(saring: CommandLine, site_id: str) -> None:
    saring.environ["SARING_WEBHOOK_PRIVATE"] = "true"
    with listening() as hook, outbox_of(saring, site_id) as outbox:
        secret = SECRET.findall(saring("webhooks", "add", site_id, hook.url).output)[0]
        outbox.tell(*outbox.comments(3))

        result = saring("deliver", "--once")

    assert result.exit_code == 0
    assert len(hook.messages) == 3
    assert all(message.verified(secret) for message in hook.messages)
