"""A policy: bands, rules, lists and reputation that turn evidence into a decision.

Only this module decides. It is pure, so a policy can be replayed over recorded evidence.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain import Decision, Past, Reason, Switch
from service.policy.bands import VERSION, Band, Bands, preset_bands
from service.policy.facts import Facts
from service.policy.rules import Called, Rule, call
from service.policy.vocabulary import Look, Vocabulary

REPUTATION = "reputation"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy decides, and why: the first reason is the one that decided."""

    reasons: tuple[Reason, ...]

    @property
    def decision(self) -> Decision:
        """The decision of the first reason; approve where there is none."""
        return self.reasons[0].band if self.reasons else Decision.APPROVE


@dataclass(frozen=True, slots=True)
class Section:
    """Bands of a part of the site: of articles whose URL is `like` it, in some languages."""

    name: str
    like: Callable[[str], bool]
    languages: Collection[str]
    bands: Bands

    def covers(self, url: str, language: str) -> bool:
        """Whether comments on the article at `url`, in `language`, are judged by these bands."""
        return self.like(url) and (not self.languages or language in self.languages)


@dataclass(frozen=True, slots=True)
class Reputation:
    """Whose mild scores do not hold: authors approved so often, and never rejected.

    A score is mild that lies within the part `mild`, in [0, 1], of the way from hold to reject.
    """

    approved: int
    mild: float

    def has(self, past: Past) -> bool:
        """Whether an author with this record has it."""
        return past.approved >= self.approved and past.rejected == 0

    def is_mild(self, reason: Reason, bands: Mapping[str, Band]) -> bool:
        """Whether `reason` is a mild score's."""
        band = bands.get(reason.label)
        if band is None or reason.band is not Decision.HOLD:
            return False
        return reason.score <= band.hold + self.mild * (min(band.reject, 1.0) - band.hold)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy ready to judge. `base` are the bands where no section covers a comment.

    `unseen` names what it looks at that is not kept of recorded comments: in a replay nothing is
    known of it.
    """

    name: str
    version: int
    base: Bands
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()
    reputation: Reputation | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    unseen: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Name and version as written into verdicts, such as `balanced@2`."""
        return f"{self.name}@{self.version}"

    @property
    def labels(self) -> Mapping[str, Band]:
        """The bands of labels where no section covers a comment."""
        return self.base.labels

    @property
    def signals(self) -> Mapping[str, Band]:
        """The bands of signals where no section covers a comment."""
        return self.base.signals

    @property
    def reads_text(self) -> bool:
        """Whether a rule or a list looks at texts, not only at signals, scores and the past."""
        return any(rule.reads_text for rule in self.rules)

    def bands(self, article_url: str, language: str) -> Bands:
        """Return the bands that judge comments on an article: of the first section covering it."""
        for section in self.sections:
            if section.covers(article_url, language):
                return section.bands
        return self.base

    def judge(self, facts: Facts) -> Ruling:
        """Decide about one comment. Total and deterministic: the same facts, the same ruling."""
        called = self._called(facts)
        bands = self.bands(facts.comment.article.url, facts.reading.language.code)
        asked = bands.reasons(facts.signals, facts.scores)
        if called.deciding is not None:
            return Ruling((called.deciding, *asked, *called.noted))
        if self._excuses(facts.past, asked, bands):
            return Ruling((_reason(REPUTATION, Decision.APPROVE), *asked, *called.noted))
        return Ruling((*asked, *called.noted))

    def _called(self, facts: Facts) -> Called:
        return call(self.rules, Look(facts, self.vocabulary)) if self.rules else _UNCALLED

    def _excuses(self, past: Past, asked: Sequence[Reason], bands: Bands) -> bool:
        """Whether the author's reputation outweighs all that asks to hold."""
        known = self.reputation
        if known is None or not asked or not known.has(past):
            return False
        return all(known.is_mild(reason, bands.labels) for reason in asked)


_UNCALLED = Called(None, ())


def under(ruling: Ruling, switch: Switch | None) -> Ruling:
    """Return what becomes of `ruling` while `switch` is thrown, None for none."""
    decided = ruling.decision
    held = switch is not None and (
        decided is Decision.APPROVE or (switch is Switch.HOLD_ALL and decided is Decision.REJECT)
    )
    if not held:
        return ruling
    return Ruling((_reason(f"switch:{switch}", Decision.HOLD), *ruling.reasons))


def _reason(code: str, decision: Decision) -> Reason:
    return Reason(code, 1.0, decision)


def preset(name: str, labels: Mapping[str, tuple[float, float]]) -> Policy:
    """Return the preset `name`, one of PRESETS, as a policy; `labels` as in `preset_bands`.

    Raises SettingsError where there is no such preset.
    """
    return Policy(name, VERSION, preset_bands(name, labels))
