"""Perspective's protocol: a site whose program asked Google changes one address and one key.

The paths may stand under any prefix, since clients build them from an address of their own. A
comment is judged and recorded as any other; its scores go back, spelled as Perspective's.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, request
from flask.sansio.blueprints import BlueprintSetupState
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Rule

from service.domain import Site
from service.people import Scope
from service.web import limits
from service.web.desk import Desk
from service.web.payload import media_type, parse_json, read
from service.web.perspective_answers import analyze, suggest
from service.web.perspective_discovery import VERSION, discovery
from service.web.perspective_errors import NO_KEY, Refusal, invalid, spelled
from service.web.perspective_scores import Attributes
from service.web.perspective_wire import FIELDS, AnalyzeIn, SuggestedIn
from service.web.problems import CONTENT_CODING, UNAUTHORISED, Problem, problem_of
from service.web.security import bearer

PRESET = "balanced"
CONTENT_TYPE = "application/json; charset=UTF-8"
CALL, DESCRIBE = "perspective.call", "perspective.describe"
DISCOVERY = "/$discovery/rest"
# Under any prefix; those that begin as another wire's paths, or as other paths of this one, do have
# to be named. What else is asked of the version's own folder is answered here too.
PATHS = (
    "/comments:<verb>",
    "/<path:prefix>/comments:<verb>",
    "/v1/comments:<verb>",
    f"/{VERSION}/comments:<verb>",
    f"/{VERSION}/<path:prefix>/comments:<verb>",
    f"/{VERSION}/<path:other>",
)

InT = TypeVar("InT", bound=BaseModel)
Method = Callable[[Site], object]


def blueprint(desk: Desk) -> Blueprint:
    """Return the routes, working with `desk`."""
    part = Blueprint("perspective", __name__)
    attributes = Attributes(desk.office.policies[PRESET].labels, desk.office.promises)
    methods: dict[str, Method] = {
        "analyze": lambda site: analyze(desk, site, attributes, _body(AnalyzeIn, desk)),
        "suggestscore": lambda site: suggest(desk, site, _body(SuggestedIn, desk)),
    }

    def call(verb: str = "", **_: str) -> Response:
        method = methods.get(verb)
        if method is None:
            limits.count_stranger()
            raise NotFound
        if request.method != "POST":
            return _options("POST")
        access = desk.keys.opened_by(_key(), Scope.MODERATE)
        return _answer(method(access.site))

    def describe() -> Response:
        if request.method not in ("GET", "HEAD"):
            return _options("GET", "HEAD")
        limits.count_stranger()
        if request.args.get("version", VERSION) != VERSION:
            raise NotFound
        return _answer(discovery(desk.settings.public_url or request.host_url))

    part.endpoint(CALL)(call)
    part.endpoint(DESCRIBE)(describe)
    part.record(_route)
    part.register_error_handler(Exception, _failure)
    return part


def _route(setup: BlueprintSetupState) -> None:
    """Route every HTTP method, so that a wrong one is answered in this protocol's own way."""
    for path in PATHS:
        setup.app.url_map.add(Rule(path, endpoint=CALL))
    setup.app.url_map.add(Rule(DISCOVERY, endpoint=DESCRIBE))


def _options(*methods: str) -> Response:
    """Name the methods to somebody who asks for them; raises MethodNotAllowed for others."""
    limits.count_stranger()
    allowed = (*methods, "OPTIONS")
    if request.method == "OPTIONS":
        return Response(status=200, headers={"Allow": ", ".join(allowed)})
    raise MethodNotAllowed(allowed)


def _key() -> str:
    """Return the key, from wherever it came."""
    given = request.args.get("key") or request.headers.get("X-Goog-Api-Key")
    return given or bearer(request.headers.get("Authorization", ""))


def _body(model: type[InT], desk: Desk) -> InT:
    """Return what was asked. Whatever type it claims to be, a body is JSON, as it is to Google."""
    environ = request.environ
    try:
        media_type(environ)
    except Problem as problem:
        if problem.kind is CONTENT_CODING:
            raise
    try:
        return model.model_validate(parse_json(read(environ, desk.settings.max_request_bytes)))
    except ValidationError as error:
        raise invalid(error, FIELDS) from None


def _failure(error: Exception) -> Response:
    if isinstance(error, Refusal):
        return _answer(error.out(), error.code)
    judging = (request.view_args or {}).get("verb") == "analyze"
    problem = problem_of(error, judging=judging)
    refusal = spelled(problem)
    if problem.kind is UNAUTHORISED and not _key():
        refusal = NO_KEY
    answer = _answer(refusal.out(), refusal.code)
    answer.headers.extend(problem.headers)
    return answer


def _answer(content: object, status: int = 200) -> Response:
    indent = 2 if request.args.get("prettyPrint", "").lower() in ("true", "1") else None
    return Response(to_json(content, indent=indent), status, content_type=CONTENT_TYPE)
