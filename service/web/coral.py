"""Coral's external moderation phase: a signed request in, a status out.

Coral publishes what it gets no usable answer about. So where anything fails, it is told to withhold
the comment; only what nobody signed is refused.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request
from pydantic_core import to_json

from service.domain import Article, Author, Comment, Decision, Reason, Site, Verdict, Wire
from service.people import KeyHolder
from service.store.keys import DEFAULT_SCOPES
from service.web import judging, limits
from service.web.coral_signatures import HEADER, KnownSigners, signed_by
from service.web.desk import Desk
from service.web.markup import legible
from service.web.payload import JSON, parse_json, read
from service.web.problems import (
    BODY_TOO_LARGE,
    INVALID,
    NOT_JUDGED,
    TOO_MANY_REQUESTS,
    UNAUTHORISED,
    Problem,
    problem_of,
)
from service.web.text import size

MAX_ID = 256
MAX_URL = 4096
# Whose comments a newsroom does not have judged.
TRUSTED = frozenset({"STAFF", "MODERATOR", "ADMIN"})
WITHHELD = "SYSTEM_WITHHELD"
SPAM, TOXIC = "COMMENT_DETECTED_SPAM", "COMMENT_DETECTED_TOXIC"
_UNSIGNED = f"Sign the body with a secret of this site, in {HEADER}."
_CHALLENGE = {"WWW-Authenticate": f'{HEADER} realm="saring"'}
# What is told to a stranger; of Coral's own requests none ends like this.
_REFUSALS = (UNAUTHORISED, TOO_MANY_REQUESTS)
_STATUS = {Decision.HOLD: WITHHELD, Decision.REJECT: "REJECTED"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Phases:
    """The moderation phases of all sites."""

    desk: Desk
    signers: KnownSigners

    def answer(self, site_id: str) -> Response:
        """Answer about one comment of a site; raises Problem where it is not signed for it."""
        payload = read(request.environ, self.desk.settings.max_request_bytes)
        site = self._signed_for(site_id, payload)
        comment = comment_of(parse_json(payload), self.desk.settings.max_body_bytes)
        if comment is None:
            return _no_opinion()
        verdict = judging.recorded(self.desk, site, comment, Wire.CORAL).verdict
        judging.count(verdict)
        if verdict.answer is Decision.APPROVE:
            return _no_opinion()
        return _status(_STATUS[verdict.answer], flags(verdict))

    def _signed_for(self, site_id: str, payload: bytes) -> Site:
        """Return the site that a request is signed for, and count it; raises Problem."""
        signers = self.signers.of(site_id)
        header = request.headers.get(HEADER, "")
        secret_id = signed_by(signers, payload, header) if signers else ""
        if not (signers and secret_id):
            limits.count_stranger()
            raise Problem(UNAUTHORISED, _UNSIGNED, headers=_CHALLENGE)
        try:
            limits.count_holder(KeyHolder(f"coral:{secret_id}", "", DEFAULT_SCOPES))
        except Problem as refusal:
            raise Problem(NOT_JUDGED) from refusal
        return signers.site


def blueprint(desk: Desk) -> Blueprint:
    """Return the address that a phase in Coral calls, one for each site, working with `desk`."""
    phases = Phases(desk, KnownSigners(desk.records.signers, time.monotonic))
    wire = Blueprint("coral", __name__)
    wire.add_url_rule("/coral/<site_id>", "moderate", phases.answer, methods=["POST"])
    wire.register_error_handler(Exception, _failure)
    return wire


def _failure(error: Exception) -> Response:
    problem = problem_of(error, judging=True)
    if problem.kind in _REFUSALS:
        return problem.response()
    log.warning("coral-withheld", kind=problem.kind.slug)
    return _status(WITHHELD)


def comment_of(members: Mapping[str, object], max_body_bytes: int) -> Comment | None:
    """Return the comment of a request; None where there is nothing to have an opinion on.

    That is what staff writes, and a comment without any text, such as a picture. Raises Problem for
    a request that is not as Coral writes it, and for a comment that is too long.
    """
    given, author, story = (_object(members, name) for name in ("comment", "author", "story"))
    if author.get("role") in TRUSTED:
        return None
    body = given.get("body")
    if not isinstance(body, str):
        raise Problem(INVALID)
    text = legible(body)
    if size(text) > max_body_bytes:
        raise Problem(BODY_TOO_LARGE)
    if not text:
        return None
    return Comment(
        text,
        author=Author(id=_short(author.get("id"), MAX_ID)),
        article=Article(url=_short(story.get("url"), MAX_URL)),
    )


def flags(verdict: Verdict) -> tuple[str, ...]:
    """Return what Coral's moderators are shown a comment to be: what the first score says.

    What is found in a comment without being scored, such as links, speaks for spam; a rule, a list
    or a switch says nothing of it.
    """
    found = filter(None, map(_flag, verdict.reasons))
    return tuple(found)[:1]


def _flag(reason: Reason) -> str:
    if reason.label.partition("/")[0] == "abuse":
        return TOXIC
    return SPAM if reason.label or reason.code.startswith("signal:") else ""


def _object(members: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = members.get(name)
    if not isinstance(value, dict):
        raise Problem(INVALID)
    return value


def _short(value: object, most: int) -> str:
    """Return a text that the ledger takes; what is none is not told."""
    return value if isinstance(value, str) and len(value) <= most else ""


def _no_opinion() -> Response:
    return Response(status=HTTPStatus.NO_CONTENT)


def _status(status: str, flagged_as: tuple[str, ...] = ()) -> Response:
    actions = [{"actionType": "FLAG", "reason": reason} for reason in flagged_as]
    return Response(to_json({"status": status, "actions": actions}), content_type=JSON)
