"""What the API accepts as text, and as a moment."""

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

# White space, controls and what Unicode calls default-ignorable, with the blank Braille pattern.
_UNSEEN = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SOMETHING = f"[^{_UNSEEN}]"
_SEEN = re.compile(_SOMETHING)
_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def is_blank(text: str) -> bool:
    """Whether `text` is empty or shows nothing."""
    return not _SEEN.search(text)


def _seen(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("blank", "The text is empty or shows nothing")
    return text


def size(text: str) -> int:
    """Return the bytes of `text` in UTF-8."""
    return len(text) if text.isascii() else len(text.encode())


def _moment(value: object) -> datetime:
    if isinstance(value, str) and _RFC_3339.fullmatch(value):
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError("moment", "Not a date and time with offset as RFC 3339 writes it")


Body = Annotated[str, AfterValidator(_seen), Field(json_schema_extra={"pattern": _SOMETHING})]
Id = Annotated[str, Field(max_length=256)]
Name = Annotated[str, Field(max_length=1024)]
Address = Annotated[str, Field(max_length=4096)]
Title = Annotated[str, Field(max_length=2048)]
Parent = Annotated[str, Field(max_length=64 * 1024)]
ArticleText = Annotated[str, Field(max_length=256 * 1024)]
Ip = Annotated[str, Field(max_length=64)]
Note = Annotated[str, Field(max_length=2048)]
Moment = Annotated[datetime, BeforeValidator(_moment)]


def whole(number: object) -> object:
    """Take 3.0 for 3, as JSON does."""
    return int(number) if isinstance(number, float) and number.is_integer() else number
