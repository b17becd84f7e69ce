"""Failures as Google's APIs spell them: clients look at the code, the status and the sentence."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NotRequired

from pydantic import ValidationError
from typing_extensions import TypedDict

from service.web import problems
from service.web.problems import Kind, Problem

_ERROR_TYPE = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
INVALID_ARGUMENT = "INVALID_ARGUMENT"
MAX_VIOLATIONS = 20

ErrorType = Literal[
    "COMMENT_EMPTY", "COMMENT_TOO_LONG", "INVALID_REQUEST", "NO_REQUESTED_ATTRIBUTES"
]
Detail = Mapping[str, object]


class StatusOut(TypedDict):
    """A failure; `status` is Google's name of a kind of failure."""

    code: int
    message: str
    status: str
    details: NotRequired[Sequence[Detail]]


class ErrorOut(TypedDict):
    """The answer that carries a failure."""

    error: StatusOut


class Refusal(Exception):  # noqa: N818 -- reads as the answer it becomes
    """A request that cannot be answered; `message` goes to the client."""

    def __init__(
        self, message: str, *details: Detail, code: int = 400, status: str = INVALID_ARGUMENT
    ) -> None:
        super().__init__(status)
        self.message = message
        self.details = details
        self.code = code
        self.status = status

    def out(self) -> ErrorOut:
        """Return the failure as the wire spells it."""
        error = StatusOut(code=self.code, message=self.message, status=self.status)
        if self.details:
            error["details"] = self.details
        return ErrorOut(error=error)


def refused(kind: ErrorType, message: str) -> Refusal:
    """Return a refusal of Perspective's own; clients know its type and its sentence."""
    return Refusal(message, {"@type": _ERROR_TYPE, "errorType": kind})


def invalid(error: ValidationError, fields: Collection[str]) -> Refusal:
    """Return what `error` found wrong: where, by the names of `fields`, and never what stood there.

    The names in a map are the client's own and left out.
    """
    found = error.errors(include_url=False, include_input=False, include_context=False)
    places = [_place(one["loc"], fields) for one in found[:MAX_VIOLATIONS]]
    violations = [{"field": at, "description": f"Invalid value at '{at}'"} for at in places]
    sentence = "\n".join(one["description"] for one in violations)
    return Refusal(sentence, {"@type": _BAD_REQUEST, "fieldViolations": violations})


def _place(steps: Sequence[int | str], fields: Collection[str]) -> str:
    return ".".join(str(step) for step in steps if isinstance(step, int) or step in fields)


NO_KEY = Refusal(
    "Method doesn't allow unregistered callers (callers without established identity). "
    "Please use API Key or other form of API consumer identity to call this API.",
    code=403,
    status="PERMISSION_DENIED",
)
WRONG_KEY = Refusal(
    "API key not valid. Please pass a valid API key.",
    {"@type": _ERROR_INFO, "reason": "API_KEY_INVALID"},
)
# What our own failures are to Google's clients: code, status and sentence, where it is not ours.
_SPELLED: Mapping[Kind, tuple[int, str, str]] = {
    problems.FORBIDDEN: (403, "PERMISSION_DENIED", "The caller does not have permission"),
    problems.NOT_FOUND: (404, "NOT_FOUND", "Requested entity was not found."),
    problems.METHOD_NOT_ALLOWED: (405, "UNIMPLEMENTED", "Use POST."),
    problems.TOO_SLOW: (408, "DEADLINE_EXCEEDED", ""),
    problems.REQUEST_TOO_LARGE: (413, INVALID_ARGUMENT, "Request payload size exceeds the limit."),
    problems.CONTENT_CODING: (415, INVALID_ARGUMENT, ""),
    problems.TOO_MANY_REQUESTS: (
        429,
        "RESOURCE_EXHAUSTED",
        "Quota exceeded for requests of this key or address. Wait for as long as Retry-After says.",
    ),
    problems.INTERNAL: (500, "INTERNAL", "Internal error encountered."),
    problems.NOT_JUDGED: (503, "UNAVAILABLE", "The service is currently unavailable."),
    problems.LEDGER_UNAVAILABLE: (503, "UNAVAILABLE", "The service is currently unavailable."),
}


def spelled(problem: Problem) -> Refusal:
    """Return a problem of ours as Google would spell it."""
    if problem.kind is problems.UNAUTHORISED:
        return WRONG_KEY
    if problem.kind is problems.MALFORMED:
        return Refusal(f"Invalid JSON payload received. {problem.detail}")
    code, status, message = _SPELLED.get(
        problem.kind, (problem.kind.status, INVALID_ARGUMENT, problem.detail)
    )
    return Refusal(message or problem.detail, code=code, status=status)
