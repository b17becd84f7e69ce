"""What the two methods of Perspective's protocol do."""

from collections.abc import Mapping, Sequence

from service.domain import Comment, Decision, FeedbackKind, Language, Recorded, Site, Verdict, Wire
from service.errors import NotFound
from service.moderation import Unexplained
from service.telemetry import FEEDBACK
from service.text.language import UNDETERMINED
from service.text.reading import read
from service.web import judging
from service.web.desk import Desk
from service.web.perspective_scores import Attributes, Scores, is_about_spam
from service.web.perspective_spans import Span, in_utf16, sentences, utf16_length
from service.web.perspective_wire import (
    MAX_TEXT_BYTES,
    AnalyzeIn,
    AnalyzeOut,
    AttributeScoresOut,
    SpanScoreOut,
    SuggestedIn,
    SuggestOut,
    score_out,
)

PUBLISHED = frozenset({"APPROVED", "HIGHLIGHTED"})
"""What Coral suggests in an attribute's place when a moderator lets a comment stand; else it says
DELETED."""

Scored = Sequence[tuple[Span, Scores]]
"""Parts of the text, counted in UTF-16 code units, with their scores."""


def analyze(desk: Desk, site: Site, attributes: Attributes, asked: AnalyzeIn) -> AnalyzeOut:
    """Judge a comment, record it unless that is not wanted, and return its scores.

    Raises Refusal, and LedgerUnavailable: a comment that is to be recorded has no score before it
    is in the ledger.
    """
    comment = asked.to_domain(min(MAX_TEXT_BYTES, desk.settings.max_body_bytes))
    wanted = asked.wanted(attributes)
    found = judging.judged(desk, site, comment, Wire.PERSPECTIVE)
    parts = _sentences(desk, found) if asked.span_annotations else []
    verdict = found.verdict
    if not asked.do_not_store:
        explained = desk.moderator.explain(found)
        verdict = judging.kept(desk, site, [(comment, explained)])[0].verdict
    judging.count(verdict)
    # What was recorded first answers; an older model may have known fewer labels.
    scores = {**found.verdict.scores, **verdict.scores}
    parts = parts or [((0, utf16_length(comment.body)), scores)]
    answered: dict[str, AttributeScoresOut] = {}
    for name, threshold in wanted.items():
        value = attributes.answered(name, scores, verdict.answer)
        if value >= threshold:
            answered[name] = _attribute(attributes, name, value, parts)
    detected = _detected(verdict.language, asked)
    answer = AnalyzeOut(
        attributeScores=answered,
        languages=asked.hints() or detected[:1],
        detectedLanguages=detected,
    )
    if asked.client_token is not None:
        answer["clientToken"] = asked.client_token
    return answer


def _attribute(
    attributes: Attributes, name: str, value: float, parts: Scored
) -> AttributeScoresOut:
    """Return one attribute; a single part has the value of the whole."""
    values = [value] if len(parts) == 1 else [attributes.value(name, one) for _, one in parts]
    spans = [
        SpanScoreOut(begin=begin, end=end, score=score_out(each))
        for ((begin, end), _), each in zip(parts, values, strict=True)
    ]
    return AttributeScoresOut(spanScores=spans, summaryScore=score_out(value))


def _sentences(desk: Desk, found: Unexplained) -> Scored:
    """Return the sentences of a comment, scored as one batch; none where there is only one."""
    text = found.reading.body.raw
    spans = sentences(text, found.reading.links)
    if len(spans) < 2:
        return []
    readings = [read(Comment(text[start:end])) for start, end in spans]
    return list(zip(in_utf16(text, spans), desk.moderator.scorer.score(readings), strict=True))


def _detected(language: Language, asked: AnalyzeIn | SuggestedIn) -> list[str]:
    """Return the language of a text; where nothing can be said, what the client said."""
    if language.code == UNDETERMINED.code:
        return asked.hints()[:1] or [UNDETERMINED.code]
    return [language.code]


def suggest(desk: Desk, site: Site, asked: SuggestedIn) -> SuggestOut:
    """Record what the site says the scores should be, as feedback on the verdict it is about.

    What is known of no comment is answered all the same. Raises Refusal and LedgerUnavailable.
    """
    comment = asked.to_domain(min(MAX_TEXT_BYTES, desk.settings.max_body_bytes))
    suggested = asked.suggested()
    about = _recorded(desk, site, comment)
    if about is not None and suggested:
        kind = feedback_kind(suggested, about.verdict)
        desk.records.record_feedback(site, about, kind, "")
        FEEDBACK.labels(kind).inc()
    language = about.verdict.language if about else read(Comment(comment.body)).language
    answer = SuggestOut(
        detectedLanguages=_detected(language, asked), requestedLanguages=asked.hints()
    )
    if asked.client_token is not None:
        answer["clientToken"] = asked.client_token
    return answer


def feedback_kind(suggested: Mapping[str, float], verdict: Verdict) -> FeedbackKind:
    """Return what suggested scores say of a verdict.

    From 0.5 on an attribute says that the comment is to be stopped, and one of PUBLISHED that it is
    not.
    """
    bad = [name for name, value in suggested.items() if (value >= 0.5) != (name in PUBLISHED)]
    stopped = verdict.decision is not Decision.APPROVE
    if stopped == bool(bad):
        return FeedbackKind.CONFIRMED
    if not bad:
        return FeedbackKind.FALSE_ALARM
    if any(is_about_spam(name, verdict.scores) for name in bad):
        return FeedbackKind.MISSED_SPAM
    return FeedbackKind.MISSED_ABUSE


def _recorded(desk: Desk, site: Site, comment: Comment) -> Recorded | None:
    """Return the verdict on a comment, by its id or else by its text; None where there is none."""
    if comment.id:
        try:
            return desk.records.find_comment(site, comment.id)
        except NotFound:
            pass
    try:
        return desk.records.find_text(site, comment)
    except NotFound:
        return None
