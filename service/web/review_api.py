"""The review queue over the API: list, claim, resolve, undo; and what was resolved, for polling."""

from service.domain import Site
from service.people import Actor, Scope
from service.review import Refused
from service.store.events import events_since
from service.store.listing import CursorUnknown
from service.store.resolving import ChoiceInvalid
from service.web import samples
from service.web.contract import Contract
from service.web.desk import Desk
from service.web.operations import Operations
from service.web.problems import CLAIMED, INVALID, NOT_FOUND, Problem
from service.web.review_answers import (
    ActOut,
    ClaimedOut,
    EventsOut,
    QueueOut,
    act_out,
    events_out,
    item_out,
    queue_out,
)
from service.web.review_wire import ClaimIn, EventsIn, QueueIn, ReleaseIn, ResolveIn, UndoIn
from service.web.reviews import Reviewer

REVIEW_API = Operations("review_api")

LIST = Contract(
    "GET",
    "/queue",
    QueueOut,
    query=QueueIn,
    scope=Scope.REVIEW,
    acting=True,
    problems=(INVALID,),
    answer=samples.QUEUE,
)
CLAIM = Contract(
    "POST",
    "/queue/claim",
    ClaimedOut,
    ClaimIn,
    scope=Scope.REVIEW,
    acting=True,
    problems=(NOT_FOUND, CLAIMED),
    sample={},
    answer=samples.CLAIMED_ANSWER,
)
RELEASE = Contract(
    "POST",
    "/queue/release",
    ClaimedOut,
    ReleaseIn,
    scope=Scope.REVIEW,
    acting=True,
    sample=samples.RELEASE,
    answer={"item": None},
)
RESOLVE = Contract(
    "POST",
    "/queue/resolve",
    ActOut,
    ResolveIn,
    scope=Scope.REVIEW,
    acting=True,
    sample=samples.RESOLVE,
    answer=samples.ACT,
)
UNDO = Contract(
    "POST",
    "/queue/undo",
    ActOut,
    UndoIn,
    scope=Scope.REVIEW,
    acting=True,
    problems=(NOT_FOUND,),
    sample=samples.UNDO,
    answer=samples.ACT,
)
POLL = Contract(
    "GET",
    "/resolutions",
    EventsOut,
    query=EventsIn,
    problems=(INVALID,),
    answer=samples.EVENTS,
)


@REVIEW_API.add(LIST)
def queue(desk: Desk, site: Site, actor: Actor, asked: QueueIn) -> QueueOut:
    """List the review items of the site.

    The open ones unless another view is asked for, where campaigns stand as one item.
    """
    try:
        page = desk.reviews.page(
            Reviewer(actor, (site,)), asked.filter(), asked.order, asked.after, asked.limit
        )
    except CursorUnknown:
        raise Problem(INVALID, "No page gave this `after`.") from None
    return queue_out(page)


@REVIEW_API.add(CLAIM)
def claim(desk: Desk, site: Site, actor: Actor, asked: ClaimIn) -> ClaimedOut:
    """Claim an item for 90 seconds, or renew the claim.

    Nobody else can decide on it meanwhile. Where no item is named, the oldest free one is taken.
    """
    reviewer = Reviewer(actor, (site,))
    if asked.item is None:
        item = desk.reviews.claim_next(reviewer)
        return ClaimedOut(item=None if item is None else item_out(item))
    if isinstance(desk.reviews.claim(reviewer, asked.item), Refused):
        raise Problem(CLAIMED)
    return ClaimedOut(item=item_out(desk.reviews.item(reviewer, asked.item)))


@REVIEW_API.add(RELEASE)
def release(desk: Desk, site: Site, actor: Actor, asked: ReleaseIn) -> ClaimedOut:
    """Give a claim back. Nothing happens where it is not the caller's."""
    desk.reviews.release(Reviewer(actor, (site,)), asked.item)
    return ClaimedOut(item=None)


@REVIEW_API.add(RESOLVE)
def resolve(desk: Desk, site: Site, actor: Actor, asked: ResolveIn) -> ActOut:
    """Decide on items: approve, reject, spam, abuse, or escalate.

    Items that somebody else decided or has claimed are left as they are and named with the reason.
    The `act` undoes all of it.
    """
    try:
        outcome = desk.reviews.resolve(Reviewer(actor, (site,)), asked.targets(), asked.choice())
    except ChoiceInvalid as error:
        raise Problem(INVALID, f"{str(error).capitalize()}.") from None
    return act_out(outcome)


@REVIEW_API.add(UNDO)
def undo(desk: Desk, site: Site, actor: Actor, asked: UndoIn) -> ActOut:
    """Undo an act.

    Items decided anew since, and those whose time to undo has run out, are left and named.
    """
    return act_out(desk.reviews.undo(Reviewer(actor, (site,)), asked.act))


@REVIEW_API.add(POLL)
def resolutions(desk: Desk, site: Site, asked: EventsIn) -> EventsOut:
    """Return what was resolved or undone since a cursor, in order.

    For a site that would rather ask than be told by a webhook; the events are the same.
    """
    with desk.office.read() as connection:
        found = events_since(connection, site.id, asked.since, asked.limit)
    return events_out(found, asked.since)
