"""A draft tried on past comments, or a shadow beside what was decided: what differs, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

from service.backtest import Report, replay
from service.domain import Decision
from service.policy import Policy
from service.store.replays import newest
from service.web.policy_lines import Line, Lines
from service.web.policy_words import DIRECTIONS

SHOWN = 20
"""Comments of each direction that are shown."""

Direction = tuple[Decision, Decision]


@dataclass(frozen=True, slots=True)
class Group:
    """The comments of one direction: how many, and what moderators had decided about them."""

    direction: Direction
    count: int
    approved: int = 0
    rejected: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def message(self) -> str:
        """What became of them, with %(count)s."""
        return DIRECTIONS[self.direction]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a replay found: what differs by direction, and how many stay as they were."""

    asked: int
    report: Report
    groups: tuple[Group, ...]

    @classmethod
    def of(cls, lines: Lines, policy: Policy, comments: int) -> Self:
        """Try a policy on the newest comments of a site."""
        read, site = lines.office.read, lines.site
        report = replay(newest(read, site.id, comments), policy)
        groups = (_group(lines, report, direction) for direction in DIRECTIONS)
        return cls(comments, report, tuple(group for group in groups if group.count))

    @property
    def stay(self) -> Sequence[tuple[Decision, int]]:
        """How many comments stay approved, held and rejected."""
        return [(one, self.report.decided.get((one, one), 0)) for one in Decision]

    @property
    def left_out(self) -> bool:
        """Whether something could not be replayed as it was."""
        return bool(self.report.without_text or self.report.switched or self.report.unseen)


def groups_of(counts: Mapping[Direction, int]) -> list[Group]:
    """Return the directions in which two policies differ, the most frequent first."""
    found = [
        Group((before, after), counts[before, after])
        for before, after in product(Decision, Decision)
        if before is not after and counts.get((before, after))
    ]
    return sorted(found, key=lambda group: -group.count)


def _group(lines: Lines, report: Report, direction: Direction) -> Group:
    approved, rejected = report.moderators(direction)
    changes = report.changes.get(direction, ())[:SHOWN]
    count = report.decided.get(direction, 0)
    return Group(direction, count, approved, rejected, tuple(lines.differing(changes)))
