"""Routes from contracts: the view that reads, checks and answers as a contract says."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from service.web import limits
from service.web.contract import Contract, Handler, Operation
from service.web.desk import Desk
from service.web.payload import FORM, JSON, media_type, parse_form, parse_json, read
from service.web.problems import INVALID, MEDIA_TYPE, Problem, invalid

HandlerT = TypeVar("HandlerT", bound=Handler)


class Operations:
    """The operations of one part of the API, in the order they are documented."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._operations: list[Operation] = []

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations)

    def add(self, contract: Contract) -> Callable[[HandlerT], HandlerT]:
        """Declare the decorated function as the handler of `contract`."""

        def declare(handler: HandlerT) -> HandlerT:
            self._operations.append(Operation(contract, handler))
            return handler

        return declare

    def blueprint(self, desk: Desk) -> Blueprint:
        """Return routes for all operations, working with `desk`."""
        blueprint = Blueprint(self.name, __name__)
        for operation in self._operations:
            contract = operation.contract
            blueprint.add_url_rule(
                contract.path,
                operation.name,
                _view(operation, desk),
                methods=[contract.method],
            )
        return blueprint

    def judging(self) -> frozenset[str]:
        """Return the endpoints at which a fault of ours asks to hold."""
        return frozenset(
            f"{self.name}.{one.name}" for one in self._operations if one.contract.judges
        )


def _view(operation: Operation, desk: Desk) -> Callable[..., Response]:
    contract = operation.contract
    handler = operation.handler
    limit = contract.limit(desk.settings)

    def view(**variables: str) -> Response:
        environ = request.environ
        given: list[object] = []
        if contract.keyed:
            access = desk.keys.access(environ.get("HTTP_AUTHORIZATION", ""), contract.scope)
            given.append(access.site)
            if contract.acting:
                given.append(access.holder.actor)
        elif contract.limited:
            limits.count_stranger()
        if contract.body is not None:
            given.append(_body(contract, contract.body, limit))
        if contract.keyed and contract.weight is not None:
            limits.count_more(access.holder, contract.weight(given[-1], desk.settings) - 1)
        if contract.query is not None:
            given.append(_query(contract.query))
        answer = handler(desk, *given, **variables)
        payload = answer if isinstance(answer, bytes) else to_json(answer)
        return Response(payload, contract.status, content_type=contract.content_type)

    return view


def _query(model: type[BaseModel]) -> BaseModel:
    names = request.args.to_dict()
    if len(names) != sum(1 for _ in request.args.items(multi=True)):
        raise Problem(INVALID, "The query has the same name twice.")
    try:
        return model.model_validate(names)
    except ValidationError as error:
        raise invalid(error) from None


def _body(contract: Contract, model: type[BaseModel], limit: int) -> BaseModel:
    environ = request.environ
    kind = media_type(environ)
    if kind == FORM and contract.form is None:
        raise Problem(MEDIA_TYPE)
    payload = read(environ, limit)
    members = parse_json(payload) if kind == JSON else parse_form(payload, contract.form or {})
    try:
        return model.model_validate(members)
    except ValidationError as error:
        raise invalid(error) from None
