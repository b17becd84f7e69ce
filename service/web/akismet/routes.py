"""Where Akismet's clients call, how their keys come, and what becomes of every failure."""

import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from wsgiref.types import WSGIEnvironment

from flask import Blueprint, Response, g, request

from service.people import HoldAs, Scope
from service.web import limits
from service.web.akismet import answers, usage
from service.web.akismet.checks import Call, check, submit_ham, submit_spam
from service.web.akismet.comments import check_blog
from service.web.akismet.fields import Asked, asked_in
from service.web.desk import Desk
from service.web.edge import METHODS
from service.web.problems import METHOD_NOT_ALLOWED, NOT_FOUND, Problem, problem_of
from service.web.security import bearer

_NAME = "akismet"
_CHECK = "/1.1/comment-check"
_STATS = "/1.1/get-stats"
_POST = ("POST",)
_BOTH = ("GET", "HEAD", "POST")
# Only short keys can stand in a host's name, which has no capitals and no underscores.
_LABEL = re.compile(r"[0-9a-z]{12}(?=\.)")

Answer = Callable[[Desk, Call], Response]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A place to call; `names_blog` says whether the blog must be named."""

    path: str
    answer: Answer
    methods: Collection[str] = _POST
    names_blog: bool = False


def _verified(_: Desk, __: Call) -> Response:
    return answers.plain(answers.VALID)


def _deactivated(_: Desk, __: Call) -> Response:
    """Say yes: the key stays, for the next time the plugin is switched on."""
    return answers.plain(answers.DEACTIVATED)


def _token(_: Desk, __: Call) -> Response:
    """Give a token, which opens nothing: there is no page of statistics to put into a frame."""
    return answers.plain(secrets.token_hex(16))


ENDPOINTS = (
    Endpoint("/1.1/verify-key", _verified, names_blog=True),
    Endpoint(_CHECK, check, names_blog=True),
    Endpoint("/1.1/submit-spam", submit_spam, names_blog=True),
    Endpoint("/1.1/submit-ham", submit_ham, names_blog=True),
    Endpoint("/1.1/get-subscription", usage.subscription),
    Endpoint(_STATS, usage.stats),
    Endpoint("/1.1/deactivate", _deactivated),
    Endpoint("/1.1/token", _token),
    Endpoint("/1.2/usage-limit", usage.usage_limit, _BOTH),
    Endpoint("/1.2/key-sites", usage.key_sites, _BOTH),
)


def blueprint(desk: Desk) -> Blueprint:
    """Return the endpoints, working with `desk`; whatever fails below them fails as Akismet's."""
    wire = Blueprint(_NAME, __name__)
    add = partial(wire.add_url_rule, methods=sorted(METHODS), provide_automatic_options=False)
    for endpoint in ENDPOINTS:
        add(endpoint.path, _name(endpoint.path), partial(_view, desk, endpoint))
    add("/1.1/test", "test", _connected)
    for version in ("1.1", "1.2"):
        add(f"/{version}/<path:rest>", f"elsewhere-{version.replace('.', '-')}", _elsewhere)
    wire.register_error_handler(Exception, _failed)
    wire.after_request(answers.identified)
    return wire


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _view(desk: Desk, endpoint: Endpoint) -> Response:
    call = _call(desk, endpoint)
    check_blog(call.asked, call.access.holder, needed=endpoint.names_blog)
    return endpoint.answer(desk, call)


def _call(desk: Desk, endpoint: Endpoint) -> Call:
    """Read the request and find out who sends it, who is counted by the key, else by address."""
    environ = request.environ
    try:
        _check_method(endpoint.methods)
        asked = asked_in(environ, desk.settings.max_request_bytes)
    except Problem:
        limits.count_stranger()
        raise
    key = key_in(asked, environ)
    access = desk.keys.opened_by(key, Scope.MODERATE)
    g.hold_as = access.holder.hold_as
    return Call(asked, key, access)


def key_in(asked: Asked, environ: WSGIEnvironment) -> str:
    """Return the key of a request, wherever it came; empty where there is none."""
    label = _LABEL.match(environ.get("HTTP_HOST", "").lower())
    return (
        asked.text("key")
        or asked.text("api_key")
        or (label[0] if label else "")
        or bearer(environ.get("HTTP_AUTHORIZATION", ""))
    )


def _check_method(methods: Collection[str]) -> None:
    if request.method not in methods:
        raise Problem(METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(methods)})


def _connected() -> Response:
    limits.count_stranger()
    _check_method(_BOTH)
    return answers.plain(answers.CONNECTED)


def _elsewhere(rest: str) -> Response:  # noqa: ARG001 -- the rest of the path
    limits.count_stranger()
    raise Problem(NOT_FOUND, "Nothing of Akismet's protocol stands at this address.")


def _failed(error: Exception) -> Response:
    checks = request.endpoint == f"{_NAME}.{_name(_CHECK)}"
    problem = problem_of(error, judging=checks)
    if checks:
        agent = request.environ.get("HTTP_USER_AGENT", "")
        hold_as = answers.hold_as_for(agent, g.get("hold_as", HoldAs.BY_CLIENT))
        return answers.not_judged(problem, hold_as)
    response = answers.failure(problem)
    if request.endpoint == f"{_NAME}.{_name(_STATS)}":
        response.set_data("")  # which WordPress takes for no statistics
    return response
