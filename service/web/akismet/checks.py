"""Comments to check, and what the blog made of them: judged and recorded like all others."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Response, request
from sqlalchemy import Connection

from service.domain import Decision, Recorded, Resolution, Verdict, Wire
from service.errors import NotFound
from service.outbound.akismet import guid_of, verdict_of
from service.outbound.target import TargetRefused
from service.store.blog_decisions import follow
from service.store.callbacks import Callback, note_callback
from service.store.keys import KeyAccess
from service.web import judging
from service.web.akismet import answers
from service.web.akismet.comments import FREE, TRAPPED, comment_of, is_administrator, is_test
from service.web.akismet.fields import Asked
from service.web.desk import Desk, Then, nothing_more


@dataclass(frozen=True, slots=True)
class Call:
    """A request of somebody known: what was asked, by which key, and what that opens."""

    asked: Asked
    key: str
    access: KeyAccess


def check(desk: Desk, call: Call) -> Response:
    """Judge a comment. A hold is answered only after it is in the queue."""
    asked = _as_written(call.asked)
    if is_administrator(asked):
        return answers.plain(answers.NOT_SPAM)
    if is_test(asked):
        tip = {answers.TIP: answers.DISCARD} if asked.is_on("test_discard") else {}
        return answers.plain(answers.SPAM, tip)
    comment = comment_of(asked, desk.settings, desk.office.pseudonymiser)
    if asked.is_on("is_test"):
        verdict = judging.judged(desk, call.access.site, comment, Wire.AKISMET).verdict
        return _answer(call, verdict, verdict.answer)
    site, then = call.access.site, _calling_back(desk, call)
    recorded = judging.recorded(desk, site, comment, Wire.AKISMET, then)
    judging.count(recorded.verdict)
    return _answer(call, recorded.verdict, _in_force(recorded))


def _as_written(asked: Asked) -> Asked:
    """Return what the reader wrote: WordPress asks before it has taken PHP's slashes out."""
    by_wordpress = answers.is_wordpress(request.environ.get("HTTP_USER_AGENT", ""))
    return asked.unslashed() if by_wordpress else asked


def submit_spam(desk: Desk, call: Call) -> Response:
    """Resolve a comment as spam, as the blog has."""
    return _submit(desk, call, Resolution.SPAM)


def submit_ham(desk: Desk, call: Call) -> Response:
    """Resolve a comment as approved, as the blog has."""
    return _submit(desk, call, Resolution.APPROVE)


def _submit(desk: Desk, call: Call, resolution: Resolution) -> Response:
    """Resolve what the ledger holds of the comment; one that it does not know is recorded first."""
    asked, access = call.asked, call.access
    if not (is_test(asked) or asked.is_on("is_test")):
        about = _named(desk, call) or _alike(desk, call)
        with desk.office.write() as tx:
            follow(
                tx,
                about.verdict.id,
                resolution,
                access.holder.actor,
                desk.office.now(),
                access.site.id,
            )
    return answers.plain(answers.THANKS)


def _named(desk: Desk, call: Call) -> Recorded | None:
    """Return the verdict that a guid names; None where there is no guid, or it names none."""
    try:
        verdict_id = verdict_of(call.asked.text("guid"))
        return desk.records.find_verdict(call.access.site, verdict_id)
    except (ValueError, NotFound):
        return None


def _alike(desk: Desk, call: Call) -> Recorded:
    """Return what the ledger holds of the comment, perhaps with a trap that is not told again."""
    comment = comment_of(call.asked, desk.settings, desk.office.pseudonymiser)
    trapped = comment.id.replace(FREE, TRAPPED, 1) if not comment.trapped else comment.id
    for known in (comment.id, trapped):
        with suppress(NotFound):
            return desk.records.find_comment(call.access.site, known)
    return judging.recorded(desk, call.access.site, comment, Wire.AKISMET)


def _in_force(recorded: Recorded) -> Decision:
    """Return what a moderator decided, where one has; else the verdict."""
    return recorded.resolution.outcome if recorded.resolution else recorded.verdict.answer


def _answer(call: Call, verdict: Verdict, decision: Decision) -> Response:
    agent = request.environ.get("HTTP_USER_AGENT", "")
    hold_as = answers.hold_as_for(agent, call.access.holder.hold_as)
    response = answers.decided(decision, hold_as)
    response.headers[answers.GUID] = guid_of(verdict.id)
    label = next((reason.label for reason in verdict.reasons if reason.label), "")
    if label and call.asked.is_on("classify"):
        response.headers[answers.CLASSIFICATION] = label
    return response


def _calling_back(desk: Desk, call: Call) -> Then:
    """Return what has the blog told of a later decision, where it asks to be, at its own host."""
    url, access = call.asked.text("callback"), call.access
    if not url or not access.holder.hosts:
        return nothing_more

    def note(tx: Connection, recorded: Sequence[Recorded]) -> None:
        callback = Callback(url, call.key, access.holder)
        for one in recorded:
            if one.resolution is None:
                with suppress(TargetRefused):
                    note_callback(tx, access.site, one.verdict.id, callback, desk.office.now())

    return note
