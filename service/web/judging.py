"""The path that every wire takes: judge, record, and answer what was recorded."""

from collections.abc import Sequence
from dataclasses import replace

from service.domain import Comment, Recorded, Site, Verdict, Wire
from service.moderation import Unexplained
from service.telemetry import REPEATS, VERDICTS
from service.web.desk import Desk, Then, nothing_more


def judged(desk: Desk, site: Site, comment: Comment, wire: Wire) -> Unexplained:
    """Judge one comment by the site's policy, its past and what it has set; nothing is recorded.

    Raises LedgerUnavailable.
    """
    found = desk.moderator.judge(comment, desk.policy_of(site), desk.occasion(site))
    return replace(found, verdict=replace(found.verdict, wire=wire))


def recorded(
    desk: Desk, site: Site, comment: Comment, wire: Wire, then: Then = nothing_more
) -> Recorded:
    """Judge one comment and record it; one sent before keeps the verdict it had.

    Once this returns a hold is in the queue, and `then` was done with it. Raises LedgerUnavailable.
    """
    verdict = desk.moderator.explain(judged(desk, site, comment, wire))
    return kept(desk, site, [(comment, verdict)], then)[0]


def kept(
    desk: Desk,
    site: Site,
    judged_comments: Sequence[tuple[Comment, Verdict]],
    then: Then = nothing_more,
) -> Sequence[Recorded]:
    """Record judged comments in one transaction, in order; raises LedgerUnavailable."""
    found = desk.records.record(site, judged_comments, then)
    for (_, verdict), one in zip(judged_comments, found, strict=True):
        REPEATS.inc(one.verdict.id != verdict.id)
    return found


def count(verdict: Verdict) -> None:
    """Count an answer."""
    VERDICTS.labels(verdict.answer).inc()
