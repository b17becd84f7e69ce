import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.commands import ledger, serve
from service.commands.addresses import base_url
from service.domain import Site
from service.settings import Settings
from service.store.engine import make_engine, reading
from service.store.first_start import FirstStart
from service.store.keys import find_site_by_key
from service.store.moderators import verify


class Saring:
    """The command line over a database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.environ = {"SARING_DATA_DIR": str(folder / "data")}
        self.settings = Settings.from_environ(self.environ)

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, env=self.environ, catch_exceptions=False)

    def site_of(self, key: str) -> Site | None:
        engine = make_engine(self.settings.database, 5.0)
        with reading(engine) as connection:
            access = find_site_by_key(connection, key, ledger.now())
        engine.dispose()
        return None if access is None else access.site

    def knows(self, email: str, password: str) -> bool:
        engine = make_engine(self.settings.database, 5.0)
        with reading(engine) as connection:
            known = verify(connection, email, password) is not None
        engine.dispose()
        return known


@pytest.fixture
def saring(tmp_path: Path) -> Saring:
    return Saring(tmp_path)


def key_in(result: Result) -> str:
    found = re.search(r"sk_[\w-]{43}", result.output)
    assert found
    return found[0]


def test_upgrade_makes_the_folder_and_the_database(saring: Saring) -> None:
    result = saring("db", "upgrade")

    assert result.exit_code == 0
    assert (saring.settings.data_dir / "saring.db").exists()


def test_upgrade_may_be_run_again(saring: Saring) -> None:
    saring("db", "upgrade")

    assert saring("db", "upgrade").exit_code == 0


def test_check_says_that_the_database_can_be_written(saring: Saring) -> None:
    assert "can be written" in saring("db", "check").output


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(saring: Saring) -> None:
    saring.settings.data_dir.write_text("in the way", encoding="utf-8")

    result = saring("db", "upgrade")

    assert result.exit_code == 1
    assert result.output.startswith("Error: SARING_DATA_DIR")
    assert result.output.count("\n") == 1


def test_the_key_of_a_new_site_opens_it(saring: Saring) -> None:
    site = saring.site_of(key_in(saring("sites", "add", "Dapur", "--policy", "strict")))

    assert site is not None
    assert (site.name, site.policy) == ("Dapur", "strict")


def test_sites_are_listed_without_keys(saring: Saring) -> None:
    key = key_in(saring("sites", "add", "Dapur"))

    result = saring("sites", "list")

    assert "Dapur" in result.output
    assert key not in result.output


def test_a_second_key_opens_the_same_site(saring: Saring) -> None:
    first = saring.site_of(key_in(saring("sites", "add", "Dapur")))
    assert first is not None

    assert saring.site_of(key_in(saring("keys", "add", first.id))) == first


def test_a_revoked_key_opens_nothing(saring: Saring) -> None:
    key = key_in(saring("sites", "add", "Dapur"))
    site = saring.site_of(key)
    assert site is not None
    key_id = saring("keys", "list", site.id).output.split()[0]

    saring("keys", "revoke", key_id)

    assert saring.site_of(key) is None
    assert "revoked" in saring("keys", "list", site.id).output


@pytest.mark.parametrize("command", [("keys", "add"), ("keys", "list"), ("keys", "revoke")])
def test_an_unknown_id_is_one_clear_sentence(saring: Saring, command: tuple[str, str]) -> None:
    result = saring(*command, "01J")

    assert result.exit_code == 1
    assert result.output.startswith("Error: there is no ")


def test_a_new_moderator_signs_in_with_the_shown_password(saring: Saring) -> None:
    result = saring("moderators", "add", "rina@dapur.example")

    password = result.output.rpartition(": ")[2].strip()
    assert saring.knows("rina@dapur.example", password)


def test_an_unknown_setting_is_named(saring: Saring) -> None:
    saring.environ["SARING_COLOUR"] = "blue"

    result = saring("db", "check")

    assert result.exit_code == 1
    assert "SARING_COLOUR" in result.output


def test_every_command_is_listed_with_its_purpose(saring: Saring) -> None:
    listed = saring("--help").output

    for command in ("db", "health", "keys", "moderators", "score", "serve", "sites"):
        assert re.search(rf"^  {command} +\w", listed, re.MULTILINE)


def test_the_welcome_holds_the_key_in_full_in_a_line_to_paste() -> None:
    made = FirstStart(Site("1", "Blog saya", "balanced"), "sk_abc", "rina@dapur.example", "rahasia")

    shown = serve.welcome(Settings(), made)

    assert "curl http://127.0.0.1:8000/moderate -H 'Authorization: Bearer sk_abc' -H " in shown
    assert "rina@dapur.example" in shown
    assert "rahasia" in shown


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("saring.local", "http://saring.local:8000"),
    ],
)
def test_the_printed_address_can_be_called(host: str, url: str) -> None:
    assert base_url(host, 8000) == url


def test_health_fails_where_nothing_answers(saring: Saring) -> None:
    saring.environ["SARING_PORT"] = "1"

    assert saring("health").exit_code == 1


def test_an_installation_makes_its_secret_once_and_keeps_it_private(tmp_path: Path) -> None:
    path = serve.own_secret(tmp_path)
    secret = path.read_text(encoding="utf-8")

    assert serve.own_secret(tmp_path).read_text(encoding="utf-8") == secret
    assert len(secret) == 43
    assert path.stat().st_mode & 0o077 == 0
