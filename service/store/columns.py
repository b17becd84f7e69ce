"""Column types that give back exactly what was put in, whatever the database.

PostgreSQL refuses NUL and UTF-8 refuses lone surrogates, but both occur in hostile comments; and
SQLite has neither times nor documents.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_MARK = "\x10"
_UNSTORABLE = re.compile("[\x00\x10\ud800-\udfff]")
_ESCAPED = re.compile("\x10([0-9a-f]{4})")


def escape(text: str) -> str:
    """Return `text` with NUL, lone surrogates and U+0010 written as U+0010 and four hex digits.

    U+0010 is "data link escape". Every other text is returned as it is; `unescape` undoes it.
    """
    if text.isascii() and "\x00" not in text and _MARK not in text:
        return text
    return _UNSTORABLE.sub(lambda found: f"{_MARK}{ord(found[0]):04x}", text)


def unescape(text: str) -> str:
    """Return the text that `escape` was given."""
    if _MARK not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class AnyText(TypeDecorator[str]):
    """Text of any code points, lone surrogates and NUL included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Escape on the way in."""
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Undo it on the way out."""
        return None if value is None else unescape(value)


class Document(TypeDecorator[Any]):
    """A JSON document of lists, mappings with text keys, texts of any code points and numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002 -- SQLAlchemy's signature
        """Write surrogates raw and escape them: JSON's own spelling would join two into one."""
        return escape(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=float))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 -- SQLAlchemy's signature
        """Read the document."""
        return None if value is None else json.loads(unescape(value))


class Moment(TypeDecorator[datetime]):
    """An aware time, given back in UTC; on SQLite a text that sorts as the time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's own type."""
        kind: TypeEngine[Any] = String(32) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn any zone into UTC; ValueError for a time without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time in the ledger needs its zone")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the time back in UTC."""
        if value is None:
            return None
        given = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return given.astimezone(UTC)
