"""What a moderator may decide about an item, as the page's buttons spell it, and back.

A button says a resolution, or a label where one goes with it: "approve", "spam", "spam/gambling".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from service.domain import Resolution
from service.policy import Policy
from service.review import Choice, ReviewItem

LONGEST_NOTE = 2000
_SURE_ENOUGH = 0.2  # a kind that scores less is no good guess
_WITH_KINDS = (Resolution.SPAM, Resolution.ABUSE)


@dataclass(frozen=True, slots=True)
class Kinds:
    """The labels that go with a resolution: the likeliest, which its button says, and the others.

    `likely` is the bare resolution where no label is likely.
    """

    likely: str
    others: tuple[str, ...]


def kinds(item: ReviewItem | None, policy: Policy) -> Mapping[str, Kinds]:
    """Return the labels of spam and of abuse for an item, or for several with None."""
    scores = {} if item is None else item.verdict.scores
    return {kind.value: _kinds(kind.value, policy, scores) for kind in _WITH_KINDS}


def choice_of(
    spelled: str, labels: Collection[str], note: str = "", act_id: str = ""
) -> Choice | None:
    """Return what a button says; None for one that is not ours. `labels` are those there are."""
    kind, _, rest = spelled.partition("/")
    if kind not in set(Resolution) or (rest and spelled not in labels):
        return None
    return Choice(Resolution(kind), spelled if rest else "", note.strip()[:LONGEST_NOTE], act_id)


def _kinds(kind: str, policy: Policy, scores: Mapping[str, float]) -> Kinds:
    labels = [label for label in policy.labels if label.startswith(f"{kind}/")]
    likely = max(labels, key=lambda label: scores.get(label, 0.0), default=kind)
    if scores.get(likely, 0.0) < _SURE_ENOUGH:
        likely = kind
    return Kinds(likely, tuple(label for label in [kind, *labels] if label != likely))
