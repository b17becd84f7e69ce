"""The bytes of a request, read within bounds and parsed strictly.

What two readers could understand differently is refused: repeated names, NaN, text that is not
UTF-8. A client that sends such a thing is told so instead of being judged on a guess.
"""

import re
from collections.abc import Mapping
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn, cast
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from service.web.forms import SWITCHED, SWITCHES
from service.web.problems import (
    CONTENT_CODING,
    INCOMPLETE,
    MALFORMED,
    MEDIA_TYPE,
    REQUEST_TOO_LARGE,
    Problem,
)

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MAX_FORM_FIELDS = 100
# Far above what a full batch needs; bounds the memory that a small body can claim when parsed.
MAX_JSON_PARTS = 200_000
LENGTH_DIGITS = 18


def media_type(environ: WSGIEnvironment) -> str:
    """Return the type of the body; raises Problem unless it is uncompressed UTF-8 JSON or form."""
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise Problem(CONTENT_CODING, headers={"Accept-Encoding": "identity"})
    given = environ.get("CONTENT_TYPE", "")
    if given in (JSON, FORM):
        return cast("str", given)
    name, _, parameters = given.lower().partition(";")
    if name.strip() not in (JSON, FORM) or not _is_utf8(parameters):
        raise Problem(MEDIA_TYPE)
    return cast("str", name.strip())


def _is_utf8(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return value.strip().strip('"') in ("utf-8", "utf8")
    return True


def read(environ: WSGIEnvironment, limit: int) -> bytes:
    """Return the body; raises Problem when it is longer than `limit` bytes or breaks off."""
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH", "")
    try:
        if length:
            return _read_exactly(stream, length, limit)
        if environ.get("wsgi.input_terminated"):
            return _read_to_end(stream, limit)
    except OSError as error:
        raise Problem(INCOMPLETE) from error
    return b""


def _read_exactly(stream: Any, length: str, limit: int) -> bytes:
    if not (length.isascii() and length.isdigit()):
        raise Problem(MALFORMED, "Content-Length is not a number.")
    if len(length) > LENGTH_DIGITS or int(length) > limit:
        raise Problem(REQUEST_TOO_LARGE)
    payload: bytes = stream.read(int(length))
    if len(payload) < int(length):
        raise Problem(INCOMPLETE)
    return payload


def _read_to_end(stream: Any, limit: int) -> bytes:
    payload: bytes = stream.read(limit + 1)
    if len(payload) > limit:
        raise Problem(REQUEST_TOO_LARGE)
    return payload


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Problem(MALFORMED, "An object has the same name twice.")
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise Problem(MALFORMED, "NaN and Infinity are not JSON.")


def _repaired_members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return _members([(_repaired(name), _repaired(value)) for name, value in pairs])


def _repaired(value: Any) -> Any:
    return _HALF_PAIR.sub("\ufffd", value) if isinstance(value, str) else value


_HALF_PAIR = re.compile("[\ud800-\udfff]")
_DECODER = JSONDecoder(object_pairs_hook=_members, parse_constant=_refuse_constant)
_REPAIRING = JSONDecoder(object_pairs_hook=_repaired_members, parse_constant=_refuse_constant)


_PART = re.compile(rb'"[^"]*"?|[,[{]')


def _refuse_crowds(payload: bytes) -> None:
    marks = sum(payload.count(mark) for mark in (b",", b"[", b"{"))
    if marks <= MAX_JSON_PARTS:
        return
    unescaped = payload.replace(b"\\\\", b"").replace(b'\\"', b"")
    if any(islice(_PART.finditer(unescaped), MAX_JSON_PARTS, None)):
        raise Problem(REQUEST_TOO_LARGE, "The JSON has too many parts.")


def parse_json(payload: bytes) -> dict[str, object]:
    """Return the object that `payload` spells; raises Problem saying why it does not.

    Half of a surrogate pair, as programs leave it that cut text inside an emoji, becomes U+FFFD as
    it does in browsers: one code point for one, so offsets stay.
    """
    paired = b"\\ud" in payload or b"\\uD" in payload
    decoder = _REPAIRING if paired else _DECODER
    if len(payload) > MAX_JSON_PARTS:
        _refuse_crowds(payload)
    try:
        value = decoder.decode(payload.decode())
    except UnicodeDecodeError:
        raise Problem(MALFORMED, "The body is not valid UTF-8.") from None
    except JSONDecodeError as error:
        raise Problem(MALFORMED, _place(error)) from None
    except RecursionError:
        raise Problem(MALFORMED, "The JSON is nested too deeply.") from None
    except ValueError:
        raise Problem(MALFORMED, "A number has too many digits.") from None
    if not isinstance(value, dict):
        raise Problem(MALFORMED, "The JSON is not an object.")
    return value


def _place(error: JSONDecodeError) -> str:
    return f"The body is not valid JSON at line {error.lineno}, column {error.colno}."


def parse_form(payload: bytes, names: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    """Return the form's fields nested as JSON would be; `names` says where each flat one belongs.

    Unknown names stay on top, so that they are warned of like unknown members of JSON.
    """
    fields = _fields(payload)
    nested: dict[str, object] = {}
    for name, text in fields:
        if name in names:
            value = SWITCHES.get(text, text) if name in SWITCHED else text
            _place_field(nested, names[name], value)
    for name, text in fields:
        if name not in names:
            nested.setdefault(name, text)
    return nested


def _fields(payload: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            payload.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FORM_FIELDS,
        )
    except UnicodeError:
        raise Problem(MALFORMED, "The form is not valid UTF-8, percent-encoded.") from None
    except ValueError:
        raise Problem(MALFORMED, "The form has too many fields.") from None


def _place_field(nested: dict[str, object], path: tuple[str, ...], value: object) -> None:
    *parents, name = path
    for parent in parents:
        nested = cast("dict[str, object]", nested.setdefault(parent, {}))
    if name in nested:
        raise Problem(MALFORMED, "The form has the same field twice.")
    nested[name] = value
