"""What differs between two texts, line by line, told so that nobody needs colours to read it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum

from service.web.highlight import Span, highlight

SHOWN = 2000
"""Lines of a difference that are shown."""

_AROUND = 3
# What difflib does in a worst case grows with the square of these.
_MOST_LINES = 2000
_MOST_PAIRS = 400_000


class Kind(StrEnum):
    """What a line of a difference is; a gap stands for lines left out."""

    ADDED = "added"
    REMOVED = "removed"
    KEPT = "kept"
    GAP = "gap"


_KINDS = {"+": Kind.ADDED, "-": Kind.REMOVED, " ": Kind.KEPT, "@": Kind.GAP}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference."""

    kind: Kind
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The first SHOWN lines of a difference, and how many lines were added and removed in all."""

    lines: tuple[Line, ...]
    added: int
    removed: int
    left_out: int
    differs: bool = True

    def __bool__(self) -> bool:
        """Whether there is any, be it of the order of lines."""
        return self.differs


def compare(before: str, after: str) -> Difference:
    """Return what has to be changed in `before` to get `after`."""
    old, new = _around_changes(before.splitlines(), after.splitlines())
    told = list(_unified(old, new) if _is_cheap(old, new) else _unaligned(old, new))
    kinds = Counter(kind for kind, _ in told)
    return Difference(
        lines=tuple(Line(kind, highlight(text)) for kind, text in told[:SHOWN]),
        added=kinds[Kind.ADDED],
        removed=kinds[Kind.REMOVED],
        left_out=max(0, len(told) - SHOWN),
        differs=old != new,
    )


def _around_changes(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Leave out what both begin and end with, but for some lines."""
    shorter = min(len(old), len(new))
    first = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    left = shorter - first
    last = next((n for n in range(left) if old[-1 - n] != new[-1 - n]), left)
    start, end = max(0, first - _AROUND), max(0, last - _AROUND)
    return old[start : len(old) - end], new[start : len(new) - end]


def _is_cheap(old: Sequence[str], new: Sequence[str]) -> bool:
    if max(len(old), len(new)) > _MOST_LINES:
        return False
    counts = Counter(new)
    return sum(counts[line] for line in old) <= _MOST_PAIRS


def _unified(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    """Yield lines with some kept ones around what changed."""
    told = unified_diff(old, new, n=_AROUND, lineterm="")
    for number, line in enumerate(told):
        kind = _KINDS[line[0]]
        # Before the first three stand the names of the texts and where the first part begins.
        if number > 2:
            yield kind, "" if kind is Kind.GAP else line[1:]


def _unaligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Kind, str]]:
    """Yield the lines that only one of two long texts has; a line that only moved is not told."""
    for kind, lines, others in ((Kind.REMOVED, old, new), (Kind.ADDED, new, old)):
        left = Counter(others)
        for line in lines:
            if left[line]:
                left[line] -= 1
            else:
                yield kind, line
