"""Requests and answers of Perspective's protocol, as its clients spell them.

Clients send null for what they leave out, under the names of JSON or of protocol buffers; what is
not known is ignored. Offsets count UTF-16 code units, ends are exclusive.
"""

import re
from collections.abc import Container, Mapping, Sequence
from typing import Annotated, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict

from service.domain import Article, Comment
from service.web.payload import parse_json
from service.web.perspective_errors import refused
from service.web.problems import Problem
from service.web.text import is_blank, size

MAX_TEXT_BYTES = 20_480
MAX_ARTICLE, MAX_PARENT = 256 * 1024, 64 * 1024
MAX_LANGUAGES = 10
_LANGUAGE = re.compile(r"[A-Za-z0-9-]{1,35}")
_NAME = re.compile(r"[A-Z0-9_]{1,64}")
_OWN_ID = re.compile(r"comment:(\S{1,256})")
_ADDRESS = re.compile(r"https?://\S{1,4080}")
_ID = re.compile(r"\S{1,256}")

Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]


class _In(BaseModel):
    model_config = ConfigDict(strict=True, alias_generator=to_camel, populate_by_name=True)


class EntryIn(_In):
    """A text and how it is written."""

    text: str | None = None
    type: str | None = None


class AttributeIn(_In):
    """What is asked of one attribute."""

    score_threshold: Number | None = None


class PairIn(_In):
    """What a comment stands under."""

    article: EntryIn | None = None
    parent_comment: EntryIn | None = None


class ContextIn(_In):
    """What a comment belongs to; Coral tells the article and its ids as JSON in the first entry."""

    entries: list[EntryIn | None] | None = None
    article_and_parent_comment: PairIn | None = None


class _AboutIn(_In):
    """What both methods are told of a comment. A language is only a hint, and never wrong."""

    comment: EntryIn | None = None
    context: ContextIn | None = None
    languages: object = None
    client_token: str | None = None

    def to_domain(self, max_bytes: int) -> Comment:
        """Return the comment; raises Refusal where its text is empty, too long or mark-up."""
        told = self.comment or EntryIn()
        text = told.text or ""
        if told.type not in (None, "PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"):
            raise refused("INVALID_REQUEST", "Currently, only 'PLAIN_TEXT' comments are supported")
        if is_blank(text):
            raise refused("COMMENT_EMPTY", "Comment must be non-empty.")
        if size(text) > max_bytes:
            sentence = f"Value ({size(text)}) exceeded limit ({max_bytes})."
            raise refused("COMMENT_TOO_LONG", f"Comment text was too many bytes. {sentence}")
        context = self.context or ContextIn()
        pair = context.article_and_parent_comment or PairIn()
        coral = _coral(context)
        return Comment(
            text,
            article=Article(
                url=_told(_ADDRESS, coral.get("url")), text=_text(pair.article)[:MAX_ARTICLE]
            ),
            id=self._id() or _told(_ID, coral.get("Coral_comment_id")),
            parent=_text(pair.parent_comment)[:MAX_PARENT],
        )

    def hints(self) -> list[str]:
        """Return the languages that the client named."""
        named = self.languages if isinstance(self.languages, list) else [self.languages]
        return [code for code in named if isinstance(code, str) and _LANGUAGE.fullmatch(code)][
            :MAX_LANGUAGES
        ]

    def _id(self) -> str:
        own = _OWN_ID.fullmatch(self.client_token or "")
        return own[1] if own else ""


class AnalyzeIn(_AboutIn):
    """A comment to score."""

    requested_attributes: dict[str, AttributeIn | None] | None = None
    do_not_store: bool | None = None
    span_annotations: bool | None = None
    drop_unsupported_attributes: bool | None = None

    def wanted(self, known: Container[str]) -> Mapping[str, float]:
        """Return the attributes to answer, and from what value on each is answered.

        Raises Refusal where there is none, and for an unknown one that is not to be dropped.
        """
        asked = self.requested_attributes
        if not asked:
            raise refused("NO_REQUESTED_ATTRIBUTES", "Missing requested_attributes")
        for name in asked:
            if name not in known and not self.drop_unsupported_attributes:
                shown = f": {name}" if _NAME.fullmatch(name) else ""
                raise refused("INVALID_REQUEST", f"Unknown requested attribute{shown}")
        return {
            name: (one.score_threshold if one else None) or 0.0
            for name, one in asked.items()
            if name in known
        }


class ScoreIn(_In):
    """A score that somebody gives."""

    value: Number | None = None


class ScoresIn(_In):
    """What an attribute should have been."""

    summary_score: ScoreIn | None = None


class SuggestedIn(_AboutIn):
    """A comment with the scores that it should have had."""

    attribute_scores: dict[str, ScoresIn | None] | None = None

    def suggested(self) -> Mapping[str, float]:
        """Return the suggested scores; raises Refusal where there is none."""
        if not self.attribute_scores:
            raise refused("INVALID_REQUEST", "Missing attribute_scores")
        return {
            name: one.summary_score.value or 0.0
            for name, one in self.attribute_scores.items()
            if one and one.summary_score
        }


_MODELS: Sequence[type[BaseModel]] = (
    *(EntryIn, AttributeIn, PairIn, ContextIn, AnalyzeIn, ScoreIn, ScoresIn, SuggestedIn),
)
FIELDS = frozenset(
    spelled
    for model in _MODELS
    for name in model.model_fields
    for spelled in (name, to_camel(name))
)
"""The names of all members: what of a request may be repeated in an error."""


def _text(told: EntryIn | None) -> str:
    return (told.text if told else None) or ""


def _told(shape: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and shape.fullmatch(value) else ""


def _coral(context: ContextIn) -> Mapping[str, object]:
    """Return what Coral tells of the comment, nothing where the context is another's."""
    first = _text(context.entries[0]) if context.entries else ""
    if not first.startswith("{"):
        return {}
    try:
        return parse_json(first.encode())
    except Problem:
        return {}


class ScoreOut(TypedDict):
    """A value in [0, 1]."""

    value: float
    type: Literal["PROBABILITY"]


class SpanScoreOut(TypedDict):
    """The score of a part of the text."""

    begin: int
    end: int
    score: ScoreOut


class AttributeScoresOut(TypedDict):
    """One attribute of the comment, by part and as a whole."""

    spanScores: Sequence[SpanScoreOut]
    summaryScore: ScoreOut


class AnalyzeOut(TypedDict):
    """The scores of a comment."""

    attributeScores: Mapping[str, AttributeScoresOut]
    languages: Sequence[str]
    detectedLanguages: Sequence[str]
    clientToken: NotRequired[str]


class SuggestOut(TypedDict):
    """That a suggestion was taken."""

    detectedLanguages: Sequence[str]
    requestedLanguages: Sequence[str]
    clientToken: NotRequired[str]


def score_out(value: float) -> ScoreOut:
    """Return a score as the wire spells it."""
    return ScoreOut(value=value, type="PROBABILITY")
