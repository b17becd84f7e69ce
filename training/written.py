"""Comments written for this project: lines with {one|other} choices, spelled out at random."""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.records import GENERATED, Record

WRITTEN = Path(__file__).resolve().parent / "corpus" / "comments.toml"
SOURCE = "saring-corpus"
INNERMOST = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Line:
    """One written line, still with its choices."""

    text: str
    labels: dict[str, int]
    language: str


def read_lines(path: Path = WRITTEN) -> list[Line]:
    """Return every line that was written for this project."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Line(text, kind["labels"], kind["language"])
        for kind in table["kinds"]
        for text in kind["lines"]
    ]


def spelled_out(line: Line, times: int, rng: random.Random) -> Iterator[Record]:
    """Yield at most `times` different comments that `line` stands for."""
    bodies = dict.fromkeys(choose(line.text, rng) for _ in range(times))
    for body in bodies:
        yield Record(
            body=body,
            labels=line.labels,
            source=SOURCE,
            language=line.language,
            kinds=(GENERATED,),
        )


def choose(text: str, rng: random.Random) -> str:
    """Return `text` with one of every choice, the inner ones first, and single spaces."""
    while found := INNERMOST.search(text):
        chosen = rng.choice(found[1].split("|"))
        text = text[: found.start()] + chosen + text[found.end() :]
    return " ".join(text.split())
