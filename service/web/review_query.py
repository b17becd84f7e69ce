"""What a review page lists, as its address says it: a link to the page saves filter and order."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self, TypeVar
from urllib.parse import parse_qsl, urlencode

from service.review import Filter, Order, View
from service.web import pages
from service.web.localise import DEFAULT

Word = TypeVar("Word", bound=StrEnum)

PATH = "/review"
_LONGEST = 2000  # characters of a value; no address of an article is longer
_NAMES: Mapping[str, str] = {"low": "from", "high": "to", "text": "q"}


class Age(StrEnum):
    """How long ago comments came in."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    OVER_DAY = "over-day"
    OVER_WEEK = "over-week"


_SINCE = {Age.HOUR: timedelta(hours=1), Age.DAY: timedelta(days=1), Age.WEEK: timedelta(days=7)}
_UNTIL = {Age.OVER_DAY: timedelta(days=1), Age.OVER_WEEK: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Query:
    """What the address of a review page asks for; what is left empty does not limit.

    `low` and `high` limit the score of `label`, in per cent. `after` is the cursor of the page
    before, `item` the id of the item that is open beside the list.
    """

    view: View = View.OPEN
    order: Order = Order.DOUBT
    reason: str = ""
    label: str = ""
    low: float = 0.0
    high: float = 100.0
    language: str = ""
    site: str = ""
    article: str = ""
    author: str = ""
    campaign: str = ""
    age: str = ""
    text: str = ""
    after: str = ""
    item: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Self:
        """Read the values of an address; one that cannot be used counts as left empty."""
        asked = {
            field.name: args.get(_NAMES.get(field.name, field.name), "").strip()[:_LONGEST]
            for field in fields(cls)
        }
        view = _one_of(View, asked.pop("view"), View.OPEN)
        order = _one_of(Order, asked.pop("order"), usual_order(view))
        low = _per_cent(asked.pop("low"), 0.0)
        high = _per_cent(asked.pop("high"), 100.0)
        age = asked.pop("age")
        texts = {name: text.replace("\0", "") for name, text in asked.items()}
        return cls(view, order, low=low, high=high, age=age if age in set(Age) else "", **texts)

    @classmethod
    def read(cls, spelled: str) -> Self:
        """Read the query of an address."""
        return cls.of(dict(parse_qsl(spelled)))

    def filter(self, now: datetime) -> Filter:
        """Return which items are wanted, of one site or all."""
        age = Age(self.age) if self.age else None
        return Filter(
            view=self.view,
            reason=self.reason,
            label=self.label,
            score_from=self.low / 100,
            score_to=self.high / 100 if self.high < 100 else 1.01,
            language=self.language,
            author=self.author,
            article=self.article,
            campaign=self.campaign,
            after=now - _SINCE[age] if age in _SINCE else None,
            before=now - _UNTIL[age] if age in _UNTIL else None,
            text=self.text,
        )

    @property
    def groups(self) -> bool:
        """Whether campaigns stand as one row."""
        return Filter(
            self.view,
            author=self.author,
            article=self.article,
            campaign=self.campaign,
            text=self.text,
        ).groups

    @property
    def limits(self) -> bool:
        """Whether anything but view and order was asked for."""
        return self != Query(self.view, self.order, after=self.after, item=self.item)

    @property
    def hidden(self) -> dict[str, str]:
        """The values that the filter's form has no field for."""
        return _spelled(
            Query(self.view, article=self.article, author=self.author, campaign=self.campaign)
        )

    @property
    def spelled(self) -> str:
        """The query of an address that asks for this, without the page's language."""
        return urlencode(_spelled(self))

    def href(self, path: str = PATH, /, **changes: object) -> str:
        """Return the address of a page of ours that asks for this, but for `changes`."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # checked by the templates' tests
        values = _spelled(changed)
        if pages.language() != DEFAULT:
            values["lang"] = pages.language()
        return f"{path}?{urlencode(values)}" if values else path

    def tab(self, view: View) -> str:
        """Return the address of a view in its usual order, nothing limited but the site."""
        return Query(view, usual_order(view), site=self.site).href()

    def without(self, name: str) -> str:
        """Return the address of this without the limit `name`; a label goes with its scores."""
        usual = Query()
        names = ("label", "low", "high") if name == "label" else (name,)
        return self.href(after="", item="", **{one: getattr(usual, one) for one in names})

    def only(self, **limits: object) -> str:
        """Return the address of this view with no other limits than these."""
        return Query(self.view, self.order).href(**limits)


def usual_order(view: View) -> Order:
    """Return how a view is sorted where nobody says: what waits by doubt, else newest first."""
    return Order.DOUBT if view is View.OPEN else Order.NEWEST


def _spelled(query: Query) -> dict[str, str]:
    usual = Query(order=usual_order(query.view))
    return {
        _NAMES.get(field.name, field.name): _text(getattr(query, field.name))
        for field in fields(Query)
        if getattr(query, field.name) != getattr(usual, field.name)
    }


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _one_of(kind: type[Word], asked: str, otherwise: Word) -> Word:
    return kind(asked) if asked in set(kind) else otherwise


def _per_cent(text: str, otherwise: float) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return otherwise
    return min(max(number, 0.0), 100.0) if number == number else otherwise  # noqa: PLR0124 -- not NaN
