"""Review items arranged for the eye: a row of the list, and all that helps to decide on one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from service.domain import Author, Comment, Decision, Site, Verdict
from service.people import Actor
from service.policy import NEVER, Band, Policy
from service.review import MARKED, CampaignSize, ReviewItem, State
from service.store.deeds import Deed, Step
from service.store.queue import is_free
from service.text.fold import fold
from service.web.highlight import Span, highlight
from service.web.review_choices import Kinds, kinds
from service.web.reviews import Background
from service.web.rulebook import Rulebook
from service.web.verdict_view import Bar, VerdictView
from service.web.wording import is_measured

_PARENT = 600  # characters of the comment that was answered
_EXCERPT = 180
_READ = 4000  # characters looked at for an excerpt
_STRONG = 0.5
_OFF = Band(hold=NEVER, reject=NEVER)


@dataclass(frozen=True, slots=True)
class Row:
    """An item in a list. `size` is of the campaign it stands for; `taken_by` who looks at it."""

    item: ReviewItem
    excerpt: tuple[Span, ...]
    author: tuple[Span, ...]
    strong: bool
    size: CampaignSize | None = None
    site: str = ""
    taken_by: str = ""

    @property
    def reason(self) -> str:
        """The code of the reason that tells most; empty where there is none.

        What decided in spite of all scores does. Else a kind of spam or abuse tells more than spam
        or abuse as a whole, whatever their scores.
        """
        reasons = self.item.verdict.reasons
        if reasons and not is_measured(reasons[0].code):
            return reasons[0].code
        narrow = (reason for reason in reasons if "/" in reason.label)
        return next((reason.code for reason in (*narrow, *reasons)), "")


@dataclass(frozen=True, slots=True)
class Campaign:
    """The open comments of a campaign, the newest of them as rows, all of them up to `until`."""

    id: str
    size: CampaignSize
    rows: tuple[Row, ...]
    until: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """An item with all that helps to decide on it.

    `undoable` is the act that decided on it, while that can be undone.
    """

    row: Row
    site: Site
    view: VerdictView
    raw: tuple[Span, ...]
    folded: tuple[Span, ...]
    kinds: Mapping[str, Kinds]
    article: tuple[Span, ...]
    article_link: str
    background: Background
    similar: tuple[Row, ...]
    parent: tuple[Span, ...]
    steps: tuple[Step, ...]
    campaign: Campaign | None
    undoable: Deed | None

    @property
    def item(self) -> ReviewItem:
        """The item."""
        return self.row.item

    @property
    def loud(self) -> tuple[Bar, ...]:
        """The labels that may apply, the likeliest first; the likeliest alone where none may."""
        ranked = self._ranked()
        return tuple(bar for bar in ranked if _is_loud(bar)) or ranked[:1]

    @property
    def calm(self) -> tuple[Bar, ...]:
        """The labels that hardly apply."""
        loud = self.loud
        return tuple(bar for bar in self._ranked() if bar not in loud)

    def _ranked(self) -> tuple[Bar, ...]:
        ranked = sorted(self.view.bars, key=lambda bar: (-bar.decision.severity, -bar.score))
        return tuple(ranked)

    @property
    def waits(self) -> bool:
        """Whether a moderator must still decide."""
        return self.item.state in (State.OPEN, State.ESCALATED)


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows for one reader, who may be shown sites and who may have an item."""

    sites: Mapping[str, Site]
    rulebook: Rulebook
    reader: Actor
    now: datetime

    def row(self, item: ReviewItem, size: CampaignSize | None = None) -> Row:
        """Arrange an item for a list."""
        site = self.sites.get(item.site_id)
        taken = not is_free(item.claim, self.reader, self.now)
        return Row(
            item=item,
            excerpt=highlight(excerpt(item.body)),
            author=highlight(excerpt(item.author.name)),
            strong=is_strong(item.verdict, self.policy(item)),
            size=size if size is not None and size.items > 1 else None,
            site=site.name if site is not None and len(self.sites) > 1 else "",
            taken_by=item.claim.name if taken and item.claim is not None else "",
        )

    def policy(self, item: ReviewItem) -> Policy:
        """Return the policy that judged an item, or its site's where that one is gone."""
        return self.rulebook.judged(self.sites.get(item.site_id), item.verdict.policy)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the ledger says around an item."""

    background: Background
    steps: tuple[Step, ...]
    campaign: Campaign | None
    deed: Deed | None


def dossier(item: ReviewItem, rows: Rows, found: Findings) -> Dossier:
    """Arrange an item and what was found around it."""
    author = Author(name=item.author.name, url=item.author.url)
    comment = Comment(item.body, author=author, article=item.article)
    site, policy = rows.sites[item.site_id], rows.policy(item)
    return Dossier(
        row=rows.row(item, found.campaign.size if found.campaign else None),
        site=site,
        view=VerdictView.of(comment, item.verdict, policy),
        raw=highlight(item.body),
        folded=highlight(fold(item.body).words),
        kinds=kinds(item, policy),
        article=highlight(item.article.title or item.article.url),
        article_link=web_address(item.article.url),
        background=found.background,
        similar=tuple(rows.row(other) for other in found.background.similar),
        parent=highlight(item.parent[:_PARENT]),
        steps=found.steps,
        campaign=found.campaign,
        undoable=_undoable(item, site, found.deed, rows.now),
    )


def _is_loud(bar: Bar) -> bool:
    return bar.score >= MARKED or bar.decision is not Decision.APPROVE


def is_strong(verdict: Verdict, policy: Policy) -> bool:
    """Whether a comment may hold language that nobody should meet unprepared."""
    return any(
        score >= min(policy.labels.get(label, _OFF).hold, _STRONG)
        for label, score in verdict.scores.items()
        if label.partition("/")[0] == "abuse"
    )


def excerpt(text: str) -> str:
    """Return the beginning of a text on one line."""
    words = " ".join(text[:_READ].split())
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"


def web_address(url: str) -> str:
    """Return an address that a browser may be led to; empty for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def _undoable(item: ReviewItem, site: Site, deed: Deed | None, now: datetime) -> Deed | None:
    if item.decided is None or deed is None or not deed.left:
        return None
    return deed if now <= item.decided.at + timedelta(hours=site.undo_hours) else None
