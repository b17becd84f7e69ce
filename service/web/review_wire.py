"""What is asked of the review queue over the API."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.domain import Resolution
from service.review import (
    Choice,
    Filter,
    Order,
    Target,
    View,
)
from service.web.text import Note, whole

MOST_TARGETS = 1000
MOST_LISTED = 200
MOST_EVENTS = 500


_ULID = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
ItemId = Annotated[str, Field(pattern=_ULID, description="A review item's id: its verdict's.")]
Revision = Annotated[int, Field(ge=0, lt=2**31), BeforeValidator(whole)]
ActId = Annotated[str, Field(pattern=_ULID)]
Code = Annotated[str, Field(pattern="^[a-z0-9_/:]{0,80}$")]
Score = Annotated[float, Field(ge=0, le=1)]


class _Query(BaseModel):
    """What stands in a query string; a name that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class QueueIn(_Query):
    """Which items are wanted, in which order."""

    view: View = View.OPEN
    order: Order = Order.OLDEST
    reason: Code = Field("", description="A reason's code.")
    label: Code = Field("", description="A label, with `score_from` and `score_to`.")
    score_from: Score = 0.0
    score_to: Score = 1.0
    language: Annotated[str, Field(pattern="^[a-z]{0,3}$")] = ""
    after: Annotated[str, Field(pattern=r"^[0-9A-Za-z.:+~-]{0,80}$")] = Field(
        "", description="The `next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 50

    def filter(self) -> Filter:
        """Return the filter asked for; a score of 1 is included."""
        return Filter(
            view=self.view,
            reason=self.reason,
            label=self.label,
            score_from=self.score_from,
            score_to=self.score_to if self.score_to < 1 else Filter().score_to,
            language=self.language,
        )


class EventsIn(_Query):
    """Where to go on."""

    since: Annotated[int, Field(ge=0, lt=2**63)] = Field(
        0, description="The `cursor` of the answer before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = 100


class _Body(BaseModel):
    """What is posted; a member that nobody knows is refused, since it may be a mistaken one."""

    model_config = ConfigDict(strict=True, extra="forbid")


class ClaimIn(_Body):
    """The item to claim; the oldest free one where none is named."""

    item: ItemId | None = None


class ReleaseIn(_Body):
    """The item to give back."""

    item: ItemId


class TargetIn(_Body):
    """An item to decide on, as it was seen."""

    id: ItemId
    revision: Revision | None = Field(
        None,
        description="The item's `revision` as it was seen; it is refused if it changed since. "
        "Needed to change what a moderator decided.",
    )


class ResolveIn(_Body):
    """A decision on some items."""

    items: Annotated[list[TargetIn], Field(min_length=1, max_length=MOST_TARGETS)]
    resolution: Annotated[Resolution, Field(strict=False)]
    label: Code = Field("", description="Goes with `spam` or `abuse`, such as `spam/gambling`.")
    note: Note = ""

    def targets(self) -> list[Target]:
        """Return the items to decide on."""
        return [Target(one.id, one.revision) for one in self.items]

    def choice(self) -> Choice:
        """Return what was decided."""
        return Choice(self.resolution, self.label, self.note)


class UndoIn(_Body):
    """The act to undo."""

    act: ActId
