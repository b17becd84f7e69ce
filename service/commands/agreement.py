"""How far two services agree about the same comments, counted one at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.commands.others import Theirs
from service.domain import Decision


@dataclass(slots=True)
class Agreement:
    """How often which decision of another service met which of ours.

    Most services know only two answers, so they agree where both publish a comment at once, or
    neither does.
    """

    counts: Counter[tuple[Theirs, Decision]] = field(default_factory=Counter)

    def add(self, theirs: Theirs, ours: Decision) -> bool:
        """Count one comment; returns whether the two agree about it."""
        self.counts[theirs, ours] += 1
        return theirs.publishes is (ours is Decision.APPROVE)

    @property
    def comments(self) -> int:
        """How many comments were counted."""
        return self.counts.total()

    def published(self, theirs: bool, ours: bool) -> int:  # noqa: FBT001 -- a cell of two by two
        """Return how many comments they, and we, publish at once or do not."""
        return sum(
            count
            for (they, we), count in self.counts.items()
            if they.publishes is theirs and (we is Decision.APPROVE) is ours
        )

    @property
    def agreed(self) -> int:
        """How many comments both publish at once, or neither does."""
        return self.published(theirs=True, ours=True) + self.published(theirs=False, ours=False)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa of publishing at once: 1 agrees always, 0 as often as by chance.

        None where both always say the same, so that chance alone agrees (Cohen 1960).
        """
        total = self.comments
        if not total:
            return None
        theirs = sum(n for (they, _), n in self.counts.items() if they.publishes) / total
        ours = sum(n for (_, we), n in self.counts.items() if we is Decision.APPROVE) / total
        chance = theirs * ours + (1 - theirs) * (1 - ours)
        return None if chance == 1 else (self.agreed / total - chance) / (1 - chance)

    def lines(self) -> Iterator[str]:
        """Yield the table of their decisions and ours, and how far they agree."""
        yield _row("theirs \\ ours", [*map(str, Decision), "all"])
        for theirs in Theirs:
            cells = [self.counts[theirs, ours] for ours in Decision]
            if any(cells):
                yield _row(theirs, [f"{count:,}" for count in (*cells, sum(cells))])
        sums = [sum(self.counts[theirs, ours] for theirs in Theirs) for ours in Decision]
        yield _row("all", [f"{count:,}" for count in (*sums, sum(sums))])
        yield ""
        share = f" ({self.agreed / self.comments:.1%})" if self.comments else ""
        yield f"The same about publishing at once: {self.agreed:,} of {self.comments:,}{share}"
        kappa = self.kappa
        yield "Cohen's kappa: " + ("not defined" if kappa is None else f"{kappa:.3f}")
        only_they = self.published(theirs=False, ours=True)
        only_we = self.published(theirs=True, ours=False)
        yield f"Stopped only by them: {only_they:,}; only by Saring: {only_we:,}"


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<14}" + "".join(f"{cell:>10}" for cell in cells)
