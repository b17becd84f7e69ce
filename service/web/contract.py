"""Contracts: what each route takes and gives, declared once for the server and for its document."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from service.people import Scope
from service.settings import Settings
from service.web.payload import JSON
from service.web.problems import (
    CONTENT_CODING,
    FORBIDDEN,
    INCOMPLETE,
    INTERNAL,
    INVALID,
    LEDGER_UNAVAILABLE,
    MALFORMED,
    MEDIA_TYPE,
    NOT_JUDGED,
    REQUEST_TOO_LARGE,
    TOO_MANY_REQUESTS,
    TOO_SLOW,
    UNAUTHORISED,
    Kind,
)
from service.web.samples import Sample

Handler = Callable[..., object]
FormNames = Mapping[str, tuple[str, ...]]

_OF_A_BODY = (
    MALFORMED,
    INCOMPLETE,
    TOO_SLOW,
    REQUEST_TOO_LARGE,
    MEDIA_TYPE,
    CONTENT_CODING,
    INVALID,
)


def request_limit(settings: Settings) -> int:
    """Return the bytes that an ordinary request may have."""
    return settings.max_request_bytes


@dataclass(frozen=True, slots=True)
class Contract:
    """What one method of one path takes and gives. `reply` is the type of its answer.

    Where `form` maps flat names to members of `body`, a form may be posted as well as JSON. At an
    operation that `judges`, a fault of ours asks the client to hold. `problems` are failures of its
    own, beyond those that follow from the other fields. A key needs `scope`; where the operation is
    `acting`, its handler is told who acts. Requests count towards the limit of their key, else of
    their address, as one or as many as `weight` finds in the body; not where one is not `limited`.
    """

    method: str
    path: str
    reply: Any
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    limit: Callable[[Settings], int] = request_limit
    form: FormNames | None = None
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = JSON
    keyed: bool = True
    scope: Scope = Scope.MODERATE
    acting: bool = False
    judges: bool = False
    limited: bool = True
    weight: Callable[[Any, Settings], int] | None = None
    problems: tuple[Kind, ...] = ()
    sample: Sample | None = None
    answer: Sample | None = None

    def failures(self) -> Iterator[Kind]:
        """Yield every kind of failure that this operation may answer with."""
        yield from self.problems
        if self.keyed:
            yield UNAUTHORISED
            yield FORBIDDEN
            yield LEDGER_UNAVAILABLE
        if self.limited:
            yield TOO_MANY_REQUESTS
        if self.body is not None:
            yield from _OF_A_BODY
        yield NOT_JUDGED if self.judges else INTERNAL


@dataclass(frozen=True, slots=True)
class Operation:
    """A contract and the function that fulfils it.

    The handler is called with the desk, then the site if `keyed`, then the actor if `acting`, then
    what was asked if there is a `body` or a `query`, then the path's variables by name.
    """

    contract: Contract
    handler: Handler

    @property
    def name(self) -> str:
        """Name of the operation, unique in the service."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """The first sentence of the handler's docstring."""
        return (self.handler.__doc__ or "").partition("\n\n")[0].strip()

    @property
    def description(self) -> str:
        """The rest of the handler's docstring, in one line."""
        return " ".join((self.handler.__doc__ or "").partition("\n\n")[2].split())
