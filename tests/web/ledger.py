"""A ledger in memory that keeps the promises the API relies on, and can be told to fail."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from service.domain import Comment, Decision, FeedbackKind, Recorded, Resolution, Site, Verdict
from service.errors import LedgerUnavailable, NotFound
from service.people import KeyHolder, Scope
from service.signals.base import FORGETFUL, Forgetful
from service.store.keys import DEFAULT_SCOPES, KeyAccess
from service.web.desk import Then, nothing_more

Text = tuple[str, str, str]


@dataclass
class FakeRecords:
    """Satisfies service.web.desk.Records.

    `keys` says which key is whose and `scopes` what it may be used for, to moderate where it says
    nothing; `down` makes it fail.
    """

    keys: dict[str, Site] = field(default_factory=dict)
    scopes: dict[str, frozenset[Scope]] = field(default_factory=dict)
    down: bool = False
    rows: list[tuple[Site, Text, Recorded]] = field(default_factory=list)
    feedback: list[tuple[str, str, FeedbackKind, str]] = field(default_factory=list)
    transactions: int = 0
    looks_for_key: int = 0
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def site_by_key(self, key: str) -> KeyAccess | None:
        self._fail_if_down()
        self.looks_for_key += 1
        if key not in self.keys:
            return None
        scopes = self.scopes.get(key, DEFAULT_SCOPES)
        return KeyAccess(self.keys[key], KeyHolder(f"id of {key}", key[:8], scopes))

    def signers(self, _: str) -> None:
        self._fail_if_down()

    def record(
        self, site: Site, judged: Sequence[tuple[Comment, Verdict]], _: Then = nothing_more
    ) -> list[Recorded]:
        self._fail_if_down()
        self.transactions += 1
        return [self._record(site, comment, verdict) for comment, verdict in judged]

    def _record(self, site: Site, comment: Comment, verdict: Verdict) -> Recorded:
        if comment.id:
            for repeat in self._of(site, comment.id, _text(comment)):
                return repeat
        earlier = [held for owner, _, held in self.rows if _is(owner, held, site, comment.id)]
        first = earlier[0].verdict.id if comment.id and earlier else ""
        recorded = Recorded(verdict, comment.id, datetime(2026, 11, 23, tzinfo=UTC), first)
        self.rows.append((site, _text(comment), recorded))
        return recorded

    def history(self, _: Site) -> Forgetful:
        return FORGETFUL

    def find_verdict(self, site: Site, verdict_id: str) -> Recorded:
        self._fail_if_down()
        for owner, _, recorded in self.rows:
            if owner.id == site.id and recorded.verdict.id == verdict_id:
                return recorded
        raise NotFound("no such verdict")

    def find_comment(self, site: Site, comment_id: str) -> Recorded:
        self._fail_if_down()
        for owner, _, recorded in reversed(self.rows):
            if _is(owner, recorded, site, comment_id):
                return recorded
        raise NotFound("no such comment")

    def find_text(self, site: Site, comment: Comment) -> Recorded:
        self._fail_if_down()
        for recorded in reversed(self._of(site, "", _text(comment))):
            return recorded
        raise NotFound("no such text")

    def record_feedback(self, site: Site, recorded: Recorded, kind: FeedbackKind, note: str) -> str:
        self._fail_if_down()
        self.feedback.append((site.id, recorded.verdict.id, kind, note))
        return f"feedback-{next(self._ids)}"

    def check(self) -> None:
        self._fail_if_down()

    def resolve(self, verdict_id: str, resolution: Resolution, moment: datetime) -> None:
        """Decide as a moderator would."""
        for place, (site, text, recorded) in enumerate(self.rows):
            if recorded.verdict.id == verdict_id:
                decided = replace(recorded, resolution=resolution, resolved_at=moment)
                self.rows[place] = (site, text, decided)

    def held(self) -> list[str]:
        """Return the ids of the verdicts that wait for a moderator."""
        verdicts = [recorded.verdict for _, _, recorded in self.rows]
        return [verdict.id for verdict in verdicts if verdict.decision is Decision.HOLD]

    def _of(self, site: Site, comment_id: str, text: Text) -> list[Recorded]:
        return [
            recorded
            for owner, held, recorded in self.rows
            if _is(owner, recorded, site, comment_id) and held == text
        ]

    def _fail_if_down(self) -> None:
        if self.down:
            raise LedgerUnavailable("the ledger cannot be written: fake")


def _is(owner: Site, recorded: Recorded, site: Site, comment_id: str) -> bool:
    return owner.id == site.id and recorded.comment_id == comment_id


def _text(comment: Comment) -> Text:
    return (comment.body, comment.author.name, comment.author.url)
