"""What was just done, or could not be: told after an act, with the way back.

Its address names the act and the items that were left, so that a page loaded anew tells it too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from service.domain import Decision
from service.review import Outcome, Refusal, Refused, ReviewItem, State, View
from service.store import deeds
from service.store.deeds import Deed
from service.store.items import find_items
from service.web.office import Office
from service.web.reviews import Reviewer

_NAMED = 5  # refused items that are told one by one
_SPELLED = 20
_SEPARATOR = "."


@dataclass(frozen=True, slots=True)
class Told:
    """What an address says of the act before it. `undone` says that it was taken back."""

    act_id: str = ""
    undone: bool = False
    left: tuple[str, ...] = ()

    @classmethod
    def of(cls, outcome: Outcome, *, act_id: str = "", undone: bool = False) -> Self:
        """Return what is to be told of an outcome; of an undone act, the act's own id."""
        left = tuple(refused.item_id for refused in outcome.refused)
        return cls(act_id or outcome.act_id, undone, left)

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read the values of an address."""
        undone = args.get("undid", "")
        left = tuple(one for one in args.get("left", "").split(_SEPARATOR) if one)
        return cls(undone or args.get("did", ""), bool(undone), left[:_SPELLED])

    @property
    def spelled(self) -> dict[str, str]:
        """The values that an address needs to tell it."""
        values = {"undid" if self.undone else "did": self.act_id}
        if self.left:
            values["left"] = _SEPARATOR.join(self.left[:_SPELLED])
        return values


@dataclass(frozen=True, slots=True)
class Left:
    """An item that was left as it is, and why; no item where it is none of the reader's."""

    refused: Refused
    item: ReviewItem | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What an act did. `deed` is None where it changed nothing; `others` counts unnamed items."""

    told: Told
    deed: Deed | None
    left: tuple[Left, ...]
    others: int = 0

    @property
    def changed(self) -> int:
        """How many items the act changed, or how many are back."""
        if self.deed is None:
            return 0
        return self.deed.items - self.deed.left if self.told.undone else self.deed.items

    def stays(self, view: View) -> tuple[str, ...]:
        """Return the ids of the items left that stand in a view, as far as is known."""
        gone = {
            left.refused.item_id
            for left in self.left
            if left.item is None or not belongs(left.item, view)
        }
        return tuple(item_id for item_id in self.told.left if item_id not in gone)

    @property
    def can_undo(self) -> bool:
        """Whether something of the act is still in force."""
        return self.deed is not None and not self.told.undone and self.deed.left > 0


def notice(office: Office, reader: Reviewer, told: Told) -> Notice | None:
    """Return what an address tells; None where it names no act."""
    if not told.act_id and not told.left:
        return None
    named = told.left[:_NAMED]
    with office.read() as connection:
        deed = deeds.deed(connection, reader.site_ids, told.act_id)
        items = {item.id: item for item in find_items(connection, named)}
    left = tuple(_left(reader, told, item_id, items.get(item_id)) for item_id in named)
    if deed is None and not left:
        return None
    return Notice(told, deed, left, len(told.left) - len(named))


def items_of(office: Office, reader: Reviewer, act_id: str, limit: int) -> list[ReviewItem]:
    """Return the first items that an act was about, as they stand now."""
    with office.read() as connection:
        return deeds.items_of(connection, reader.site_ids, act_id, limit)


def once(items: Sequence[ReviewItem], *, grouped: bool) -> list[ReviewItem]:
    """Return the items, or where campaigns stand as one, the oldest of each campaign."""
    if not grouped:
        return list(items)
    first: dict[str, ReviewItem] = {}
    for item in sorted(items, key=lambda item: item.id):
        first.setdefault(item.campaign_id or item.id, item)
    return list(first.values())


def belongs(item: ReviewItem, view: View) -> bool:
    """Whether an item stands in a view."""
    return {
        View.OPEN: item.state is State.OPEN,
        View.ESCALATED: item.state is State.ESCALATED,
        View.RESOLVED: item.state is State.RESOLVED,
        View.REJECTED: item.outcome is Decision.REJECT,
        View.APPROVED: item.outcome is Decision.APPROVE,
    }[view]


def _left(reader: Reviewer, told: Told, item_id: str, item: ReviewItem | None) -> Left:
    if item is None or item.site_id not in reader.site_ids:
        return Left(Refused(item_id, Refusal.MISSING), None)
    if item.state is not State.RESOLVED and item.claim is not None:
        return Left(Refused(item_id, Refusal.CLAIMED, claim=item.claim), item)
    if told.undone and item.decided is not None and item.decided.act_id == told.act_id:
        return Left(Refused(item_id, Refusal.TOO_LATE, decided=item.decided), item)
    return Left(Refused(item_id, Refusal.DECIDED, decided=item.decided), item)
