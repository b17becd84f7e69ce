"""Domain values as rows of the ledger's tables, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row

from service.domain import (
    Decision,
    Evidence,
    Field,
    Language,
    Past,
    Reason,
    Recorded,
    Resolution,
    Signal,
    Site,
    Verdict,
    Wire,
)
from service.store.arrivals import Arrival, author_key
from service.store.review_tables import review_items
from service.store.tables import comments, verdicts

# What `verdict_of` needs.
VERDICT: tuple[ColumnElement[Any], ...] = (
    verdicts.c.id,
    verdicts.c.decision,
    verdicts.c.reasons,
    verdicts.c.scores,
    verdicts.c.signals,
    verdicts.c.language,
    verdicts.c.language_confidence,
    verdicts.c.model,
    verdicts.c.policy,
    verdicts.c.past,
    verdicts.c.enforced,
    verdicts.c.wire,
)
# What `recorded_of` needs.
RECORDED: tuple[ColumnElement[Any], ...] = (
    *VERDICT,
    verdicts.c.created_at,
    verdicts.c.edit_of,
    comments.c.external_id,
    review_items.c.resolution,
    review_items.c.resolved_at,
)


def comment_row(site: Site, arrival: Arrival, digest: str) -> Mapping[str, object]:
    """Return the row of `comments` for a comment that arrived; `digest` is of its texts."""
    comment, recorded, author = arrival.comment, arrival.recorded, arrival.author
    return {
        "id": recorded.verdict.id,
        "site_id": site.id,
        "external_id": comment.id or None,
        "text_digest": digest,
        "body": comment.body,
        "words": arrival.words,
        "author_name": comment.author.name,
        "author_url": comment.author.url,
        "author_id_hash": author.id,
        "author_email_hash": author.email,
        "author_ip_hash": author.ip,
        "author_key": author_key(author),
        "article_url": comment.article.url,
        "article_title": comment.article.title,
        "article_published_at": comment.article.published_at,
        "article_closed": comment.article.closed,
        "parent": comment.parent,
        "posted_at": comment.posted_at,
        "received_at": recorded.recorded_at,
    }


def verdict_row(site: Site, recorded: Recorded) -> Mapping[str, object]:
    """Return the row of `verdicts` for the first verdict on a comment."""
    verdict = recorded.verdict
    return {
        "id": verdict.id,
        "comment_id": verdict.id,
        "site_id": site.id,
        "decision": verdict.decision,
        "reasons": [_reason_list(reason) for reason in verdict.reasons],
        "scores": dict(verdict.scores),
        "signals": [
            [signal.name, signal.strength, _evidence_lists(signal.evidence)]
            for signal in verdict.signals
        ],
        "language": verdict.language.code,
        "language_confidence": verdict.language.confidence,
        "model": verdict.model,
        "policy": verdict.policy,
        "created_at": recorded.recorded_at,
        "edit_of": recorded.edit_of or None,
        "past": asdict(verdict.past),
        "enforced": verdict.enforced,
        "wire": verdict.wire,
    }


def recorded_of(row: Row[*tuple[Any, ...]]) -> Recorded:
    """Return what a row of the `RECORDED` columns says."""
    final = row.resolution not in (None, Resolution.ESCALATE)
    return Recorded(
        verdict=verdict_of(row),
        comment_id=row.external_id or "",
        recorded_at=row.created_at,
        edit_of=row.edit_of or "",
        resolution=Resolution(row.resolution) if final else None,
        resolved_at=row.resolved_at if final else None,
    )


def verdict_of(row: Row[*tuple[Any, ...]]) -> Verdict:
    """Return what a row of the `VERDICT` columns says."""
    return Verdict(
        id=row.id,
        decision=Decision(row.decision),
        reasons=tuple(_reason(*fields) for fields in row.reasons),
        scores=row.scores,
        language=Language(row.language, row.language_confidence),
        model=row.model,
        policy=row.policy,
        signals=tuple(
            Signal(name, strength, _evidence(spans)) for name, strength, spans in row.signals
        ),
        past=Past(**row.past),
        enforced=row.enforced,
        wire=Wire(row.wire),
    )


def _reason(
    code: str, score: float, band: str, spans: list[list[Any]], *explained: float | None
) -> Reason:
    """Return a reason as `_reason_list` wrote it; release 0.1.0 wrote no logit and no rest."""
    return Reason(code, score, Decision(band), _evidence(spans), *explained)


def _reason_list(reason: Reason) -> list[object]:
    evidence = _evidence_lists(reason.evidence)
    return [reason.code, reason.score, reason.band, evidence, reason.logit, reason.rest]


def _evidence(spans: list[list[Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(Field(field), *rest) for field, *rest in spans)


def _evidence_lists(evidence: tuple[Evidence, ...]) -> list[list[object]]:
    return [
        [span.field, span.start, span.end, span.text, span.reads_as, span.contribution]
        for span in evidence
    ]
