"""De-duplicate by template and split by template: what is measured on was never fitted on.

A campaign repeats one text under many brands and disguises. Its *template* is what stays when
disguises are undone and brands, handles and digits are masked; all records of one template play
the same part.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from service.text.fold import fold
from training.records import ANNOTATED, Record, Split

ADDRESS = re.compile(r"https?://\S+|www\.\S+")
HANDLE = re.compile(r"@\w[\w.-]*")
SPACED = re.compile(r"(?<!\w)\w(?:[\W_]{1,3}\w(?!\w)){3,}")
BRAND = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_])\w+")
DIGITS = re.compile(r"\d+")
REST = re.compile(r"[^\w#]+")
REPEATED_MASK = re.compile(r"(?:# ?)+")

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """A record with its template, its part, and its fold among the records fitted on."""

    record: Record
    template: str
    split: Split
    fold: int


@cache
def template(text: str) -> str:
    """Return the template of `text`; a text without a letter is its own template.

    It is kept: a run asks again and again for the templates of the texts it holds anyway.
    """
    masked = ADDRESS.sub(" # ", fold(text).words)
    masked = HANDLE.sub(" # ", masked)
    masked = SPACED.sub(" # ", masked)
    masked = DIGITS.sub("#", BRAND.sub(" # ", masked))
    masked = REPEATED_MASK.sub("# ", REST.sub(" ", masked)).strip()
    return masked if masked.strip("# ") else text.strip()


def bucket(template_text: str, of: int, salt: str = "") -> int:
    """Return a number below `of` that depends on the template alone."""
    digest = hashlib.sha256((salt + template_text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % of


def grouped(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the records of each template, in the order they came."""
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(template(record.body), []).append(record)
    return groups


def merged(members: Sequence[Record]) -> Record:
    """Return one record for all of a template: the first, with the labels most of them bear.

    Where as many say yes as no, nobody can say which is right, and the label is taken away.
    """
    votes: dict[str, int] = {}
    for record in members:
        for label, value in record.labels.items():
            votes[label] = votes.get(label, 0) + (1 if value else -1)
    labels = {label: int(vote > 0) for label, vote in votes.items() if vote}
    kinds = tuple(dict.fromkeys(kind for record in members for kind in record.kinds))
    return replace(members[0], labels=labels, kinds=kinds)


def place(records: Iterable[Record], holds_out: Collection[str]) -> list[Placed]:
    """Keep one record a template, or one an author where authors are known, and give it its part.

    All records of a template play the same part. A tenth of the templates is measured on, a third
    of those we annotated first, and the publisher's own test part of the sources in `holds_out`.
    """
    return [
        Placed(merged(same), key, _split(members, key, holds_out), bucket(key, FOLDS, "fold"))
        for key, members in grouped(records).items()
        for same in _by_author(members)
    ]


def _by_author(members: Iterable[Record]) -> Iterable[list[Record]]:
    """Part the records of a template by who wrote them: the advertisement may stand in the name."""
    authors: dict[tuple[str, str], list[Record]] = {}
    for record in members:
        authors.setdefault((record.author_name, record.author_url), []).append(record)
    return authors.values()


def _split(members: Sequence[Record], key: str, holds_out: Collection[str]) -> Split:
    if any(one.source in holds_out and one.published_split == "test" for one in members):
        return Split.TEST
    parts = 3 if any(ANNOTATED in one.kinds for one in members) else 10
    return Split.TEST if bucket(key, parts, "part") == 0 else Split.TRAIN


def unseen(records: Iterable[Record], seen: Collection[str]) -> list[Record]:
    """Return the records, one a text, whose template is not among those `seen`."""
    return [record for record in records if template(record.body) not in seen]


def fitted(placed: Sequence[Placed]) -> list[Placed]:
    """Return what may be fitted on."""
    return [one for one in placed if one.split is Split.TRAIN]


def held_out(placed: Sequence[Placed]) -> list[Placed]:
    """Return what is only measured on."""
    return [one for one in placed if one.split is Split.TEST]
