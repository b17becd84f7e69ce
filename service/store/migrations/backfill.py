"""Give every verdict of a release before 0.2 the review item and the marks it lacks."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from service.store.columns import unescape

_PAGE = 500
_MARKED = 0.05
_ROWS = sa.text(
    "SELECT v.id, v.comment_id, v.site_id, v.decision, v.reasons, v.scores, v.language,"
    " v.created_at, c.author_key, c.article_url, o.state, o.opened_at, o.resolution, o.resolved_at"
    " FROM verdicts v JOIN comments c ON c.id = v.comment_id"
    " LEFT JOIN old_review_items o ON o.verdict_id = v.id"
    " WHERE v.id > :after ORDER BY v.id LIMIT :page"
)
_OUTCOMES = {"approve": "approve", "reject": "reject", "spam": "reject", "abuse": "reject"}

Row = sa.RowMapping


def fill(connection: sa.Connection, items: sa.TableClause, marks: sa.TableClause) -> None:
    """Write `items` and `marks` from verdicts and the table `old_review_items`, page by page."""
    after = ""
    while rows := connection.execute(_ROWS, {"after": after, "page": _PAGE}).mappings().all():
        connection.execute(sa.insert(items), [_item(row) for row in rows])
        marked = [mark for row in rows for mark in _marks(row)]
        if marked:
            connection.execute(sa.insert(marks), marked)
        after = rows[-1]["id"]


def _item(row: Row) -> dict[str, Any]:
    state = row["state"] or "settled"
    label, score = _strongest(row)
    url = row["article_url"]
    return {
        "id": row["id"],
        "verdict_id": row["id"],
        "comment_id": row["comment_id"],
        "site_id": row["site_id"],
        "state": state,
        "outcome": _OUTCOMES.get(row["resolution"] or "", row["decision"]),
        "revision": 0,
        "opened_at": _moment(row["opened_at"] or row["created_at"]),
        "leads": state == "open",
        "label": label,
        "score": score,
        "doubt": 1.0 - abs(2.0 * score - 1.0),
        "language": row["language"],
        "author_key": row["author_key"],
        "article_key": sha256(url.encode()).hexdigest() if url else None,
        "resolution": row["resolution"],
        "resolved_at": _moment(row["resolved_at"]),
    }


def _strongest(row: Row) -> tuple[str, float]:
    scored = [(code, score) for code, score, *_ in _document(row["reasons"])]
    labels = [(score, code[6:]) for code, score in scored if code.startswith("score:")]
    if labels:
        score, label = max(labels)
        return label, score
    return "", max(_document(row["scores"]).values(), default=0.0)


def _marks(row: Row) -> list[dict[str, Any]]:
    levels = {
        f"score:{label}": score
        for label, score in _document(row["scores"]).items()
        if score >= _MARKED
    }
    reasons = {code: level for code, level, *_ in _document(row["reasons"])}
    return [
        {
            "item_id": row["id"],
            "code": code,
            "site_id": row["site_id"],
            "level": level,
            "is_reason": code in reasons,
            "waiting": row["state"] == "open",
        }
        for code, level in (levels | reasons).items()
    ]


def _moment(value: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _document(stored: str) -> Any:
    """Read JSON, of which evidence may hold what neither JSON nor a database takes as it is."""
    return json.loads(unescape(stored))
