"""A comment's text cut into runs that a page can show safely, with the evidence marked.

Characters that hide or reorder text become visible names, so that a moderator sees what is there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category

from service.domain import Evidence

# Controls but tab and line ends, soft hyphen, fillers, bidi controls, the byte order mark,
# interlinear annotation, and halves of surrogate pairs. U+200C and U+200D stay: Persian, Hindi and
# emoji are spelled with them.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
)
# Marks that pile up on one letter, joiners, selectors and tags. No language writes more than a few
# in a row; a browser takes time by the square of their number to draw them.
_STACKED = "\u200c\u200d\U000e0000-\U000e0fff" + "".join(
    chr(code) for code in range(0x300, 0x12000) if category(chr(code)) in ("Mn", "Me")
)
_MOST_STACKED = 8
_NOT_SHOWN = re.compile(f"([{_UNSEEN}])\\1*|(?<=[{_STACKED}]{{{_MOST_STACKED}}})[{_STACKED}]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text to show as it stands, or, where `unseen`, the name of what would not show as text."""

    text: str
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Runs that belong together; `reads_as` says how a marked, disguised span reads."""

    runs: tuple[Run, ...]
    marked: bool = False
    reads_as: str = ""


def highlight(text: str, evidence: Iterable[Evidence] = ()) -> tuple[Span, ...]:
    """Cut `text` into spans, those that `evidence` points at marked, overlapping ones as one."""
    spans = []
    at = 0
    for start, end, reads_as in _merged(evidence):
        spans.append(Span(tuple(_runs(text[at:start]))))
        spans.append(Span(tuple(_runs(text[start:end])), marked=True, reads_as=reads_as))
        at = end
    spans.append(Span(tuple(_runs(text[at:]))))
    return tuple(span for span in spans if span.runs)


def _merged(evidence: Iterable[Evidence]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for one in sorted(evidence, key=lambda one: (one.start, -one.end)):
        if merged and one.start < merged[-1][1]:
            start, end, reads_as = merged[-1]
            merged[-1] = (start, max(end, one.end), _joined(reads_as, one.reads_as))
        else:
            merged.append((one.start, one.end, one.reads_as))
    return merged


def _joined(first: str, second: str) -> str:
    return first if second in first else second if first in second else f"{first} · {second}"


def _runs(text: str) -> Iterator[Run]:
    at = 0
    for found in _NOT_SHOWN.finditer(text):
        if found.start() > at:
            yield Run(text[at : found.start()])
        yield Run(_name(found[1], len(found[0])), unseen=True)
        at = found.end()
    if at < len(text):
        yield Run(text[at:])


def _name(character: str | None, times: int) -> str:
    if character is None:
        return f"+{times}"
    name = f"U+{ord(character):04X}"
    return name if times == 1 else f"{name} ×{times}"
