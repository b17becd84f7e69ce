"""The ledger: what was sent, what the machine answered, and what waits for a moderator.

A comment, its verdict and its review item appear together, in the caller's one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert
from ulid import ULID

from service.domain import Comment, FeedbackKind, Recorded, Site, Verdict
from service.store import shadows
from service.store.arrivals import Arrival
from service.store.intake import open_items
from service.store.lookup import find_verdict, text_digest, texts_seen
from service.store.pseudonyms import Pseudonymiser
from service.store.rows import comment_row, verdict_row
from service.store.tables import comments, feedback, verdicts
from service.store.traces import leave_traces
from service.text.fold import fold

__all__ = ["Ledger", "find_verdict", "record_feedback", "text_digest"]

_INSERT_COMMENT = insert(comments)
_INSERT_VERDICT = insert(verdicts)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Records verdicts. Authors are kept only as `pseudonymiser` hides them."""

    pseudonymiser: Pseudonymiser

    def record(
        self, tx: Connection, site: Site, comment: Comment, verdict: Verdict, now: datetime
    ) -> Recorded:
        """Record one judged comment, once; returns what the ledger holds of it.

        The same comment id and text give the verdict already recorded, and nothing is written.
        The same id with other text is an edit, recorded anew and linked to the first verdict.
        """
        return self.record_many(tx, site, [(comment, verdict)], now)[0]

    def record_many(
        self,
        tx: Connection,
        site: Site,
        judged: Sequence[tuple[Comment, Verdict]],
        now: datetime,
    ) -> list[Recorded]:
        """Record many as `record` does one; answers come in the order of `judged`."""
        keys = [(comment.id, text_digest(comment)) for comment, _ in judged]
        seen = texts_seen(tx, site.id, keys)
        answers: list[Recorded] = []
        fresh: list[tuple[Arrival, str]] = []
        for (comment, verdict), key in zip(judged, keys, strict=True):
            recorded = seen.texts.get(key)
            if recorded is None:
                recorded = Recorded(verdict, comment.id, now, seen.firsts.get(comment.id, ""))
                seen.add(key, recorded)
                fresh.append((self._arrival(comment, recorded), key[1]))
            answers.append(recorded)
        _insert(tx, site, fresh, now)
        return answers

    def _arrival(self, comment: Comment, recorded: Recorded) -> Arrival:
        body, author = fold(comment.body), self.pseudonymiser.hide(comment.author)
        return Arrival(comment, recorded, author, body.words, body.squeezed)


def record_feedback(
    tx: Connection, site_id: str, verdict_id: str, kind: FeedbackKind, note: str, now: datetime
) -> str:
    """Record what a site says of a verdict of its own; returns the feedback's id.

    Raises NotFound where the site has no such verdict.
    """
    find_verdict(tx, site_id, verdict_id)
    feedback_id = str(ULID.from_datetime(now))
    tx.execute(
        insert(feedback),
        {
            "id": feedback_id,
            "site_id": site_id,
            "verdict_id": verdict_id,
            "kind": kind,
            "note": note,
            "created_at": now,
        },
    )
    return feedback_id


def _insert(
    tx: Connection, site: Site, fresh: Sequence[tuple[Arrival, str]], now: datetime
) -> None:
    if not fresh:
        return
    arrivals = [arrival for arrival, _ in fresh]
    tx.execute(_INSERT_COMMENT, [comment_row(site, arrival, digest) for arrival, digest in fresh])
    tx.execute(_INSERT_VERDICT, [verdict_row(site, arrival.recorded) for arrival in arrivals])
    open_items(tx, site, arrivals, now)
    leave_traces(tx, site.id, arrivals)
    shadows.note(tx, site.id, [one.recorded.verdict for one in arrivals], now)
