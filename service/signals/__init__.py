"""Signals: named observations about a comment, each with its evidence."""

from service.signals.author import advertising_name, advertising_url, author_name_link
from service.signals.base import Detector
from service.signals.catalogue import SIGNALS
from service.signals.content import (
    character_flood,
    contact_number,
    empty_after_folding,
    repeated_phrase,
    shouting,
)
from service.signals.disguise import disguises
from service.signals.honeypot import honeypot
from service.signals.links import (
    anchor_mismatch,
    link_count,
    link_density,
    messenger_link,
    shortened_link,
)

__all__ = ["DETECTORS", "SIGNALS"]

DETECTORS: tuple[Detector, ...] = (
    disguises,
    shouting,
    repeated_phrase,
    character_flood,
    contact_number,
    empty_after_folding,
    link_count,
    link_density,
    shortened_link,
    messenger_link,
    anchor_mismatch,
    advertising_name,
    author_name_link,
    advertising_url,
    honeypot,
)
"""The standard detectors, in the order they run."""
