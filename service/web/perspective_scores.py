"""What Perspective calls attributes, made of our scores.

Perspective's users act on 0.7 to 0.9. So of every label the score at which the balanced preset
holds becomes 0.7 and the one at which it rejects 0.9, with straight lines between and to 0 and 1:
what such a site acts on is what we would hold, whatever the model. A model brings both scores; it
needs no table here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.domain import Decision
from service.policy import Band
from service.scoring.manifest import NO_CURVE, Curve, Steps

HELD, REJECTED = 0.7, 0.9
DECIMALS = 6
# What stands for a threshold that the preset does not have, as it never rejects abuse: the score
# that would hold one ordinary comment in a thousand, or reject one in ten thousand.
HOLDS_OF_ORDINARY, REJECTS_OF_ORDINARY = 0.001, 0.0001
# The least of LIKELY_TO_REJECT where the site's policy stops a comment for something else than its
# scores; clients compare by > as well as by >=.
FLOORS = {Decision.APPROVE: 0.0, Decision.HOLD: 0.75, Decision.REJECT: 0.95}

OWN_PREFIX = "SARING_"
LIKELY_TO_REJECT = "LIKELY_TO_REJECT"
_EXPERIMENTAL = "_EXPERIMENTAL"
_LABELS = {
    "TOXICITY": "abuse",
    "IDENTITY_ATTACK": "abuse/identity",
    "INSULT": "abuse/insult",
    "PROFANITY": "abuse/profanity",
    "THREAT": "abuse/threat",
    "SEXUALLY_EXPLICIT": "abuse/sexual",
    "SPAM": "spam",
}
# Those that Perspective served as experiments under a longer name.
_EXPERIMENTS = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
_OF_ABUSE = frozenset({*_LABELS, "SEVERE_TOXICITY"}) - {"SPAM"}

Scores = Mapping[str, float]
Attribute = Callable[[Scores], float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Bends a score, in [0, 1], so that `held` becomes 0.7 and `rejected` 0.9; always rises."""

    held: float
    rejected: float

    def of(self, score: float) -> float:
        """Return the value, in [0, 1]."""
        if score < self.held:
            value = HELD * score / self.held
        elif score < self.rejected:
            part = (score - self.held) / (self.rejected - self.held)
            value = HELD + (REJECTED - HELD) * part
        else:
            value = REJECTED + (1 - REJECTED) * (score - self.rejected) / (1 - self.rejected)
        return round(value, DECIMALS)

    def stricter(self) -> "Scale":
        """Return the scale that gives 0.7 only where this one gives 0.9."""
        return Scale(self.rejected, (self.rejected + 1) / 2)


def scale_of(band: Band, curve: Curve = NO_CURVE) -> Scale:
    """Return the scale of a label by its band in the balanced preset.

    Where the band never holds, or never rejects, the promises of `curve` stand in; without them
    even odds hold, and what is half as doubtful rejects.
    """
    held = _first_within((band.hold, _promised(curve.hold, HOLDS_OF_ORDINARY), 0.5), 0.0)
    halfway = (held + 1) / 2
    rejected = _first_within(
        (band.reject, _promised(curve.reject, REJECTS_OF_ORDINARY), halfway), held
    )
    return Scale(held, rejected)


def _first_within(candidates: tuple[float, ...], above: float) -> float:
    return next(score for score in candidates if above < score < 1)


def _promised(steps: Steps, share: float) -> float:
    """Return the lowest score that keeps a promise of `share`; 0 where none is known to."""
    return next((score for promised, score in reversed(steps) if promised <= share), 0.0)


class Attributes:
    """The attributes that a model can answer, by name.

    `bands` are those of its balanced preset by label, `promises` its promises.
    """

    def __init__(self, bands: Mapping[str, Band], promises: Mapping[str, Curve]) -> None:
        scales = {
            label: scale_of(band, promises.get(label, NO_CURVE)) for label, band in bands.items()
        }
        known = {
            name: _scaled(label, scales[label]) for name, label in _LABELS.items() if label in bands
        }
        if "abuse" in scales:
            known["SEVERE_TOXICITY"] = _severe(known, scales["abuse"].stricter())
        likely = [known[name] for name in ("SPAM", "TOXICITY") if name in known]
        known[LIKELY_TO_REJECT] = lambda scores: max(one(scores) for one in likely)
        known |= {f"{name}{_EXPERIMENTAL}": known[name] for name in _EXPERIMENTS if name in known}
        known |= {own_name(label): _plain(label) for label in bands}
        self._known: Mapping[str, Attribute] = known

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def value(self, name: str, scores: Scores) -> float:
        """Return what the attribute is of these scores, in [0, 1]."""
        return self._known[name](scores)

    def answered(self, name: str, scores: Scores, answer: Decision) -> float:
        """Return what the attribute is of a comment that the policy answers so."""
        value = self.value(name, scores)
        return max(value, FLOORS[answer]) if name == LIKELY_TO_REJECT else value


def own_name(label: str) -> str:
    """Return the attribute that tells a label's own score, such as SARING_SPAM_GAMBLING."""
    return OWN_PREFIX + label.upper().replace("/", "_").replace("-", "_")


def is_about_spam(name: str, scores: Scores) -> bool:
    """Whether an attribute tells of spam; one that tells of any harm, of what scores higher."""
    if name == "SPAM" or name.startswith(own_name("spam")):
        return True
    if name.removesuffix(_EXPERIMENTAL) in _OF_ABUSE or name.startswith(own_name("abuse")):
        return False
    return scores.get("spam", 0.0) > scores.get("abuse", 0.0)


def _plain(label: str) -> Attribute:
    return lambda scores: scores[label]


def _scaled(label: str, scale: Scale) -> Attribute:
    return lambda scores: scale.of(scores[label])


def _severe(known: Mapping[str, Attribute], stricter: Scale) -> Attribute:
    """Return abuse that is sure, threatens or attacks who somebody is; never above TOXICITY."""
    grave = [known[name] for name in ("THREAT", "IDENTITY_ATTACK") if name in known]
    toxicity = known["TOXICITY"]

    def severe(scores: Scores) -> float:
        gravest = max([stricter.of(scores["abuse"]), *(one(scores) for one in grave)])
        return min(toxicity(scores), gravest)

    return severe
