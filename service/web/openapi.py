"""The API's document: OpenAPI 3.1, made from the contracts that also serve the requests."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import groupby
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from service.settings import Settings
from service.web.answers import ProblemOut
from service.web.contract import Contract, FormNames, Operation
from service.web.forms import SWITCHES
from service.web.payload import FORM, JSON
from service.web.problems import CONTENT_TYPE, Kind

Document = Mapping[str, Any]
Schemas = dict[str, Any]
Mode = Literal["validation", "serialization"]

KEY = "key"
REF = "#/components/schemas/{model}"
_VARIABLE = re.compile(r"<(?:(\w+)[^>:]*:)?(\w+)>")
_OF_A_KIND: Mapping[str, Mapping[str, object]] = {
    "int": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
    "": {"type": "string", "minLength": 1},
}
_HEADERS: Mapping[int, tuple[str, str]] = {
    401: ("WWW-Authenticate", "The scheme to use: Bearer"),
    403: ("WWW-Authenticate", "The scope that the key lacks"),
    405: ("Allow", "The methods to use"),
    429: ("Retry-After", "Seconds to wait before trying again"),
    503: ("Retry-After", "Seconds to wait before trying again"),
}


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles that only repeat a member's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 -- pydantic's signature
        return False


def document(operations: Sequence[Operation], settings: Settings) -> Document:
    """Return the document of `operations` as this service is set up."""
    schemas = _schemas(operations, settings)
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        methods = paths.setdefault(_VARIABLE.sub(r"{\2}", operation.contract.path), {})
        methods[operation.contract.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Saring",
            "version": version("saring"),
            "summary": "Comment moderation: approve, hold or reject, with reasons",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                KEY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key of the site with the scope that is named; the "
                    "scope `admin` includes the others",
                }
            },
        },
    }


def _schemas(operations: Iterable[Operation], settings: Settings) -> Schemas:
    """Return the schemas of all requests and answers, with the limits of this service."""
    bodies = {one.contract.body for one in operations if one.contract.body}
    replies = {one.contract.reply for one in operations} - {dict, str}
    wanted: list[tuple[Any, Mode, TypeAdapter[Any]]] = [
        *((model, "validation", TypeAdapter(model)) for model in bodies),
        *((model, "serialization", TypeAdapter(model)) for model in {*replies, ProblemOut}),
    ]
    _, found = TypeAdapter.json_schemas(
        sorted(wanted, key=lambda one: one[0].__name__),
        ref_template=REF,
        schema_generator=_Untitled,
    )
    schemas: Schemas = found["$defs"]
    if "CommentIn" in schemas:
        schemas["CommentIn"]["properties"]["body"]["maxLength"] = settings.max_body_bytes
    if "BatchIn" in schemas:
        schemas["BatchIn"]["properties"]["items"]["maxItems"] = settings.max_batch
    return schemas


def _operation(operation: Operation, schemas: Schemas) -> dict[str, object]:
    contract = operation.contract
    written: dict[str, object] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{KEY: [contract.scope]}] if contract.keyed else [],
        "responses": {
            str(int(contract.status)): {"description": "Done", "content": _answer(operation)},
            **_failures(contract.failures()),
        },
    }
    if operation.description:
        written["description"] = operation.description
    if parameters := [*_variables(contract), *_queries(contract)]:
        written["parameters"] = parameters
    if contract.body is not None:
        written["requestBody"] = {"required": True, "content": _request(operation, schemas)}
    return written


def _variables(contract: Contract) -> Iterator[dict[str, object]]:
    for kind, name in _VARIABLE.findall(contract.path):
        schema = _OF_A_KIND.get(kind, _OF_A_KIND[""])
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _queries(contract: Contract) -> Iterator[dict[str, object]]:
    """Yield the names of a query string; they are spelled out, so that nothing is referred to."""
    if contract.query is None:
        return
    schema = contract.query.model_json_schema(schema_generator=_Untitled)
    for name, member in schema["properties"].items():
        found = {**_resolved(member, schema.get("$defs", {})), **member}
        found.pop("$ref", None)
        description = found.pop("description", "")
        yield {"name": name, "in": "query", "schema": found} | (
            {"description": description} if description else {}
        )


def _answer(operation: Operation) -> dict[str, object]:
    contract = operation.contract
    if contract.content_type != JSON:
        return {contract.content_type.partition(";")[0]: {"schema": {"type": "string"}}}
    return {JSON: _content(contract.reply, contract.answer)}


def _request(operation: Operation, schemas: Schemas) -> dict[str, object]:
    contract = operation.contract
    content: dict[str, object] = {JSON: _content(contract.body, contract.sample)}
    if contract.form is not None:
        content[FORM] = {"schema": _form(contract.form, schemas[_name(contract.body)], schemas)}
    return content


def _content(model: Any, sample: Mapping[str, Any] | None) -> dict[str, object]:
    if model is dict:
        return {"schema": {"type": "object"}}
    content: dict[str, object] = {"schema": {"$ref": REF.format(model=_name(model))}}
    return content if sample is None else {**content, "example": sample}


def _name(model: Any) -> str:
    return cast("str", model.__name__)


def _form(names: FormNames, body: Schemas, schemas: Schemas) -> dict[str, object]:
    """Return the schema of the form that spells `body` with flat `names`."""
    first: dict[tuple[str, ...], str] = {}
    for name, path in names.items():
        first.setdefault(path, name)
    return {
        "type": "object",
        "properties": {name: _member(body, path, schemas) for path, name in first.items()},
        "required": [name for path, name in first.items() if _needed(body, path, schemas)],
    }


def _member(schema: Schemas, path: Sequence[str], schemas: Schemas) -> Schemas:
    """Return the schema of the member at `path`, which a form cannot spell as null."""
    for name in path:
        schema = _resolved(schema, schemas)["properties"][name]
    member = _resolved(schema, schemas)
    return member if member["type"] == "string" else {"type": "string", "enum": [*SWITCHES]}


def _needed(schema: Schemas, path: Sequence[str], schemas: Schemas) -> bool:
    for name in path:
        inner = _resolved(schema, schemas)
        if name not in inner.get("required", ()):
            return False
        schema = inner["properties"][name]
    return True


def _resolved(schema: Schemas, schemas: Schemas) -> Schemas:
    given: Schemas = schema["anyOf"][0] if "anyOf" in schema else schema
    if "$ref" not in given:
        return given
    found: Schemas = schemas[given["$ref"].rpartition("/")[2]]
    return found


def _failures(kinds: Iterable[Kind]) -> dict[str, object]:
    """Return an answer for every status; several kinds may share one."""
    by_status = groupby(sorted(kinds, key=_status), key=_status)
    return {str(status): _failure(status, list(same)) for status, same in by_status}


def _failure(status: int, kinds: Sequence[Kind]) -> dict[str, object]:
    failure: dict[str, object] = {
        "description": "; ".join(kind.title for kind in kinds),
        "content": {CONTENT_TYPE: _content(ProblemOut, None)},
    }
    if status in _HEADERS:
        name, description = _HEADERS[status]
        failure["headers"] = {name: {"description": description, "schema": {"type": "string"}}}
    return failure


def _status(kind: Kind) -> int:
    return kind.status
