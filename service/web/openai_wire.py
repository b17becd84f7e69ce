"""OpenAI's moderation endpoint, for programs that call it: `POST /v1/moderations`.

Texts are judged and recorded as the comments of the key's site, as one batch. Nobody tells who
wrote them or under what, so an author's past and an article's rules are never met.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Blueprint, Response, request
from pydantic_core import to_json

from service.domain import Comment, Site, Verdict, Wire
from service.people import Scope
from service.settings import Settings
from service.web import batch, judging, limits
from service.web.desk import Desk
from service.web.edge import METHODS
from service.web.openai_answers import (
    ModerationOut,
    Unusable,
    error_out,
    result_out,
    status_of,
)
from service.web.payload import JSON, media_type, parse_json, read
from service.web.problems import (
    BATCH_TOO_LARGE,
    BODY_TOO_LARGE,
    MEDIA_TYPE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    Problem,
    problem_of,
)
from service.web.text import size

PATH = "/v1/moderations"
MODEL = "omni-moderation-latest"
MAX_MODEL = 256
REQUEST_ID = "x-request-id"
_SHAPES = "Send a text, a list of texts, or a list of content parts."
_NO_IMAGES = "Images are not judged here: send only text."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: one result for each of `texts`, in the name of `model`."""

    texts: Sequence[str]
    model: str


def blueprint(desk: Desk) -> Blueprint:
    """Return the endpoint, working with `desk`; all that fails below /v1 fails as OpenAI does."""
    wire = Blueprint("openai", __name__)
    add = partial(wire.add_url_rule, methods=sorted(METHODS), provide_automatic_options=False)
    add(PATH, "moderations", partial(_moderations, desk))
    add("/v1/<path:rest>", "elsewhere", _elsewhere)
    wire.register_error_handler(Exception, _failure)
    wire.after_request(_identified)
    return wire


def _moderations(desk: Desk) -> Response:
    if request.method != "POST":
        limits.count_stranger()
        raise Problem(METHOD_NOT_ALLOWED, headers={"Allow": "POST"})
    environ = request.environ
    access = desk.keys.access(environ.get("HTTP_AUTHORIZATION", ""), Scope.MODERATE)
    if media_type(environ) != JSON:
        raise Problem(MEDIA_TYPE)
    asked = parse(parse_json(read(environ, desk.settings.max_batch_bytes)), desk.settings)
    limits.count_more(access.holder, len(asked.texts) - 1)
    verdicts = _verdicts(desk, access.site, asked.texts)
    policy = desk.policy_of(access.site)
    answer = ModerationOut(
        id=f"modr-{verdicts[0].id}",
        model=asked.model,
        results=[result_out(verdict, policy) for verdict in verdicts],
    )
    return Response(to_json(answer), content_type=JSON)


def _verdicts(desk: Desk, site: Site, texts: Sequence[str]) -> list[Verdict]:
    """Judge texts as one batch and record them in one transaction."""
    comments = [Comment(text) for text in texts]
    found = batch.judged(desk, site, comments, Wire.OPENAI)
    verdicts = [desk.moderator.explain(one) for one in found]
    kept = judging.kept(desk, site, list(zip(comments, verdicts, strict=True)))
    for one in kept:
        judging.count(one.verdict)
    return [one.verdict for one in kept]


def parse(members: dict[str, object], settings: Settings) -> Asked:
    """Return what a request asks; raises Problem where its `input` or `model` cannot be used."""
    model = members.get("model")
    if model is not None and (not isinstance(model, str) or len(model) > MAX_MODEL):
        raise Unusable("The model is not a name.", "invalid_type", "model")
    if "input" not in members:
        raise Unusable("Required parameter: 'input'.", "missing_required_parameter")
    given = members["input"]
    if isinstance(given, str):
        return Asked([_text(given, "input", settings)], model or MODEL)
    if not isinstance(given, list):
        raise Unusable(_SHAPES, "invalid_type")
    if not given:
        raise Unusable("The list is empty.", "empty_array")
    if len(given) > settings.max_batch:
        detail = f"A list may have at most {settings.max_batch} parts."
        raise Unusable(detail, "array_above_max_length", kind=BATCH_TOO_LARGE)
    return Asked(_listed(given, settings), model or MODEL)


def _listed(given: list[object], settings: Settings) -> list[str]:
    if all(isinstance(one, str) for one in given):
        texts = cast("list[str]", given)
        return [_text(text, f"input[{n}]", settings) for n, text in enumerate(texts)]
    parts = [_part(one, f"input[{n}]") for n, one in enumerate(given)]
    return [_text("\n".join(parts), "input", settings)]


def _part(part: object, param: str) -> str:
    """Return the text of one content part."""
    if not isinstance(part, dict):
        raise Unusable(_SHAPES, "invalid_type", param)
    if part.get("type") == "image_url":
        raise Unusable(_NO_IMAGES, "image_not_supported")
    text = part.get("text")
    if part.get("type") != "text" or not isinstance(text, str):
        raise Unusable("A part has the type `text` and a text.", "invalid_value", param)
    return text


def _text(text: str, param: str, settings: Settings) -> str:
    """Return a text that can be judged; one that only shows nothing is, and it is held."""
    if not text.strip():
        raise Unusable("The text is empty.", "empty_string", param)
    if size(text) > settings.max_body_bytes:
        detail = f"A text may have at most {settings.max_body_bytes} bytes."
        raise Unusable(detail, "string_above_max_length", param, BODY_TOO_LARGE)
    return text


def _elsewhere(rest: str) -> Response:  # noqa: ARG001 -- the rest of the path
    limits.count_stranger()
    raise Problem(NOT_FOUND)


def _failure(error: Exception) -> Response:
    problem = problem_of(error, judging=True)
    payload = to_json(error_out(problem))
    return Response(payload, status_of(problem), problem.headers, content_type=JSON)


def _identified(response: Response) -> Response:
    """Name the answer, as OpenAI's clients show it where something failed."""
    response.headers[REQUEST_ID] = f"req_{secrets.token_hex(16)}"
    return response
