"""The words of the review queue as values: items, claims, resolutions, filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.domain import Article, Decision, Resolution, Verdict
from service.people import Actor

CLAIM_SECONDS = 90.0
MARKED = 0.05  # a label that scores less is not worth finding an item by


class State(StrEnum):
    """Where a review item stands. A claim is a lease on an open or escalated item, no state."""

    OPEN = "open"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    SETTLED = "settled"  # by the machine, and nobody has changed it


class View(StrEnum):
    """A part of what a moderator may look at."""

    OPEN = "open"
    ESCALATED = "escalated"
    REJECTED = "rejected"
    APPROVED = "approved"
    RESOLVED = "resolved"


class Order(StrEnum):
    """How the items of a view are sorted; `doubt` is most unsure first."""

    DOUBT = "doubt"
    OLDEST = "oldest"
    NEWEST = "newest"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Claim:
    """A moderator's lease on an item, until then."""

    by: str
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about an item, by whom."""

    resolution: Resolution
    label: str
    note: str
    by: Actor
    at: datetime
    act_id: str


@dataclass(frozen=True, slots=True)
class Poster:
    """Who wrote a comment, as far as the ledger knows. `key` is a keyed hash, empty if unknown."""

    name: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One comment as a moderator meets it, with its verdict and where it stands.

    `comment_id` is the site's own name for the comment, empty where it gave none. `revision` counts
    changes: whoever decides names the one they saw. `label` and `score` are of the reason with the
    highest score. `article.text` is never kept. `erased` says that the text is gone for good.
    """

    id: str
    site_id: str
    comment_id: str
    state: State
    outcome: Decision
    revision: int
    opened_at: datetime
    body: str
    author: Poster
    article: Article
    parent: str
    verdict: Verdict
    label: str
    score: float
    doubt: float
    language: str
    campaign_id: str = ""
    claim: Claim | None = None
    decided: Decided | None = None
    posted_at: datetime | None = None
    erased: bool = False


@dataclass(frozen=True, slots=True)
class CampaignSize:
    """How many open items a campaign has, and how many authors wrote them."""

    items: int
    authors: int


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What an author's comments on a site came to, by the outcomes in force."""

    approved: int
    rejected: int
    held: int
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items of a view are wanted; what is left empty does not limit.

    `reason` is a reason's code, `label` a label whose score lies in [`score_from`, `score_to`).
    `author` is an author's key, `article` an article's URL, `text` words that must all occur.
    """

    view: View = View.OPEN
    reason: str = ""
    label: str = ""
    score_from: float = 0.0
    score_to: float = 1.01
    language: str = ""
    author: str = ""
    article: str = ""
    campaign: str = ""
    after: datetime | None = None
    before: datetime | None = None
    text: str = ""

    @property
    def groups(self) -> bool:
        """Whether campaigns stand as one row: not where single comments are looked for."""
        single = (self.author, self.article, self.campaign, self.text)
        return self.view is View.OPEN and not any(single)


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a view, and the cursor of the next ones; empty at the end."""

    items: tuple[ReviewItem, ...]
    after: str
    campaigns: Mapping[str, CampaignSize]


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decides: a resolution, for spam and abuse a label, and perhaps a note.

    Decisions that name the same `act_id` are undone together; a new one is made where it is empty.
    """

    resolution: Resolution
    label: str = ""
    note: str = ""
    act_id: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An item to decide on, as it was seen. None as `revision` stands for "if it still waits"."""

    item_id: str
    revision: int | None = None


class Refusal(StrEnum):
    """Why an item was not decided."""

    DECIDED = "decided"  # meanwhile, by somebody else
    CLAIMED = "claimed"  # by somebody who is looking at it
    MISSING = "missing"  # or another site's
    TOO_LATE = "too_late"  # to be undone


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that was left as it is, why, and who was first."""

    item_id: str
    why: Refusal
    claim: Claim | None = None
    decided: Decided | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did: the items it changed and those it left. Undo it by `act_id`."""

    act_id: str
    changed: tuple[str, ...]
    refused: tuple[Refused, ...]
