"""Many comments in one request: each gets its verdict or its own problem, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from service.domain import Comment, Site, Verdict, Wire
from service.moderation import Unexplained
from service.telemetry import REPEATS, VERDICTS
from service.web.answers import ProblemOut, VerdictOut, verdict_out
from service.web.desk import Desk
from service.web.problems import BODY_TOO_LARGE, Problem, invalid
from service.web.text import size
from service.web.wire import BatchIn, ModerateIn, warnings

# Code points read and scored at once: a bound on memory, far above a thousand ordinary comments.
GROUP_LENGTH = 1_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One valid comment of a batch. `at` is its JSON Pointer into the request."""

    at: str
    asked: ModerateIn
    comment: Comment
    store: bool
    explain: bool


def parse(asked: BatchIn, max_body_bytes: int) -> list[Item | ProblemOut]:
    """Return the items of `asked` in order, with a problem where one is not valid."""
    return [_parse(asked, n, max_body_bytes) for n in range(len(asked.items))]


def _parse(batch: BatchIn, n: int, max_body_bytes: int) -> Item | ProblemOut:
    at = f"/items/{n}"
    try:
        asked = ModerateIn.model_validate(batch.items[n])
    except ValidationError as error:
        return invalid(error, at).out()
    if size(asked.comment.body) > max_body_bytes:
        return Problem(BODY_TOO_LARGE).out()
    return Item(
        at,
        asked,
        asked.to_domain(),
        store=batch.store and asked.store,
        explain=batch.explain and asked.explain,
    )


def judge(desk: Desk, site: Site, items: Sequence[Item]) -> list[VerdictOut]:
    """Return verdicts on `items`, recorded in one transaction.

    They are scored as one batch, or in several where their texts together are very long.
    """
    comments = [item.comment for item in items]
    verdicts = [
        desk.moderator.explain(found) if item.explain or item.store else found.verdict
        for item, found in zip(items, judged(desk, site, comments, Wire.SARING), strict=True)
    ]
    return [
        _answer(item, verdict)
        for item, verdict in zip(items, _recorded(desk, site, items, verdicts), strict=True)
    ]


def judged(
    desk: Desk, site: Site, comments: Sequence[Comment], wire: Wire
) -> Iterator[Unexplained]:
    """Yield what `comments` of a site are judged to be, in order; nothing is recorded."""
    policy, occasion = desk.policy_of(site), desk.occasion(site)
    for group in groups(comments):
        for found in desk.moderator.judge_batch(group, policy, occasion):
            yield replace(found, verdict=replace(found.verdict, wire=wire))


def groups(comments: Sequence[Comment]) -> Iterator[list[Comment]]:
    """Yield `comments` in order, in lists short enough to be read and scored together."""
    group: list[Comment] = []
    length = 0
    for comment in comments:
        group.append(comment)
        length += len(comment.body)
        if length >= GROUP_LENGTH:
            yield group
            group, length = [], 0
    if group:
        yield group


def _recorded(
    desk: Desk, site: Site, items: Sequence[Item], verdicts: Sequence[Verdict]
) -> list[Verdict]:
    """Record what asks for it; a comment sent before keeps the verdict it had."""
    answered = list(verdicts)
    stored = [n for n, item in enumerate(items) if item.store]
    if stored:
        judged = [(items[n].comment, verdicts[n]) for n in stored]
        for n, recorded in zip(stored, desk.records.record(site, judged), strict=True):
            REPEATS.inc(recorded.verdict.id != verdicts[n].id)
            answered[n] = recorded.verdict
    return answered


def _answer(item: Item, verdict: Verdict) -> VerdictOut:
    VERDICTS.labels(verdict.answer).inc()
    return verdict_out(verdict, warnings(item.asked, item.at), explain=item.explain)
