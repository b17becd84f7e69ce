"""The dashboard's numbers as one long table: what is counted, of which, on what day, how often."""

from collections.abc import Iterator, Sequence

from service.store.busiest import Busy
from service.store.overturned import Reviewed
from service.web import pages
from service.web.csvout import Cell
from service.web.dashboard_view import Board

_HEADINGS = ("Table", "Day", "Subject", "Name", "Measure", "Number")

Row = Sequence[Cell]


def table(board: Board) -> Iterator[Row]:
    """Yield the heading and every number of the dashboard."""
    yield [pages.say(heading) for heading in _HEADINGS]
    for day in board.days:
        date = day.date.isoformat()
        for decision, times in day.machine.items():
            yield ["machine", date, "", "", decision.value, times]
        for resolution, times in day.people.items():
            yield ["people", date, "", "", resolution.value, times]
    yield from _waiting(board)
    for name, reviewed in (("label", board.labels), ("reason", board.reasons)):
        for one in reviewed:
            yield from _reviewed(name, one)
    for name, busy in (("article", board.articles), ("author", board.authors)):
        for found in busy:
            yield from _busy(name, found)


def _waiting(board: Board) -> Iterator[Row]:
    waiting = board.waiting
    yield ["queue", "", "", "", "open", waiting.open]
    yield ["queue", "", "", "", "escalated", waiting.escalated]
    for name, wait in (("oldest", board.oldest), ("median", board.median)):
        if wait is not None:
            yield ["queue", "", "", "", f"{name} seconds", round(wait.total_seconds())]


def _reviewed(name: str, one: Reviewed) -> Iterator[Row]:
    kind = f"{one.decision.value} by {name}"
    yield [kind, "", one.subject, "", "approve", one.approved]
    yield [kind, "", one.subject, "", "reject", one.rejected]


def _busy(name: str, one: Busy) -> Iterator[Row]:
    yield [name, "", one.key, one.name, "hold", one.held]
    yield [name, "", one.key, one.name, "reject", one.rejected]


def messages() -> set[str]:
    """Return every message of this module, for the catalogues to cover."""
    return set(_HEADINGS)
