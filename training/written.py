"""Comments written for this project, training/corpus/*.jsonl, as records.

Invented addresses end in `.example` and invented telephone numbers hold 5550, so that nobody's
stand in the corpus; a model must not learn that, so every comment gets others here, the same each
time.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from training.labels import all_of
from training.names import BRAND_DOMAINS, HOSTS
from training.records import Record

CORPUS = Path(__file__).resolve().parent / "corpus"
EVERYDAY = "saring-ordinary"
LOOKS_LIKE = "saring-corpus"
RESERVED = re.compile(r"\.example\b")
INVENTED = re.compile(r"5550")
PLAIN_DOMAINS = ("com", "com", "com", "net", "org", "co.id", "id", "my.id", "in", "co")


@dataclass(frozen=True, slots=True)
class Line:
    """One written comment. `register` says how it speaks, `note` what it is an example of."""

    body: str
    author_name: str
    author_url: str
    article_title: str
    lang: str
    register: str
    labels: tuple[str, ...]
    note: str

    @property
    def sha256(self) -> str:
        """The digest of everything a reader sees of the comment."""
        seen = "\n".join((self.body, self.author_name, self.author_url, self.article_title))
        return hashlib.sha256(seen.encode()).hexdigest()

    @property
    def record(self) -> Record:
        """The line as one labelled comment; every label is known of it.

        Its `function` is its note, so that kinds can be measured apart.
        """
        rng = random.Random(self.sha256)  # noqa: S311 -- repeatable, not secret
        return Record(
            body=lively(self.body, rng),
            labels=all_of(self.labels),
            source=LOOKS_LIKE,
            sha256=self.sha256,
            author_name=lively(self.author_name, rng),
            author_url=lively(self.author_url, rng),
            context=self.article_title,
            language=self.lang,
            function=self.note,
        )


def read_lines(folder: Path = CORPUS) -> Iterator[tuple[str, Line]]:
    """Yield every line with the name of its file, less the ending."""
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text)
            yield path.stem, Line(**{**row, "labels": tuple(row["labels"])})


def written_records(source: str, folder: Path = CORPUS) -> list[Record]:
    """Return the records of `source`: EVERYDAY, or LOOKS_LIKE for all the other kinds."""
    return [
        replace(line.record, source=source)
        for kind, line in read_lines(folder)
        if (kind.partition(".")[0] == "ordinary") == (source == EVERYDAY)
    ]


def lively(text: str, rng: random.Random) -> str:
    """Return `text` with other endings of addresses and other digits in telephone numbers."""
    ending = rng.choice((*PLAIN_DOMAINS, *BRAND_DOMAINS, *HOSTS[:2]))
    text = RESERVED.sub(f".{ending}", text)
    return INVENTED.sub(lambda _: f"{rng.randrange(10_000):04}", text)
