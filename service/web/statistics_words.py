"""Numbers, spans of time and choices of the statistics in words; the catalogue has the others."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta, timezone

from service.domain import Decision
from service.web import pages, wording

PERIODS: Mapping[int, str] = {
    7: "the last 7 days",
    30: "the last 30 days",
    90: "the last 90 days",
}
# Indonesia's zones have names of their own; none of them knows summer time.
ZONES: Mapping[str, tuple[str, timezone]] = {
    "utc": ("UTC", UTC),
    "wib": ("WIB (UTC+7)", timezone(timedelta(hours=7))),
    "wita": ("WITA (UTC+8)", timezone(timedelta(hours=8))),
    "wit": ("WIT (UTC+9)", timezone(timedelta(hours=9))),
}
AGES: Sequence[str] = (
    "under 1 hour",
    "1 to 4 hours",
    "4 to 24 hours",
    "1 to 3 days",
    "3 to 7 days",
    "7 to 30 days",
    "over 30 days",
)
_ESCALATED = "Unsure"
_NO_LABEL = "No single label"
_MINUTES = "%(count)s min"
_HOURS = "%(count)s h"
_DAYS = "%(count)s d"
_NOTHING = "–"


def number(count: int) -> str:
    """Return a whole number as the page's language groups it."""
    grouped = f"{count:,}"
    return grouped.replace(",", ".") if pages.language() == "id" else grouped


def share(part: int, whole: int) -> str:
    """Return a part of a whole in per cent; a dash where there is no whole."""
    return pages.percent(part / whole) if whole else _NOTHING


def per_cent(value: float) -> str:
    """Return a number of per cent with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',') if pages.language() == 'id' else text}%"


def span(wait: timedelta | None) -> str:
    """Return about how long something took; a dash for None."""
    if wait is None:
        return _NOTHING
    minutes = max(0, int(wait.total_seconds() // 60))
    if minutes < 120:
        return pages.say(_MINUTES, count=number(minutes))
    if minutes < 48 * 60:
        return pages.say(_HOURS, count=number(minutes // 60))
    return pages.say(_DAYS, count=number(minutes // (24 * 60)))


def day(of: date) -> str:
    """Return a day as every language reads it."""
    return of.isoformat()


def outcome(kind: str) -> str:
    """Return in one word what a comment came to; "unsure" stands for what was passed on."""
    decisions = {decision.value: wording.decision(decision) for decision in Decision}
    return pages.say(decisions.get(kind, _ESCALATED))


def subject(name: str) -> str:
    """Return the name of a label or the sentence for a reason's code."""
    if not name:
        return pages.say(_NO_LABEL)
    return pages.reason(name) if wording.is_reason(name) else pages.say(wording.label(name))


def messages() -> set[str]:
    """Return every message of this module, for the catalogues to cover."""
    return {*PERIODS.values(), *AGES, _ESCALATED, _NO_LABEL, _MINUTES, _HOURS, _DAYS}
