"""The API that a site speaks: moderate comments, look verdicts up, say what they got wrong."""

from http import HTTPStatus

from service.domain import Comment, Site, Wire
from service.settings import Settings
from service.telemetry import FEEDBACK
from service.web import batch, forms, judging, samples
from service.web.answers import (
    BatchOut,
    FeedbackOut,
    ProblemOut,
    RecordedOut,
    VerdictOut,
    recorded_out,
    verdict_out,
)
from service.web.contract import Contract
from service.web.desk import Desk
from service.web.operations import Operations
from service.web.problems import BATCH_TOO_LARGE, BODY_TOO_LARGE, NOT_FOUND, Problem
from service.web.text import size
from service.web.wire import BatchIn, FeedbackIn, ModerateIn, warnings

API = Operations("api")


def _comments(asked: BatchIn, settings: Settings) -> int:
    """Return how many comments there are to judge; a batch that will be refused is one request."""
    return len(asked.items) if len(asked.items) <= settings.max_batch else 1


def _batch_limit(settings: Settings) -> int:
    return settings.max_batch_bytes


MODERATE = Contract(
    "POST",
    "/moderate",
    VerdictOut,
    ModerateIn,
    form=forms.MODERATE,
    judges=True,
    problems=(BODY_TOO_LARGE,),
    sample=samples.MODERATE,
    answer=samples.VERDICT,
)
BATCH = Contract(
    "POST",
    "/moderate/batch",
    BatchOut,
    BatchIn,
    limit=_batch_limit,
    judges=True,
    weight=_comments,
    problems=(BATCH_TOO_LARGE,),
    sample=samples.BATCH,
    answer=samples.BATCH_ANSWER,
)
VERDICT = Contract(
    "GET",
    "/verdicts/<verdict_id>",
    RecordedOut,
    problems=(NOT_FOUND,),
    answer=samples.RECORDED,
)
TELL = Contract(
    "POST",
    "/feedback",
    FeedbackOut,
    FeedbackIn,
    status=HTTPStatus.CREATED,
    problems=(NOT_FOUND,),
    sample=samples.FEEDBACK,
    answer=samples.FEEDBACK_ANSWER,
)


@API.add(MODERATE)
def moderate(desk: Desk, site: Site, asked: ModerateIn) -> VerdictOut:
    """Judge one comment.

    A hold is answered only after the comment, its verdict and its review item are recorded. What
    cannot be judged or recorded now is answered 503 with the decision to hold.
    """
    comment = _comment(asked, desk.settings)
    judged = judging.judged(desk, site, comment, Wire.SARING)
    verdict = desk.moderator.explain(judged) if asked.explain or asked.store else judged.verdict
    if asked.store:
        verdict = judging.kept(desk, site, [(comment, verdict)])[0].verdict
    judging.count(verdict)
    return verdict_out(verdict, warnings(asked), explain=asked.explain)


def _comment(asked: ModerateIn, settings: Settings) -> Comment:
    if size(asked.comment.body) > settings.max_body_bytes:
        raise Problem(BODY_TOO_LARGE)
    return asked.to_domain()


@API.add(BATCH)
def moderate_batch(desk: Desk, site: Site, asked: BatchIn) -> BatchOut:
    """Judge many comments together.

    Answers come in the order of the comments. All are recorded in one transaction or none is.
    """
    if len(asked.items) > desk.settings.max_batch:
        raise Problem(BATCH_TOO_LARGE)
    parsed = batch.parse(asked, desk.settings.max_body_bytes)
    verdicts = iter(batch.judge(desk, site, [one for one in parsed if isinstance(one, batch.Item)]))
    items: list[VerdictOut | ProblemOut] = [
        next(verdicts) if isinstance(one, batch.Item) else one for one in parsed
    ]
    answer = BatchOut(items=items)
    if found := warnings(asked):
        answer["warnings"] = found
    return answer


@API.add(VERDICT)
def verdict(desk: Desk, site: Site, verdict_id: str) -> RecordedOut:
    """Look a recorded verdict up, with its resolution once a moderator has decided."""
    return recorded_out(desk.records.find_verdict(site, verdict_id))


@API.add(TELL)
def feedback(desk: Desk, site: Site, asked: FeedbackIn) -> FeedbackOut:
    """Say what a verdict got wrong, or right."""
    if asked.verdict:
        about = desk.records.find_verdict(site, asked.verdict)
    else:
        about = desk.records.find_comment(site, asked.comment_id or "")
    feedback_id = desk.records.record_feedback(site, about, asked.kind, asked.note or "")
    FEEDBACK.labels(asked.kind).inc()
    return FeedbackOut(id=feedback_id, verdict=about.verdict.id)
