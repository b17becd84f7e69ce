"""What people made of what the machine decided, by reason and by label.

A machine's approval or rejection is overturned where a person decided otherwise. A hold decides
nothing, so it is neither upheld nor overturned: of held comments it counts what they came to.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from service.domain import Decision
from service.store.days import Days
from service.store.review_tables import review_items, review_marks
from service.store.tables import verdicts

_IS_RESOLVED: ColumnElement[bool] = literal_column("review_items.state") == literal_column(
    "'resolved'"
)
_WITH_VERDICT = review_items.join(verdicts, verdicts.c.id == review_items.c.verdict_id)

Found = Counter[tuple[str, str, str]]  # machine's decision, subject, people's outcome


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Comments that the machine treated alike for one reason, by what people decided about them.

    `subject` is a reason's code or a label; empty where no reason, or no label, spoke.
    """

    decision: Decision
    subject: str
    approved: int
    rejected: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.approved + self.rejected

    @property
    def overturned(self) -> int:
        """Those about which people decided otherwise; 0 for held ones."""
        other = {Decision.APPROVE: self.rejected, Decision.REJECT: self.approved}
        return other.get(self.decision, 0)


def by_label(connection: Connection, site_ids: Sequence[str], days: Days) -> list[Reviewed]:
    """Return what people made of comments by the label with the strongest reason."""
    columns = (verdicts.c.decision, review_items.c.label, review_items.c.outcome)
    chosen = (
        select(*columns, func.count())
        .select_from(_WITH_VERDICT)
        .where(*_resolved(site_ids, days))
        .group_by(*columns)
    )
    return _reviewed(_counted(connection, chosen))


def by_reason(connection: Connection, site_ids: Sequence[str], days: Days) -> list[Reviewed]:
    """Return what people made of comments by reason; one counts for each of its reasons."""
    columns = (verdicts.c.decision, review_marks.c.code, review_items.c.outcome)
    chosen = (
        select(*columns, func.count())
        .select_from(_WITH_VERDICT.join(review_marks, review_marks.c.item_id == review_items.c.id))
        .where(*_resolved(site_ids, days), review_marks.c.is_reason)
        .group_by(*columns)
    )
    return _reviewed(_counted(connection, chosen))


def _resolved(site_ids: Sequence[str], days: Days) -> Iterable[ColumnElement[bool]]:
    return (
        review_items.c.site_id.in_(site_ids),
        _IS_RESOLVED,
        review_items.c.resolved_at >= days.first,
        review_items.c.resolved_at < days.end,
    )


def _counted(connection: Connection, chosen: Select[str, str, str, int]) -> Found:
    return Counter(
        {
            (decision, subject, outcome): items
            for decision, subject, outcome, items in connection.execute(chosen)
        }
    )


def _reviewed(found: Found) -> list[Reviewed]:
    """Return the counts by decision and subject, the most frequent first."""
    every = {(decision, subject) for decision, subject, _ in found}
    reviewed = [
        Reviewed(
            Decision(decision),
            subject,
            approved=found[decision, subject, Decision.APPROVE],
            rejected=found[decision, subject, Decision.REJECT],
        )
        for decision, subject in every
    ]
    return sorted(reviewed, key=lambda one: (-one.decision.severity, -one.total, one.subject))
