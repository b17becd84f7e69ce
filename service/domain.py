"""The words of comment moderation as values.

Every floor speaks in these types, so they know no framework and behave only as they mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self


class Decision(StrEnum):
    """What happens to a comment."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def severity(self) -> int:
        """0 for approve, 1 for hold, 2 for reject: the severest of several wins."""
        return _SEVERITY[self]


_SEVERITY = {decision: severity for severity, decision in enumerate(Decision)}


class Field(StrEnum):
    """A part of the comment that evidence can point into."""

    BODY = "body"
    AUTHOR_NAME = "author.name"
    AUTHOR_URL = "author.url"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a comment, as far as the site tells; an empty string means not told."""

    id: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What the comment was posted on; an empty string, or None, means not told.

    `closed` says that the site takes no comments on it any more.
    """

    url: str = ""
    title: str = ""
    text: str = ""
    published_at: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as received, with the site's own `id` or none; `trapped` if it filled a trap in."""

    body: str
    author: Author = Author()
    article: Article = Article()
    id: str = ""
    parent: str = ""
    posted_at: datetime | None = None
    trapped: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of one field that speaks for a reason.

    `start` and `end` count Unicode code points of the raw text, end exclusive; `text` is that span.
    `reads_as` is how a disguised span reads, empty where it reads as written. `contribution` is
    what the span added to the label's logit, 0 where the evidence comes from a signal.
    """

    field: Field
    start: int
    end: int
    text: str
    reads_as: str = ""
    contribution: float = 0.0


@dataclass(frozen=True, slots=True)
class Signal:
    """A named observation with its strength in [0, 1] and the spans it was made on."""

    name: str
    strength: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639-1 code of a text, or "und" when nothing can be said, and how sure that is."""

    code: str = "und"
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """A label's logit before calibration: the evidence's contributions and `rest` add up to it."""

    evidence: tuple[Evidence, ...]
    rest: float
    logit: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment was decided on as it was.

    `code` is stable: `score:<label>`, `signal:<name>`, `rule:<name>`, `list:<name>`,
    `switch:<name>` or `reputation`. `score` is the label's probability or the signal's strength, 1
    of all others; `band` is the decision that this reason alone asks for. `logit` and `rest`
    are those of the label's Explanation: None of all others, and of a score not explained.
    """

    code: str
    score: float
    band: Decision
    evidence: tuple[Evidence, ...] = ()
    logit: float | None = None
    rest: float | None = None

    @property
    def label(self) -> str:
        """The label whose score this is about; empty where it is about none."""
        kind, _, label = self.code.partition(":")
        return label if kind == "score" else ""

    def explained(self, by: Explanation) -> Self:
        """Return this reason with its label explained."""
        return replace(self, evidence=by.evidence, logit=by.logit, rest=by.rest)


MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Past:
    """What is remembered about a comment's author and text; counts end at MOST_COUNTED.

    `comments` are those of the same author on the site, `approved` and `rejected` how many of them
    are so now. `same` have the same squeezed text, `similar` nearly the same, these included.
    `by_author`, `by_address` and `on_article` came within the last ten minutes. `lesson` is how
    similar, in [0, 1], the text is to one that a moderator rejected; 0 where it is not alike.
    """

    comments: int = 0
    approved: int = 0
    rejected: int = 0
    same: int = 0
    similar: int = 0
    by_author: int = 0
    by_address: int = 0
    on_article: int = 0
    lesson: float = 0.0


class Wire(StrEnum):
    """The protocol that a comment came by."""

    SARING = "saring"
    AKISMET = "akismet"
    PERSPECTIVE = "perspective"
    OPENAI = "openai"
    CORAL = "coral"


@dataclass(frozen=True, slots=True)
class Aside:
    """What a shadow would have decided, and by the codes of which reasons."""

    shadow: str
    decision: Decision
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The machine's answer, with everything needed to check it or replay a policy over it.

    The first reason is the one that decided. `enforced` is False in a dry run: whatever the
    decision, the blog is told to approve.
    """

    id: str
    decision: Decision
    reasons: tuple[Reason, ...]
    scores: Mapping[str, float]
    language: Language
    model: str
    policy: str
    signals: tuple[Signal, ...] = ()
    past: Past = Past()
    enforced: bool = True
    asides: tuple[Aside, ...] = ()
    wire: Wire = Wire.SARING

    @property
    def answer(self) -> Decision:
        """What the blog is told to do."""
        return self.decision if self.enforced else Decision.APPROVE


class Resolution(StrEnum):
    """What a moderator decided about a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    ABUSE = "abuse"
    ESCALATE = "escalate"

    @property
    def outcome(self) -> Decision:
        """What then happens to the comment; one that is escalated stays held."""
        return _OUTCOMES[self]


_OUTCOMES = dict.fromkeys(Resolution, Decision.REJECT) | {
    Resolution.APPROVE: Decision.APPROVE,
    Resolution.ESCALATE: Decision.HOLD,
}


class FeedbackKind(StrEnum):
    """What the site says a verdict got wrong, or right."""

    MISSED_SPAM = "missed_spam"
    MISSED_ABUSE = "missed_abuse"
    FALSE_ALARM = "false_alarm"
    CONFIRMED = "confirmed"


class Switch(StrEnum):
    """An emergency: what a site does to every comment for a while, whatever its policy says."""

    HOLD_ALL = "hold_all"
    """Every comment waits for a moderator."""
    APPROVE_NONE = "approve_none"
    """What would be approved waits for a moderator; what would be rejected is."""


@dataclass(frozen=True, slots=True)
class Site:
    """A blog that sends comments. `policy` names the preset that judges them.

    Where `policy_version` is not 0, that version of the site's own policy judges; `shadow_version`
    names the one that runs beside it. In a `dry_run` every comment is answered as approved. The
    `switch` that was thrown ends at `switch_until`. A site that `shares_lessons` and others that do
    remember together. A resolution can be undone for `undo_hours`. Texts of approved and rejected
    comments are erased after `keep_approved_days` and `keep_rejected_days`.
    """

    id: str
    name: str
    policy: str
    undo_hours: int = 24
    keep_approved_days: int = 90
    keep_rejected_days: int = 180
    policy_version: int = 0
    shadow_version: int = 0
    dry_run: bool = False
    switch: Switch | None = None
    switch_until: datetime | None = None
    shares_lessons: bool = False

    def thrown(self, now: datetime) -> Switch | None:
        """Return the switch that holds at `now`, if any does."""
        if self.switch is None or self.switch_until is None or now >= self.switch_until:
            return None
        return self.switch


@dataclass(frozen=True, slots=True)
class Recorded:
    """A verdict as the ledger holds it.

    `comment_id` is the site's own name for the comment, empty where it gave none.
    `edit_of` is the id of the verdict on the first text sent under the same comment id, empty for
    that first one. `resolution` and `resolved_at` stay empty until a moderator decides.
    """

    verdict: Verdict
    comment_id: str
    recorded_at: datetime
    edit_of: str = ""
    resolution: Resolution | None = None
    resolved_at: datetime | None = None
