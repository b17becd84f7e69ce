"""Signals from the past: the same text again, floods, and what a moderator rejected before."""

from collections.abc import Iterator

from service.domain import Past, Signal

WEIGHT = 0.2
"""How far each comment of the past takes a strength towards 1: five make 0.67, ten 0.89."""

FLOOD = 3
"""Comments within ten minutes, before this one, that make a flood: fewer are a conversation."""


def repeats(past: Past) -> Iterator[Signal]:
    """Yield what the past of a comment tells; nothing where it has none."""
    told = (
        Signal("rejected_before", past.lesson),
        Signal("same_text", _strength(past.same)),
        Signal("similar_text", _strength(past.similar)),
        Signal("author_flood", _flood(past.by_author)),
        Signal("address_flood", _flood(past.by_address)),
        Signal("article_flood", _flood(past.on_article)),
    )
    return (signal for signal in told if signal.strength)


def _strength(count: int) -> float:
    return 1.0 - (1.0 - WEIGHT) ** count


def _flood(count: int) -> float:
    return _strength(count) if count >= FLOOD else 0.0
