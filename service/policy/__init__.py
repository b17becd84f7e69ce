"""Policies: what a site publishes, holds and rejects. Pure: evidence in, a decision out."""

from service.policy.bands import NEVER, Band, Bands, preset_bands
from service.policy.evaluate import Policy, Ruling, preset, under
from service.policy.facts import Facts

__all__ = [
    "NEVER",
    "Band",
    "Bands",
    "Facts",
    "Policy",
    "Ruling",
    "preset",
    "preset_bands",
    "under",
]
