"""Bands: thresholds of labels and signals, and the presets that sites begin with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from service.domain import Decision, Reason, Signal
from service.errors import SettingsError
from service.presets import PRESETS

VERSION = 2
NEVER = 2.0


@dataclass(frozen=True, slots=True)
class Band:
    """Thresholds of one label or signal, inclusive; above 1 means never."""

    hold: float
    reject: float

    def decide(self, level: float) -> Decision:
        """Return the decision that `level`, in [0, 1], asks for; one that is no number is held."""
        if level >= self.reject:
            return Decision.REJECT
        if level < self.hold:
            return Decision.APPROVE
        return Decision.HOLD


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands by label and by signal. What has no band never changes the decision."""

    labels: Mapping[str, Band]
    signals: Mapping[str, Band]

    def reasons(self, signals: Iterable[Signal], scores: Mapping[str, float]) -> tuple[Reason, ...]:
        """Return what asks for more than approval, the severest and strongest first."""
        found = [
            Reason(f"score:{label}", score, band)
            for label, score in scores.items()
            if (band := _asked(self.labels, label, score)) is not Decision.APPROVE
        ]
        found += [
            Reason(f"signal:{signal.name}", signal.strength, band, signal.evidence)
            for signal in signals
            if (band := _asked(self.signals, signal.name, signal.strength)) is not Decision.APPROVE
        ]
        found.sort(key=lambda reason: (-reason.band.severity, -reason.score, reason.code))
        return tuple(found)

    @property
    def thresholds(self) -> Mapping[str, tuple[float, float]]:
        """The hold and reject thresholds of every label."""
        return {label: (band.hold, band.reject) for label, band in self.labels.items()}

    def changed(self, labels: Mapping[str, Band], signals: Mapping[str, Band]) -> Self:
        """Return these bands with some replaced."""
        return replace(self, labels={**self.labels, **labels}, signals={**self.signals, **signals})


def _asked(bands: Mapping[str, Band], name: str, level: float) -> Decision:
    band = bands.get(name)
    return Decision.APPROVE if band is None else band.decide(level)


# The bands of signals, (hold, reject), in the order of PRESETS. A signal is circumstantial: it
# holds only where ordinary comments hardly ever give it at that strength, and does not reject. A
# signal that has no row informs moderators and the model, and decides nothing by itself. A honeypot
# is no circumstance: whoever fills it in does not read the form.
_OFF = (NEVER, NEVER)
_SIGNALS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "empty_after_folding": ((1.0, NEVER), (1.0, NEVER), (1.0, 1.0)),
    "styled_part": ((1.0, NEVER), (0.8, NEVER), (0.5, NEVER)),
    "enclosed_letters": ((1.0, NEVER), (0.8, NEVER), (0.5, NEVER)),
    "mixed_script_word": ((1.0, NEVER), (0.8, NEVER), (0.5, NEVER)),
    "invisible_characters": ((1.0, NEVER), (0.8, NEVER), (0.5, NEVER)),
    "stacked_marks": ((1.0, NEVER), (0.8, NEVER), (0.5, NEVER)),
    "spaced_word": ((1.0, NEVER), (1.0, NEVER), (0.8, NEVER)),
    "leet_word": (_OFF, _OFF, (1.0, NEVER)),
    "spelled_digits": (_OFF, _OFF, (0.4, NEVER)),
    "contact_number": (_OFF, (1.0, NEVER), (0.6, NEVER)),
    "repeated_phrase": (_OFF, _OFF, (0.8, NEVER)),
    "character_flood": (_OFF, _OFF, (0.8, NEVER)),
    "link_count": ((0.89, NEVER), (0.73, NEVER), (0.59, NEVER)),  # 10, 6 and 4 links
    "link_density": (_OFF, _OFF, (0.9, NEVER)),
    "shortened_link": (_OFF, _OFF, (1.0, NEVER)),
    "messenger_link": (_OFF, _OFF, (1.0, NEVER)),
    "anchor_mismatch": (_OFF, (1.0, NEVER), (1.0, NEVER)),
    "advertising_name": (_OFF, (0.8, NEVER), (0.6, NEVER)),
    "author_name_link": (_OFF, (1.0, NEVER), (0.6, NEVER)),
    "advertising_url": (_OFF, _OFF, (1.0, NEVER)),
    "honeypot": ((1.0, 1.0), (1.0, 1.0), (1.0, 1.0)),
    # Above 0 at all, it is alike; a moderator rejected it before.
    "rejected_before": ((0.01, NEVER), (0.01, 0.01), (0.01, 0.01)),
    "same_text": (_OFF, (0.89, NEVER), (0.67, NEVER)),  # 10 and 5 times
    "author_flood": (_OFF, (0.89, NEVER), (0.67, NEVER)),
    "address_flood": (_OFF, _OFF, (0.89, NEVER)),  # readers of one provider share addresses
}


def preset_bands(name: str, labels: Mapping[str, tuple[float, float]]) -> Bands:
    """Return the bands of the preset `name`, one of PRESETS.

    `labels` are the (hold, reject) bands that the model's manifest gives for this preset; those of
    signals stand in this module. Raises SettingsError when there is no such preset.
    """
    if name not in PRESETS:
        raise SettingsError(f"a policy is one of {', '.join(PRESETS)}")
    column = PRESETS.index(name)
    return Bands(
        labels={label: Band(*band) for label, band in labels.items()},
        signals={signal: Band(*bands[column]) for signal, bands in _SIGNALS.items()},
    )
