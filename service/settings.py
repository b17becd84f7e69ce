"""Settings: the only reader of the environment.

Every setting is `SARING_<NAME>`; a secret may instead stand in a file named by
`SARING_<NAME>_FILE`. docs/settings.md lists them, which a test compares with this module.
`SARING_TEST_*` is left to the tests.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from service.errors import SettingsError
from service.presets import PRESETS
from service.rates import Rate

PREFIX = "SARING_"
FOR_TESTS = "SARING_TEST_"
_REDIS = re.compile(r"(rediss?|unix)://\S+")
_ADDRESS = re.compile(r"https?://[^/?#@\s]+/?")
RATE_PER_KEY = Rate(1200, 60)
RATE_PER_ADDRESS = Rate(600, 60)
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process runs. Sizes are bytes, times are seconds."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    workers: int = 2
    data_dir: Path = Path("var")
    database_url: str = ""
    models_dir: Path = REPOSITORY / "models"
    shadow_model: str = ""
    secret_key: str = ""
    policy: str = "balanced"
    policies_dir: str = ""
    max_body_bytes: int = 64 * 1024
    max_request_bytes: int = 1024 * 1024
    max_batch_bytes: int = 32 * 1024 * 1024
    max_batch: int = 1000
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    ledger_seconds: float = 5.0
    max_connections: int = 1000
    demo_page: bool = True
    trusted_proxies: int = 0
    rate_per_key: Rate = RATE_PER_KEY
    rate_per_address: Rate = RATE_PER_ADDRESS
    redis_url: str = ""
    deliver: bool = True
    webhook_private: bool = False
    log_level: str = "info"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read every `SARING_*` variable; raises SettingsError naming the one that is wrong."""
        given: dict[str, Any] = {}
        for setting in fields(cls):
            text = _text(environ, PREFIX + setting.name.upper())
            if text is not None:
                given[setting.name] = _parse(PREFIX + setting.name.upper(), text, setting.default)
        _reject_unknown(environ, {PREFIX + setting.name.upper() for setting in fields(cls)})
        settings = cls(**given)
        settings._check()
        return settings

    @classmethod
    def from_process(cls) -> Self:
        """Read the environment of this process; raises SettingsError."""
        return cls.from_environ(os.environ)

    @property
    def database(self) -> str:
        """The database's URL: the one given, or a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'saring.db'}"

    def _check(self) -> None:
        if not 0 < self.port < 65536:
            raise SettingsError("SARING_PORT must be between 1 and 65535")
        if self.public_url and not _ADDRESS.fullmatch(self.public_url):
            raise SettingsError("SARING_PUBLIC_URL must look like https://saring.example")
        if not self.workers or self.max_connections < self.workers:
            raise SettingsError(
                "SARING_WORKERS must be 1 or more, and no more than SARING_MAX_CONNECTIONS"
            )
        if self.redis_url and not _REDIS.fullmatch(self.redis_url):
            raise SettingsError("SARING_REDIS_URL must look like redis://host:6379/0")
        if self.policy not in PRESETS:
            raise SettingsError("SARING_POLICY must be lenient, balanced or strict")
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError("SARING_LOG_LEVEL must be debug, info, warning or error")


def _text(environ: Mapping[str, str], name: str) -> str | None:
    path = environ.get(f"{name}_FILE")
    if path is None:
        return environ.get(name)
    if name in environ:
        raise SettingsError(f"{name} and {name}_FILE are both set; keep one")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{name}_FILE names a file that cannot be read") from error


def _parse(name: str, text: str, default: object) -> object:
    kind = Path if isinstance(default, Path) else type(default)
    try:
        return _PARSERS[kind](text)
    except ValueError as error:
        raise SettingsError(f"{name} must be {_EXPECTED[kind]}") from error


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _path(text: str) -> Path:
    if not text:
        raise ValueError
    return Path(text)


def _switch(text: str) -> bool:
    if text.lower() not in _SWITCH:
        raise ValueError
    return _SWITCH[text.lower()]


_SWITCH = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}
_PARSERS: Mapping[type, Callable[[str], Any]] = {
    bool: _switch,
    int: _count,
    float: _positive,
    str: str,
    Path: _path,
    Rate: Rate.parse,
}
_EXPECTED = {
    bool: "true or false",
    int: "a whole number, 0 or more",
    float: "a number above 0",
    str: "text",
    Path: "a path",
    Rate: "such as 1200/minute, or off",
}


def _reject_unknown(environ: Mapping[str, str], known: set[str]) -> None:
    accepted = known | {f"{name}_FILE" for name in known}
    ours = (name for name in environ if name.startswith(PREFIX))
    unknown = sorted(n for n in ours if n not in accepted and not n.startswith(FOR_TESTS))
    if unknown:
        raise SettingsError(
            f"{unknown[0]} is not a setting; docs/settings.md lists those there are"
        )
