"""Rules and lists of a policy, compiled; which of them decides about a comment."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.domain import Decision, Reason
from service.policy.checks import Check
from service.policy.vocabulary import Look
from service.signals.spans import MOST_EVIDENCE


class Action(StrEnum):
    """What a rule or a list does with a comment that it is true of."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"
    REASON = "reason"
    """Tells the moderator, and leaves the decision to what follows."""

    @property
    def decision(self) -> Decision | None:
        """The decision that it takes; None for one that takes none."""
        return None if self is Action.REASON else Decision(self.value)

    @property
    def is_final(self) -> bool:
        """Whether nobody looks at the comment afterwards."""
        return self in (Action.APPROVE, Action.REJECT)


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule or list. `code` is its reason's, such as `rule:Nomor WA`.

    `reads_text` says that it looks at texts, not only at what is kept once they are erased.
    """

    code: str
    action: Action
    check: Check
    reads_text: bool = True

    def reason(self, look: Look) -> Reason | None:
        """Return the reason that this rule gives, None where it is not true of the comment."""
        spans = self.check(look)
        if spans is None:
            return None
        decision = self.action.decision or Decision.APPROVE
        return Reason(self.code, 1.0, decision, spans[:MOST_EVIDENCE])


@dataclass(frozen=True, slots=True)
class Called:
    """What rules said: the reason that decides, if any, and those that only tell."""

    deciding: Reason | None
    noted: tuple[Reason, ...]


def call(rules: Iterable[Rule], look: Look) -> Called:
    """Ask `rules` in order until one decides."""
    noted: list[Reason] = []
    for rule in rules:
        reason = rule.reason(look)
        if reason is None:
            continue
        if rule.action.decision is not None:
            return Called(reason, tuple(noted))
        noted.append(reason)
    return Called(None, tuple(noted))
