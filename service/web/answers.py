"""Answers of the API: typed dictionaries, right by construction, and how verdicts become them."""

from datetime import datetime
from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from service.domain import Decision, Evidence, Reason, Recorded, Resolution, Verdict, Wire
from service.domain import Field as CommentField

SCORE_DIGITS = 6

Probability = Annotated[float, Field(ge=0, le=1)]


class EvidenceOut(TypedDict):
    """A span of one field that speaks for a reason."""

    field: CommentField
    start: Annotated[int, Field(ge=0, description="Offset in Unicode code points of the raw text")]
    end: Annotated[int, Field(ge=0, description="End of the span, exclusive")]
    text: Annotated[str, Field(description="The span as it was written")]
    reads_as: Annotated[str, Field(description="How it reads undisguised; empty if as written")]
    contribution: Annotated[
        float | None, Field(description="What the span adds to `logit`; null where that is null")
    ]


class ReasonOut(TypedDict):
    """Why a comment was decided on as it was."""

    code: Annotated[
        str,
        Field(
            pattern="^((score|signal|rule|list|switch):.+|reputation)$",
            examples=["score:spam/gambling"],
        ),
    ]
    score: Annotated[
        Probability,
        Field(description="The label's probability or signal's strength; 1 of all others"),
    ]
    band: Annotated[Decision, Field(description="The decision that this reason alone asks for")]
    logit: NotRequired[
        Annotated[
            float | None,
            Field(
                description="The label's logit, which calibration turns into its score. As "
                "written, in three decimals, it is the sum of `rest` and the contributions. Null "
                "for a signal, and in verdicts that release 0.1.0 recorded"
            ),
        ]
    ]
    rest: NotRequired[
        Annotated[
            float | None,
            Field(
                description="What all that is no evidence adds to `logit`, the intercept included; "
                "null where that is null"
            ),
        ]
    ]
    evidence: NotRequired[list[EvidenceOut]]


class LanguageOut(TypedDict):
    """ISO 639-1 code of the comment's language, `und` where nothing can be said."""

    code: str
    confidence: Probability


class VerdictOut(TypedDict):
    """The machine's answer about one comment."""

    id: str
    decision: Decision
    would_decide: NotRequired[
        Annotated[
            Decision,
            Field(description="In a dry run, where all is approved: what would have been decided"),
        ]
    ]
    reasons: Annotated[list[ReasonOut], Field(description="The first is the one that decided")]
    scores: Annotated[dict[str, Probability], Field(description="Probabilities by label")]
    language: LanguageOut
    model: Annotated[str, Field(description="Version of the model")]
    policy: Annotated[str, Field(description="Name and version of the policy")]
    warnings: NotRequired[
        Annotated[list[str], Field(description="Members that were ignored, as JSON Pointers")]
    ]


class ResolutionOut(TypedDict):
    """What a moderator decided."""

    resolution: Resolution
    resolved_at: datetime | None


class RecordedOut(VerdictOut):
    """A verdict as the ledger holds it, with its resolution once there is one."""

    wire: Annotated[Wire, Field(description="The protocol that the comment came by")]
    comment_id: Annotated[str | None, Field(description="The site's own id of the comment")]
    recorded_at: datetime
    edit_of: Annotated[
        str | None, Field(description="The verdict on the first text sent under this comment id")
    ]
    resolution: ResolutionOut | None


class FieldErrorOut(TypedDict):
    """What is wrong with one member of the request."""

    pointer: Annotated[str, Field(description="JSON Pointer into the request")]
    message: str


class ProblemOut(TypedDict):
    """A failure (RFC 9457)."""

    type: Annotated[str, Field(description="Kind of the failure, explained in the documentation")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: NotRequired[list[FieldErrorOut]]
    decision: NotRequired[
        Annotated[
            Literal[Decision.HOLD],
            Field(description="What to do with the comment that was not judged"),
        ]
    ]


class BatchOut(TypedDict):
    """Verdicts in the order of the comments; a problem stands where a comment had one."""

    items: list[VerdictOut | ProblemOut]
    warnings: NotRequired[
        Annotated[list[str], Field(description="Members that were ignored, as JSON Pointers")]
    ]


class FeedbackOut(TypedDict):
    """Feedback as recorded."""

    id: str
    verdict: Annotated[str, Field(description="The verdict that the feedback is about")]


class HealthOut(TypedDict):
    """How the service is."""

    status: Literal["ok"]


class ReadyOut(HealthOut):
    """What is ready to judge."""

    model: str
    policies_not_loaded: NotRequired[
        Annotated[int, Field(description="Sites judged by an older policy: theirs does not load")]
    ]


def verdict_out(verdict: Verdict, warnings: list[str], *, explain: bool) -> VerdictOut:
    """Return `verdict` as the wire spells it, with evidence where `explain` asks for it."""
    reason_out = _explained if explain else _bare
    out = VerdictOut(
        id=verdict.id,
        decision=verdict.answer,
        reasons=[reason_out(reason) for reason in verdict.reasons],
        scores={
            label: round(float(score), SCORE_DIGITS) for label, score in verdict.scores.items()
        },
        language=LanguageOut(
            code=verdict.language.code,
            confidence=round(float(verdict.language.confidence), SCORE_DIGITS),
        ),
        model=verdict.model,
        policy=verdict.policy,
    )
    if not verdict.enforced:
        out["would_decide"] = verdict.decision
    if warnings:
        out["warnings"] = warnings
    return out


def recorded_out(recorded: Recorded) -> RecordedOut:
    """Return what the ledger holds as the wire spells it."""
    resolution = recorded.resolution
    return {
        **verdict_out(recorded.verdict, [], explain=True),
        "wire": recorded.verdict.wire,
        "comment_id": recorded.comment_id or None,
        "recorded_at": recorded.recorded_at,
        "edit_of": recorded.edit_of or None,
        "resolution": ResolutionOut(resolution=resolution, resolved_at=recorded.resolved_at)
        if resolution
        else None,
    }


def _bare(reason: Reason) -> ReasonOut:
    return ReasonOut(
        code=reason.code, score=round(float(reason.score), SCORE_DIGITS), band=reason.band
    )


def _explained(reason: Reason) -> ReasonOut:
    out = _bare(reason)
    out["logit"] = reason.logit
    out["rest"] = reason.rest
    out["evidence"] = [_evidence_out(span, reason) for span in reason.evidence]
    return out


def _evidence_out(span: Evidence, reason: Reason) -> EvidenceOut:
    return EvidenceOut(
        field=span.field,
        start=span.start,
        end=span.end,
        text=span.text,
        reads_as=span.reads_as,
        contribution=None if reason.logit is None else span.contribution,
    )
