"""Comments on which two policies differ, arranged for the eye."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.backtest import Change
from service.domain import Decision, Reason, Resolution, Site
from service.people import Moderator
from service.store.items import find_items
from service.store.shadows import Disagreement
from service.store.watching import Watched
from service.web.highlight import Span, highlight
from service.web.office import Office
from service.web.review_view import excerpt, is_strong


@dataclass(frozen=True, slots=True)
class Turn:
    """What was decided and what would be, with the codes of the reasons; empty for none."""

    before: Decision
    after: Decision
    why_before: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A comment that is, or would be, decided otherwise.

    `item_id` is what the queue knows it by, empty where it does not. `veiled` says that its reader
    does not want to meet strong language unprepared.
    """

    item_id: str
    at: datetime
    excerpt: tuple[Span, ...]
    author: tuple[Span, ...]
    veiled: bool
    erased: bool
    turn: Turn
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes lines of one site's comments for one reader."""

    office: Office
    site: Site
    reader: Moderator

    def watched(self, found: Sequence[Watched]) -> list[Line]:
        """Arrange what a dry run would not have published."""
        strong = self._strong([one.comment_id for one in found])
        return [
            Line(
                item_id=one.comment_id,
                at=one.at,
                excerpt=highlight(excerpt(one.body)),
                author=highlight(excerpt(one.author_name)),
                veiled=self._veils(strong, one.comment_id),
                erased=one.erased,
                turn=Turn(Decision.APPROVE, one.verdict.decision, "", _first(one.verdict.reasons)),
            )
            for one in found
        ]

    def differing(self, found: Sequence[Change | Disagreement]) -> list[Line]:
        """Arrange what a draft or a shadow decides otherwise."""
        strong = self._strong([one.verdict_id for one in found])
        return [
            Line(
                item_id=one.verdict_id if one.verdict_id in strong else "",
                at=one.at,
                excerpt=highlight(excerpt(one.excerpt)),
                author=highlight(excerpt(one.author_name)),
                veiled=self._veils(strong, one.verdict_id),
                erased=one.erased,
                turn=_turn(one),
                resolution=one.resolution,
            )
            for one in found
        ]

    def _veils(self, strong: Mapping[str, bool], item_id: str) -> bool:
        return self.reader.blur and strong.get(item_id, True)

    def _strong(self, ids: Sequence[str]) -> Mapping[str, bool]:
        """Return which comments may hold strong language, by the ids of those that are there."""
        with self.office.read() as connection:
            items = find_items(connection, ids) if ids else []
        judged = self.office.rulebook.judged
        return {
            one.id: is_strong(one.verdict, judged(self.site, one.verdict.policy)) for one in items
        }


def _turn(one: Change | Disagreement) -> Turn:
    if isinstance(one, Disagreement):
        codes = (next(iter(some), "") for some in (one.reasons, one.codes))
        return Turn(one.decision, one.shadow_decision, *codes)
    reasons = one.reasons_before, one.reasons_after
    return Turn(one.before, one.after, *map(_first, reasons))


def _first(reasons: Sequence[Reason]) -> str:
    return reasons[0].code if reasons else ""
