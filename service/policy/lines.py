"""Find the line of a TOML document that a path such as `rule[2].when.links` stands on."""

import re
from collections.abc import Iterable
from dataclasses import replace

from service.policy.flaws import Flaw

_TOLD = re.compile(r"at line (\d+)")
_STEP = re.compile(r'"([^"]*)"|([^.\[\]"]+)|\[(\d+)\]')


def placed(flaws: Iterable[Flaw], text: str) -> list[Flaw]:
    """Return `flaws` of the document that `text` spells, each with its line."""
    return [replace(flaw, line=flaw.line or line_of(text, flaw.at)) for flaw in flaws]


def line_in(message: str) -> int:
    """Return the line that a message of the TOML reader names; 0 where it names none."""
    found = _TOLD.search(message)
    return int(found[1]) if found else 0


def line_of(text: str, path: str) -> int:
    """Return the line, counted from 1, where the deepest part of `path` that is found stands.

    0 where nothing of it is found.
    """
    lines = text.splitlines()
    steps = [match[0].strip('"') for match in _STEP.finditer(path)]
    found, first, last = 0, 0, len(lines)
    if len(steps) > 1 and steps[1].startswith("["):
        first, last = _block(lines, steps[0], int(steps[1].strip("[]")))
        found, steps = first, steps[2:]
    for step in steps:
        at = _member(lines, step, first, last)
        if not at:
            break
        found, first = at, at - 1
    return found


def _block(lines: list[str], name: str, number: int) -> tuple[int, int]:
    """Return the lines of the `number`-th `[[name]]`: its first, from 1, and its last."""
    headers = [n for n, line in enumerate(lines) if _is_header(line, name)]
    if number > len(headers):
        return 0, len(lines)
    start = headers[number - 1]
    ends = [
        n
        for n in range(start + 1, len(lines))
        if lines[n].lstrip().startswith("[") and not _is_inside(lines[n], name)
    ]
    return start + 1, ends[0] if ends else len(lines)


def _is_header(line: str, name: str) -> bool:
    return re.match(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]", line) is not None


def _is_inside(line: str, name: str) -> bool:
    return re.match(rf"\s*\[\[?\s*{re.escape(name)}\.", line) is not None


def _member(lines: list[str], name: str, first: int, last: int) -> int:
    """Return the line, from 1, that names a member; 0 where none does."""
    spelled = re.compile(rf"""(?:^|[\s.{{\[,"']){re.escape(name)}["']?\s*(?:[.=\]]|$)""")
    for n in range(first, last):
        if spelled.search(lines[n].split("#", 1)[0]):
            return n + 1
    return 0
