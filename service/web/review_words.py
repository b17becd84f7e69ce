"""The words of the review page for states and acts, in English; the catalogue has the others."""

from collections.abc import Mapping
from datetime import UTC, datetime

from service.domain import Decision, Resolution
from service.people import Actor
from service.review import Order, Refusal, View
from service.web import pages, wording
from service.web.review_query import Age, Query

VIEWS: Mapping[View, str] = {
    View.OPEN: "Waiting",
    View.ESCALATED: "Unsure",
    View.REJECTED: "Rejected",
    View.APPROVED: "Approved",
    View.RESOLVED: "Resolved",
}
ORDERS: Mapping[Order, str] = {
    Order.DOUBT: "Most worth a look",
    Order.OLDEST: "Oldest first",
    Order.NEWEST: "Newest first",
    Order.SCORE: "Highest score",
}
AGES: Mapping[Age, str] = {
    Age.HOUR: "Within an hour",
    Age.DAY: "Within a day",
    Age.WEEK: "Within a week",
    Age.OVER_DAY: "Older than a day",
    Age.OVER_WEEK: "Older than a week",
}
RESOLUTIONS: Mapping[Resolution, str] = {
    Resolution.APPROVE: "Approved",
    Resolution.REJECT: "Rejected",
    Resolution.SPAM: "Rejected as spam",
    Resolution.ABUSE: "Rejected as abuse",
    Resolution.ESCALATE: "Marked as unsure",
}
NOTHING: Mapping[View, tuple[str, str]] = {
    View.OPEN: ("All done", "No comment is waiting for you. Enjoy the quiet."),
    View.ESCALATED: (
        "Nothing unsure",
        "Comments that somebody was not sure about will stand here.",
    ),
    View.REJECTED: (
        "Nothing rejected yet",
        "Rejected comments stay here, and can be brought back.",
    ),
    View.APPROVED: ("Nothing approved yet", "Approved comments stay here, and can be taken down."),
    View.RESOLVED: ("Nothing resolved yet", "What moderators decide will stand here."),
}
NO_MATCH = ("Nothing matches", "No comment here fits the filter.")
REFUSALS: Mapping[Refusal, str] = {
    Refusal.DECIDED: "%(name)s was first: %(what)s, %(when)s.",
    Refusal.CLAIMED: "%(name)s is looking at it, so it was left alone.",
    Refusal.MISSING: "It is not there any more.",
    Refusal.TOO_LATE: "It is too late to undo this.",
}
_AS_LABEL = "Rejected as %(label)s"
_ONE_ARTICLE = "One article"
_ONE_AUTHOR = "One author"
_ONE_CAMPAIGN = "One campaign"
_SOMEBODY = "Somebody"
_NOW = "just now"
_MINUTES = "%(count)s min ago"
_HOURS = "%(count)s h ago"
_DAYS = "%(count)s d ago"
_MONTHS = "%(count)s months ago"
_YEARS = "%(count)s years ago"
_STEPS = (
    (60, _NOW, 1),
    (3600, _MINUTES, 60),
    (86_400, _HOURS, 3600),
    (60 * 86_400, _DAYS, 86_400),
    (730 * 86_400, _MONTHS, 30 * 86_400),
)


def resolved(resolution: Resolution, label: str = "") -> str:
    """Return what was decided, in the page's language; with its label where it has one."""
    if "/" in label:
        return pages.say(_AS_LABEL, label=pages.say(wording.label(label)).lower())
    return pages.say(RESOLUTIONS[resolution])


def tone(resolution: Resolution | None) -> Decision:
    """Return the decision whose colour a resolution takes; to take one back is to hold again."""
    return Decision.HOLD if resolution is None else resolution.outcome


def who(actor: Actor) -> str:
    """Return who acted: a name, or a key's prefix."""
    return actor.name or pages.say(_SOMEBODY)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, roughly, in the page's language."""
    seconds = max((now - moment).total_seconds(), 0.0)
    for below, message, unit in _STEPS:
        if seconds < below:
            return (
                pages.say(message) if unit == 1 else pages.say(message, count=int(seconds // unit))
            )
    return pages.say(_YEARS, count=int(seconds // (365 * 86_400)))


def limits(query: Query, sites: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a query limits a list to: the name of each limit, and it in words."""
    told = {
        "text": f"“{query.text}”",
        "reason": pages.reason(query.reason),
        "label": _scored(query),
        "language": pages.say(wording.language(query.language)),
        "age": pages.say(AGES[Age(query.age)]) if query.age else "",
        "site": sites.get(query.site, "–"),
        "article": pages.say(_ONE_ARTICLE),
        "author": pages.say(_ONE_AUTHOR),
        "campaign": pages.say(_ONE_CAMPAIGN),
    }
    return [(name, text) for name, text in told.items() if getattr(query, name)]


def _scored(query: Query) -> str:
    label = pages.say(wording.label(query.label))
    if query.low <= 0 and query.high >= 100:
        return label
    return f"{label}: {query.low:g}–{query.high:g}%"


def exact(moment: datetime) -> str:
    """Return a moment to the minute, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def messages() -> set[str]:
    """Return every sentence of this module, for the catalogues to cover."""
    tables = (VIEWS, ORDERS, AGES, RESOLUTIONS, REFUSALS)
    found = {sentence for table in tables for sentence in table.values()}
    found |= {
        _ONE_ARTICLE,
        _ONE_AUTHOR,
        _ONE_CAMPAIGN,
        _AS_LABEL,
        _SOMEBODY,
        _YEARS,
        *(message for _, message, _ in _STEPS),
    }
    return found.union(NO_MATCH, *NOTHING.values())
