"""Every failure as application/problem+json (RFC 9457).

A client learns what to change, never what it sent: no answer repeats input or an exception's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Flask, Response, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json
from werkzeug.exceptions import HTTPException

from service.domain import Decision
from service.errors import LedgerUnavailable, NotFound
from service.telemetry import JUDGE_FAILURES, LEDGER_FAILURES, where
from service.web.answers import FieldErrorOut, ProblemOut

CONTENT_TYPE = "application/problem+json"
RETRY_SECONDS = 5
MAX_ERRORS = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of failure: `slug` is stable and names it in the documentation."""

    slug: str
    status: int
    title: str
    detail: str

    @property
    def type(self) -> str:
        """The address where the kind is explained."""
        return f"/docs#{self.slug}" if self.slug else "about:blank"


MALFORMED = Kind("malformed", 400, "Malformed request", "The request's body cannot be read.")
INCOMPLETE = Kind("incomplete", 400, "Incomplete request", "The body ended before its length.")
UNAUTHORISED = Kind(
    "unauthorised", 401, "Key required", "Send a valid key as `Authorization: Bearer <key>`."
)
FORBIDDEN = Kind(
    "forbidden", 403, "This key may not do this", "Use a key that has the scope this needs."
)
NOT_FOUND = Kind("not-found", 404, "Not found", "Nothing of this site stands at this address.")
CLAIMED = Kind(
    "claimed", 409, "Claimed or decided", "Somebody else has this item, or has decided on it."
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed", 405, "Method not allowed", "The Allow header names the methods to use."
)
TOO_SLOW = Kind("too-slow", 408, "Request timeout", "The body took too long to arrive.")
BODY_TOO_LARGE = Kind(
    "body-too-large", 413, "Comment too large", "The comment's body has more bytes than allowed."
)
REQUEST_TOO_LARGE = Kind(
    "request-too-large", 413, "Request too large", "The request has more bytes than allowed."
)
BATCH_TOO_LARGE = Kind(
    "batch-too-large", 413, "Batch too large", "The batch has more comments than allowed."
)
MEDIA_TYPE = Kind(
    "media-type", 415, "Unsupported media type", "Send application/json encoded as UTF-8."
)
CONTENT_CODING = Kind(
    "content-coding", 415, "Unsupported encoding", "Send the body without compression."
)
INVALID = Kind("invalid", 422, "Invalid request", "Some fields are missing or cannot be used.")
TOO_MANY_REQUESTS = Kind(
    "too-many-requests", 429, "Too many requests", "Wait for as long as Retry-After says."
)
INTERNAL = Kind("internal", 500, "Internal error", "The service failed; the failure was logged.")
NOT_JUDGED = Kind(
    "not-judged", 503, "Comment not judged", "Hold the comment and send it again later."
)
LEDGER_UNAVAILABLE = Kind(
    "ledger-unavailable", 503, "Ledger unavailable", "Nothing was recorded; send it again later."
)
KINDS = (
    MALFORMED,
    INCOMPLETE,
    UNAUTHORISED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CLAIMED,
    TOO_SLOW,
    BODY_TOO_LARGE,
    REQUEST_TOO_LARGE,
    BATCH_TOO_LARGE,
    MEDIA_TYPE,
    CONTENT_CODING,
    INVALID,
    TOO_MANY_REQUESTS,
    INTERNAL,
    NOT_JUDGED,
    LEDGER_UNAVAILABLE,
)
# In place of words about our own types.
_PLAIN = {
    "model_type": "Must be an object",
    "string_type": "Must be a text",
    "bool_type": "Must be true or false",
    "list_type": "Must be a list",
    "missing": "Required",
}
# What the framework and the server raise by themselves, by status.
_RAISED = {
    kind.status: kind
    for kind in (MALFORMED, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_SLOW, REQUEST_TOO_LARGE, INTERNAL)
}


class Problem(Exception):  # noqa: N818 -- the word RFC 9457 uses
    """A failure to answer with; `detail` replaces the kind's own."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        errors: list[FieldErrorOut] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.slug)
        self.kind = kind
        self.detail = detail or kind.detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.holds = False

    def out(self) -> ProblemOut:
        """Return the problem as the wire spells it."""
        out = ProblemOut(
            type=self.kind.type,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
        )
        if self.errors:
            out["errors"] = self.errors
        if self.holds:
            out["decision"] = Decision.HOLD
        return out

    def response(self) -> Response:
        """Return the answer that carries the problem."""
        payload = to_json(self.out())
        return Response(payload, self.kind.status, self.headers, content_type=CONTENT_TYPE)


def invalid(error: ValidationError, at: str = "") -> Problem:
    """Return what `error` found wrong in what stands `at` a JSON Pointer into the request."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return Problem(INVALID, errors=[_field_error(one, at) for one in found[:MAX_ERRORS]])


def _field_error(error: ErrorDetails, at: str) -> FieldErrorOut:
    steps = "".join(f"/{step}" for step in error["loc"])
    return FieldErrorOut(pointer=at + steps, message=_PLAIN.get(error["type"], error["msg"]))


def register(app: Flask, judging: frozenset[str]) -> None:
    """Shape every failure of `app`.

    At the endpoints `judging`, a fault of ours and too many requests ask to hold.
    """

    def answer(error: Exception) -> Response:
        return problem_of(error, judging=request.endpoint in judging).response()

    app.register_error_handler(Exception, answer)


def problem_of(error: Exception, *, judging: bool) -> Problem:
    """Return what `error` is to a client; a fault of ours is counted and logged.

    Where comments are judged, a fault of ours and too many requests ask to hold.
    """
    if isinstance(error, Problem):
        error.holds = judging and error.kind is TOO_MANY_REQUESTS
        return error
    if isinstance(error, NotFound):
        return Problem(NOT_FOUND)
    if isinstance(error, HTTPException):
        return _raised(error)
    return _fault(error, holds=judging)


def _fault(error: Exception, *, holds: bool) -> Problem:
    if isinstance(error, LedgerUnavailable):
        LEDGER_FAILURES.inc()
        kind = LEDGER_UNAVAILABLE
    elif holds:
        JUDGE_FAILURES.inc()
        kind = NOT_JUDGED
    else:
        kind = INTERNAL
    log.error(kind.slug, endpoint=request.endpoint, error=type(error).__name__, at=where(error))
    problem = Problem(kind)
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        problem.headers["Retry-After"] = str(RETRY_SECONDS)
    problem.holds = holds
    return problem


def _raised(error: HTTPException) -> Problem:
    """Return what Flask, Werkzeug and the server raise, keeping the Allow header."""
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    kind = _RAISED.get(status) or Kind("", status, status.phrase, status.description)
    headers = error.get_response().headers
    allow = {"Allow": headers["Allow"]} if "Allow" in headers else {}
    return Problem(kind, headers=allow)
