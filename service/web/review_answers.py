"""What the review queue answers over the API."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from service.domain import Decision, Resolution
from service.review import (
    CampaignSize,
    Claim,
    Decided,
    Outcome,
    Page,
    Refusal,
    Refused,
    ReviewItem,
    State,
)
from service.store.events import Event
from service.web.answers import VerdictOut, verdict_out


class AuthorOut(TypedDict):
    """Who wrote a comment, as far as is shown."""

    name: str
    url: str


class ArticleOut(TypedDict):
    """What a comment was posted on."""

    url: str
    title: str


class CampaignOut(TypedDict):
    """Comments that are nearly the same."""

    id: str
    items: Annotated[int, Field(ge=0, description="How many are open")]
    authors: Annotated[int, Field(ge=0, description="How many wrote them")]


class ClaimOut(TypedDict):
    """Who is looking at an item, and until when nobody else may decide."""

    by: str
    until: datetime


class DecidedOut(TypedDict):
    """What a moderator decided. Undo it by `act`."""

    resolution: Resolution
    label: str
    note: str
    by: str
    resolved_at: datetime
    act: str


class ItemOut(TypedDict):
    """A comment as a moderator meets it."""

    id: str
    comment_id: Annotated[str | None, Field(description="The site's own id of the comment")]
    state: State
    outcome: Annotated[Decision, Field(description="The decision in force")]
    revision: Annotated[int, Field(ge=0, description="Counts changes of the item")]
    opened_at: datetime
    body: str
    author: AuthorOut
    article: ArticleOut
    parent: Annotated[str, Field(description="The text of the comment it answers")]
    verdict: VerdictOut
    campaign: CampaignOut | None
    claim: ClaimOut | None
    resolution: DecidedOut | None


class QueueOut(TypedDict):
    """A page of items; of each campaign the oldest open one stands for all."""

    items: list[ItemOut]
    next: Annotated[str | None, Field(description="The `after` of the next page")]


class ClaimedOut(TypedDict):
    """The claimed item; null where nothing is free."""

    item: ItemOut | None


class RefusedOut(TypedDict):
    """An item that was left as it is."""

    id: str
    why: Refusal
    claim: ClaimOut | None
    resolution: DecidedOut | None


class ActOut(TypedDict):
    """What a decision or its undoing changed."""

    act: str
    changed: list[str]
    refused: list[RefusedOut]


class EventOut(TypedDict):
    """Something a site should hear; `payload` is what its webhooks get."""

    id: str
    payload: dict[str, Any]


class EventsOut(TypedDict):
    """Events in order. Ask again with `since` set to `cursor`."""

    events: list[EventOut]
    cursor: int


def queue_out(page: Page) -> QueueOut:
    """Return a page as the wire spells it."""
    return QueueOut(
        items=[item_out(item, page.campaigns.get(item.campaign_id)) for item in page.items],
        next=page.after or None,
    )


def item_out(item: ReviewItem, campaign: CampaignSize | None = None) -> ItemOut:
    """Return an item as the wire spells it."""
    return ItemOut(
        id=item.id,
        comment_id=item.comment_id or None,
        state=item.state,
        outcome=item.outcome,
        revision=item.revision,
        opened_at=item.opened_at,
        body=item.body,
        author=AuthorOut(name=item.author.name, url=item.author.url),
        article=ArticleOut(url=item.article.url, title=item.article.title),
        parent=item.parent,
        verdict=verdict_out(item.verdict, [], explain=True),
        campaign=None
        if campaign is None
        else CampaignOut(id=item.campaign_id, items=campaign.items, authors=campaign.authors),
        claim=_claim_out(item.claim),
        resolution=_decided_out(item.decided),
    )


def act_out(outcome: Outcome) -> ActOut:
    """Return what an act did as the wire spells it."""
    return ActOut(
        act=outcome.act_id,
        changed=list(outcome.changed),
        refused=[_refused_out(one) for one in outcome.refused],
    )


def events_out(events: list[Event], since: int) -> EventsOut:
    """Return events as the wire spells them; the cursor stays where there are none."""
    return EventsOut(
        events=[EventOut(id=one.id, payload=dict(one.payload)) for one in events],
        cursor=events[-1].seq if events else since,
    )


def _refused_out(refused: Refused) -> RefusedOut:
    return RefusedOut(
        id=refused.item_id,
        why=refused.why,
        claim=_claim_out(refused.claim),
        resolution=_decided_out(refused.decided),
    )


def _claim_out(claim: Claim | None) -> ClaimOut | None:
    return None if claim is None else ClaimOut(by=claim.name, until=claim.until)


def _decided_out(decided: Decided | None) -> DecidedOut | None:
    if decided is None:
        return None
    return DecidedOut(
        resolution=decided.resolution,
        label=decided.label,
        note=decided.note,
        by=decided.by.name,
        resolved_at=decided.at,
        act=decided.act_id,
    )
