"""The API's document as a page for people, so that nobody needs a tool to read it."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from service.web import limits, pages
from service.web.openapi import Document
from service.web.payload import FORM, JSON
from service.web.problems import KINDS

Schema = Mapping[str, Any]

_LIMITS = {
    "maxLength": "at most {} characters",
    "maxItems": "at most {} items",
    "default": "default {}",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a request or an answer; `name` is dotted where it is nested."""

    name: str
    kind: str
    needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation as the page shows it; `scope` is empty where no key is needed.

    `answers` tells the meaning of every status.
    """

    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    form: bool
    members: tuple[Member, ...]
    answer: str
    answers: tuple[tuple[str, str], ...]
    _given: Any

    def curl(self, host: str) -> str:
        """Return a command that calls the operation at `host`."""
        parts = [f"curl {shlex.quote(host + self.path)}"]
        if self.scope:
            parts.append('-H "Authorization: Bearer $SARING_KEY"')
        if self._given:
            given = json.dumps(self._given, ensure_ascii=False)
            parts += [f"-H 'Content-Type: {JSON}'", f"-d {shlex.quote(given)}"]
        return " \\\n  ".join(parts)


def blueprint(document: Document) -> Blueprint:
    """Return the page of `document`."""
    entries = tuple(_entries(document))
    page = Blueprint("docs", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.before_request(limits.count_stranger)
    page.after_request(pages.secure)

    @page.get("/docs")
    def show() -> Response:
        return make_response(
            render_template(
                "docs.html", entries=entries, kinds=KINDS, host=request.host_url.rstrip("/")
            )
        )

    return page


def _entries(document: Document) -> Iterator[Entry]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield _entry(method.upper(), path, operation, schemas)


def _entry(method: str, path: str, operation: Schema, schemas: Schema) -> Entry:
    request_content = operation.get("requestBody", {}).get("content", {})
    given = request_content.get(JSON, {})
    done = next(iter(operation["responses"].values()))
    answer = done["content"].get(JSON, {}).get("example")
    return Entry(
        name=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=next((scopes[0] for one in operation["security"] for scopes in one.values()), ""),
        form=FORM in request_content,
        members=(*_asked(operation), *_members(given.get("schema", {}), schemas)),
        answer=_pretty(answer),
        answers=tuple((code, one["description"]) for code, one in operation["responses"].items()),
        _given=given.get("example"),
    )


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) if value else ""


def _asked(operation: Schema) -> Iterator[Member]:
    """Yield what may stand in the query string."""
    for one in operation.get("parameters", ()):
        if one["in"] == "query":
            schema = one["schema"]
            yield Member(
                name=one["name"],
                kind=_kind(schema, schema),
                needed=False,
                description=one.get("description", ""),
            )


def _members(schema: Schema, schemas: Schema, above: str = "") -> Iterator[Member]:
    inner = _resolved(schema, schemas)
    for name, member in inner.get("properties", {}).items():
        found = _resolved(member, schemas)
        yield Member(
            name=above + name,
            kind=_kind(found, member),
            needed=name in inner.get("required", ()),
            description=member.get("description") or found.get("description", ""),
        )
        yield from _members(member, schemas, f"{above}{name}.")


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    given: Schema = schema["anyOf"][0] if "anyOf" in schema else schema
    found: Schema = schemas[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
    return found


def _kind(schema: Schema, member: Schema) -> str:
    words = [" or ".join(schema["enum"]) if "enum" in schema else schema.get("type", "any")]
    if "anyOf" in member:
        words[0] += " or null"
    limits = {**schema, "default": member.get("default")}
    words += [
        text.format(json.dumps(limits[name]))
        for name, text in _LIMITS.items()
        if limits.get(name) is not None
    ]
    return ", ".join(words)
