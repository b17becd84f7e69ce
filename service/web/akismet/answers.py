"""Answers of Akismet's wire: exact bytes, and headers that clients look at."""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from flask import Response
from pydantic_core import to_json

from service.domain import Decision
from service.people import HoldAs
from service.web import problems
from service.web.problems import FORBIDDEN, TOO_MANY_REQUESTS, UNAUTHORISED, Problem

VALID = "valid"
INVALID = "invalid"
ERROR = "error"
SPAM, NOT_SPAM = "true", "false"
THANKS = "Thanks for making the web a better place."
CONNECTED = "connected"
DEACTIVATED = "deactivated"
GUID = "X-akismet-guid"
HELP = "X-akismet-debug-help"
TIP = "X-akismet-pro-tip"
FAILURE = "X-akismet-error"
CLASSIFICATION = "X-akismet-classification"
DISCARD = "discard"
HELD = "held"
_NONE: Mapping[str, str] = MappingProxyType({})
_PLAIN = "text/plain; charset=utf-8"
# Headers of a problem that mean the same here.
_KEPT = ("Retry-After", "Allow")
# Statuses that are told as such: clients of this wire look at the body of all others.
_TOLD = (problems.METHOD_NOT_ALLOWED, problems.NOT_FOUND, TOO_MANY_REQUESTS)
# What says that nothing this caller sends is ever judged, and not that this comment was not.
_REFUSALS = (
    UNAUTHORISED,
    FORBIDDEN,
    problems.INVALID,
    problems.MEDIA_TYPE,
    problems.CONTENT_CODING,
    problems.METHOD_NOT_ALLOWED,
)
_HELP = {
    UNAUTHORISED: "There is no valid key in key, in api_key or in the host's name.",
    FORBIDDEN: "This key may not be used to moderate.",
}


def plain(body: str, headers: Mapping[str, str] = _NONE) -> Response:
    """Return a text and nothing around it."""
    return Response(body, HTTPStatus.OK, headers, content_type=_PLAIN)


def as_json(value: object) -> Response:
    """Return a value as JSON."""
    return Response(to_json(value), content_type="application/json")


def identified(response: Response) -> Response:
    """Give an answer a guid that has none: WordPress believes no answer without one."""
    response.headers.setdefault(GUID, secrets.token_hex(16))
    return response


def decided(decision: Decision, hold_as: HoldAs) -> Response:
    """Return what has a client do as was decided, where it knows how."""
    if decision is Decision.APPROVE:
        return plain(NOT_SPAM)
    if decision is Decision.REJECT:
        return plain(SPAM, {TIP: DISCARD})
    return held(hold_as)


def held(hold_as: HoldAs) -> Response:
    """Return what has a client hold, for which the protocol has no word.

    WordPress keeps a comment pending that is not spam but came with an error. Others know two
    answers, and keep spam in a queue of their own.
    """
    if hold_as is HoldAs.HELD:
        return plain(NOT_SPAM, {FAILURE: HELD})
    return plain(SPAM)


def hold_as_for(user_agent: str, wanted: HoldAs) -> HoldAs:
    """Return how a client is answered a hold: as its key says, else as its name lets expect."""
    if wanted is not HoldAs.BY_CLIENT:
        return wanted
    return HoldAs.HELD if is_wordpress(user_agent) else HoldAs.SPAM


def is_wordpress(user_agent: str) -> bool:
    """Whether a request comes from WordPress' own plugin."""
    return user_agent.startswith("WordPress/")


def failure(problem: Problem) -> Response:
    """Return a failure as clients of Akismet know it.

    What a client did wrong is `invalid`, with help; a fault of ours is not, as WordPress would take
    its key for a wrong one.
    """
    kind = problem.kind
    ours = kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR or kind is TOO_MANY_REQUESTS
    response = plain(ERROR if ours else INVALID, {HELP: _HELP.get(kind, problem.detail)})
    return _with_status(response, problem, told=ours or kind in _TOLD)


def not_judged(problem: Problem, hold_as: HoldAs) -> Response:
    """Return the answer to a comment that was not judged or recorded: it is held.

    Unless nothing that is sent so can be judged, which is for whoever sets the client up to know.
    """
    if problem.kind in _REFUSALS:
        return failure(problem)
    return _with_status(held(hold_as), problem, told=problem.kind is TOO_MANY_REQUESTS)


def _with_status(response: Response, problem: Problem, *, told: bool) -> Response:
    if told:
        response.status_code = problem.kind.status
        for name in _KEPT:
            if name in problem.headers:
                response.headers[name] = problem.headers[name]
    return response
