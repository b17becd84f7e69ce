"""What OpenAI's moderation endpoint answers: categories and scores of verdicts, and errors."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from typing_extensions import TypedDict

from service.domain import Decision, Verdict
from service.policy import Policy
from service.web.answers import SCORE_DIGITS
from service.web.problems import (
    FORBIDDEN,
    INVALID,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    UNAUTHORISED,
    Kind,
    Problem,
)

TEXT = ["text"]


@dataclass(frozen=True, slots=True)
class Category:
    """One of OpenAI's categories: those of our labels that it is, and whether of all or any.

    `of` is `min` where all labels are needed, `max` where one is enough. What has no label is
    never found.
    """

    labels: tuple[str, ...] = ()
    of: Callable[[Iterable[Any]], Any] = max

    def score(self, scores: Mapping[str, float]) -> float:
        """Return the category's score, 0 where it has none."""
        found = [scores.get(label, 0.0) for label in self.labels]
        return round(float(self.of(found)), SCORE_DIGITS) if found else 0.0

    def applies(self, reached: Mapping[str, bool]) -> bool:
        """Whether the labels reached what holds."""
        found = [reached.get(label, False) for label in self.labels]
        return bool(found) and bool(self.of(found))


CATEGORIES: Mapping[str, Category] = {
    "harassment": Category(("abuse", "abuse/insult")),
    "harassment/threatening": Category(("abuse/threat",)),
    "hate": Category(("abuse/identity",)),
    "hate/threatening": Category(("abuse/identity", "abuse/threat"), of=min),
    "illicit": Category(),
    "illicit/violent": Category(),
    "self-harm": Category(),
    "self-harm/intent": Category(),
    "self-harm/instructions": Category(),
    "sexual": Category(("abuse/sexual", "spam/adult")),
    "sexual/minors": Category(),
    "violence": Category(),
    "violence/graphic": Category(),
}


class ResultOut(TypedDict):
    """What is found in one text. `verdict` and `decision` are ours: what `/verdicts` knows."""

    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[str]]
    verdict: str
    decision: Decision


class ModerationOut(TypedDict):
    """The answer to one request."""

    id: str
    model: str
    results: list[ResultOut]


class ErrorOut(TypedDict):
    """A failure as OpenAI's clients read it; a comment that was not judged is to be held."""

    message: str
    type: str
    param: str | None
    code: str | None


def result_out(verdict: Verdict, policy: Policy) -> ResultOut:
    """Return a verdict on a text as OpenAI spells it, by the bands of the site's policy.

    A category applies where its labels' scores reach what holds; labels of ours stand beside
    OpenAI's categories under their own names.
    """
    scores = {label: round(float(score), SCORE_DIGITS) for label, score in verdict.scores.items()}
    reached = _reached(verdict, policy)
    return ResultOut(
        flagged=verdict.answer is not Decision.APPROVE,
        categories={name: one.applies(reached) for name, one in CATEGORIES.items()} | reached,
        category_scores={name: one.score(scores) for name, one in CATEGORIES.items()} | scores,
        category_applied_input_types={
            **{name: TEXT if one.labels else [] for name, one in CATEGORIES.items()},
            **dict.fromkeys(scores, TEXT),
        },
        verdict=verdict.id,
        decision=verdict.answer,
    )


def _reached(verdict: Verdict, policy: Policy) -> dict[str, bool]:
    bands = policy.bands("", verdict.language.code).labels
    return {
        label: label in bands and bands[label].decide(score) is not Decision.APPROVE
        for label, score in verdict.scores.items()
    }


class Unusable(Problem):
    """A parameter of a request that cannot be used: which one, why, and OpenAI's code for it."""

    def __init__(self, detail: str, code: str, param: str = "input", kind: Kind = INVALID) -> None:
        super().__init__(kind, detail)
        self.code = code
        self.param = param


_CODES = {
    UNAUTHORISED: "invalid_api_key",
    FORBIDDEN: "insufficient_permissions",
    NOT_FOUND: "unknown_url",
    METHOD_NOT_ALLOWED: "method_not_supported",
    TOO_MANY_REQUESTS: "rate_limit_exceeded",
}


def status_of(problem: Problem) -> int:
    """Return the status that tells OpenAI's clients of a problem: they know no 422 from it."""
    return HTTPStatus.BAD_REQUEST if problem.kind is INVALID else problem.kind.status


def error_out(problem: Problem) -> dict[str, object]:
    """Return a problem as OpenAI's clients read it."""
    param, code = None, _CODES.get(problem.kind)
    if isinstance(problem, Unusable):
        param, code = problem.param, problem.code
    error = ErrorOut(
        message=problem.detail, type=_type_of(problem.kind.status), param=param, code=code
    )
    return {"error": {**error, "decision": Decision.HOLD} if problem.holds else error}


def _type_of(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "requests"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
