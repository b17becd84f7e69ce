import re
from dataclasses import fields
from pathlib import Path

import pytest

from service.errors import SettingsError
from service.rates import Rate
from service.settings import REPOSITORY, Settings

ROW = re.compile(r"^\| `(SARING_\w+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)
DOCUMENT = REPOSITORY / "docs" / "settings.md"


def shown(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return str(default).removeprefix(f"{REPOSITORY}/")


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    rows = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))

    assert [(name, default) for name, default, _ in rows] == [
        (f"SARING_{setting.name.upper()}", shown(setting.default)) for setting in fields(Settings)
    ]


def test_nothing_needs_to_be_set() -> None:
    assert Settings.from_environ({}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "setting", "value"),
    [
        ("SARING_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("SARING_PORT", "9000", "port", 9000),
        ("SARING_DATA_DIR", "/data", "data_dir", Path("/data")),
        ("SARING_BODY_SECONDS", "1.5", "body_seconds", 1.5),
        ("SARING_DEMO_PAGE", "No", "demo_page", False),
        ("SARING_DEMO_PAGE", "1", "demo_page", True),
        ("SARING_POLICY", "strict", "policy", "strict"),
        ("SARING_RATE_PER_KEY", "100/hour", "rate_per_key", Rate(100, 3600)),
        ("SARING_RATE_PER_ADDRESS", "off", "rate_per_address", Rate(0)),
        ("SARING_REDIS_URL", "rediss://:p@redis:6379/1", "redis_url", "rediss://:p@redis:6379/1"),
        ("SARING_PUBLIC_URL", "https://saring.example", "public_url", "https://saring.example"),
    ],
)
def test_a_variable_sets_its_setting(name: str, text: str, setting: str, value: object) -> None:
    assert getattr(Settings.from_environ({name: text}), setting) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SARING_PORT", "http"),
        ("SARING_PORT", "0"),
        ("SARING_PORT", "65536"),
        ("SARING_PORT", "-1"),
        ("SARING_WORKERS", "0"),
        ("SARING_WORKERS", "1001"),
        ("SARING_BODY_SECONDS", "0"),
        ("SARING_BODY_SECONDS", "nan"),
        ("SARING_BODY_SECONDS", "inf"),
        ("SARING_DEMO_PAGE", "maybe"),
        ("SARING_DATA_DIR", ""),
        ("SARING_POLICY", "mild"),
        ("SARING_RATE_PER_KEY", "many"),
        ("SARING_RATE_PER_ADDRESS", "1.5/minute"),
        ("SARING_REDIS_URL", "redis:6379"),
        ("SARING_LOG_LEVEL", "loud"),
        ("SARING_PUBLIC_URL", "saring.example"),
        ("SARING_PUBLIC_URL", "javascript://saring.example"),
        ("SARING_PUBLIC_URL", "https://saring.example/blog"),
        ("SARING_PROT", "8000"),
        ("SARING_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environ({name: text})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("rahasia\n", encoding="utf-8")

    assert Settings.from_environ({"SARING_SECRET_KEY_FILE": str(secret)}).secret_key == "rahasia"


def test_a_value_and_a_file_for_it_are_refused(tmp_path: Path) -> None:
    given = {"SARING_SECRET_KEY": "a", "SARING_SECRET_KEY_FILE": str(tmp_path / "secret")}

    with pytest.raises(SettingsError, match="both set"):
        Settings.from_environ(given)


def test_a_refusal_never_repeats_what_was_given() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ({"SARING_PORT": "rahasia"})

    assert "rahasia" not in str(refused.value)


def test_variables_of_others_and_of_the_tests_are_left_alone() -> None:
    assert Settings.from_environ({"HOME": "/", "SARING_TEST_DATA": "/data"}) == Settings()


def test_the_database_is_a_file_in_the_data_folder_unless_a_url_is_given() -> None:
    url = "postgresql+psycopg://localhost/saring"

    assert Settings(data_dir=Path("/data")).database == "sqlite:////data/saring.db"
    assert Settings(database_url=url).database == url
