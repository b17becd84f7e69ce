"""Records that no publisher has: advertisements in new disguises or in the author's name only, and
abuse with a word half hidden.

Everything is drawn from the records given and from training/names.py with one random state, so the
same records and seed give the same additions.
"""

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training import names
from training.disguise import Kind, brands, disguise
from training.labels import ABUSE, GAMBLING, LABELS
from training.records import GENERATED, Record

ABUSE_PARTS = tuple(label for label in LABELS if label.startswith(f"{ABUSE}/"))
SWEARING = (Kind.LEET, Kind.SPACED, Kind.DOTTED, Kind.DASHED, Kind.LEET, None, None)
LETTERS = re.compile(r"(?<!\w)[A-Za-z]{4,}(?!\w)")
VOWEL = re.compile(r"(?<=[A-Za-z])[aeiou](?=[A-Za-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How much is added.

    `named` and `linked` are the shares of records that get an author's name and URL; `copies` is
    how often each gambling advertisement returns with another brand in another disguise;
    `name_only` and `plain_twins` say how many ordinary comments return under an advertiser's name,
    and under an ordinary one; `half_hidden` says how many comments that bear some abuse return
    with a word in the disguises of swearing, and as many that bear none; `tidied` is the share of
    copies and twins in lower case without punctuation; `weight` scales the loss of what was added
    to others' records.
    """

    named: float
    linked: float
    copies: int
    name_only: int
    plain_twins: int
    half_hidden: int
    tidied: float
    weight: float


def with_authors(
    records: Sequence[Record], plan: Augmentation, rng: random.Random
) -> Iterator[Record]:
    """Yield `records`, many of them under ordinary names."""
    for record in records:
        named = rng.random() < plan.named
        linked = rng.random() < plan.linked
        yield replace(
            record,
            author_name=record.author_name or (names.ordinary_name(rng) if named else ""),
            author_url=record.author_url or (names.ordinary_url(rng) if linked else ""),
        )


def additions(
    records: Sequence[Record], plan: Augmentation, rng: random.Random
) -> Iterator[Record]:
    """Yield what is fitted on beside `records`."""
    advertisements = [record for record in records if record.labels.get(GAMBLING) == 1]
    ordinary = [record for record in records if record.labels.get("spam") == 0]
    for record in advertisements:
        for _ in range(plan.copies):
            body = _perhaps_plainly(rebranded(record.body, rng), plan, rng)
            yield _generated(record, body, plan)
    for record in _some(ordinary, plan.name_only, rng):
        yield _under_an_advertisement(record, plan, rng)
    for record in _some(ordinary, plan.plain_twins, rng):
        twin = _generated(record, _perhaps_plainly(record.body, plan, rng), plan)
        yield replace(twin, author_name=names.ordinary_name(rng), author_url=_maybe_url(rng))

    abusive = [record for record in records if any(map(record.labels.get, ABUSE_PARTS))]
    gentle = [record for record in records if record.labels.get(ABUSE) == 0]
    for record in (*_some(abusive, plan.half_hidden, rng), *_some(gentle, plan.half_hidden, rng)):
        yield _half_hidden(record, plan, rng)


def rebranded(text: str, rng: random.Random) -> str:
    """Return an advertisement with an invented brand in place of its own, disguised."""
    plain = unicodedata.normalize("NFKC", text)
    name = names.brand(rng)
    own = brands(plain)
    branded = plain.replace(rng.choice(own), name) if own else plain
    return disguise(branded, rng.choice(tuple(Kind)), rng)


def plainly(text: str) -> str:
    """Return `text` as sites that tidy up store it: lower case, without emoji and punctuation."""
    kept = "".join(char if char.isalnum() else " " for char in text.lower())
    return " ".join(kept.split())


def _perhaps_plainly(text: str, plan: Augmentation, rng: random.Random) -> str:
    return (plainly(text) or text) if rng.random() < plan.tidied else text


def _under_an_advertisement(record: Record, plan: Augmentation, rng: random.Random) -> Record:
    name = names.brand(rng)
    pitched = names.pitch(rng, name)
    if rng.random() < 0.6:
        pitched = disguise(pitched, rng.choice(tuple(Kind)), rng)
    # A brand's address alone is an advertisement too, under an ordinary name.
    where = rng.random()
    author_name = names.ordinary_name(rng) if where < 0.2 else pitched
    author_url = names.brand_url(rng, name) if where < 0.4 else _maybe_url(rng)
    bad = dict.fromkeys(("spam", GAMBLING), 1)
    return replace(
        _generated(record, record.body, plan),
        labels={**record.labels, **bad},
        author_name=author_name,
        author_url=author_url,
    )


def _half_hidden(record: Record, plan: Augmentation, rng: random.Random) -> Record:
    """Return a record with a word disguised; what that makes of its spam labels nobody knows."""
    known = {label: value for label, value in record.labels.items() if label.startswith(ABUSE)}
    hidden = half_hidden(record.body, rng)
    return replace(_generated(record, hidden, plan), labels=known)


def half_hidden(text: str, rng: random.Random) -> str:
    """Return `text` with one of its words starred, spaced, dotted or in leet letters."""
    words = LETTERS.findall(text)
    if not words:
        return text
    word = rng.choice(words)
    kind = rng.choice(SWEARING)
    hidden = disguise(word, kind, rng) if kind else VOWEL.sub("*", word, count=1)
    return text.replace(word, hidden, 1)


def _generated(record: Record, body: str, plan: Augmentation) -> Record:
    return replace(
        record, body=body, weight=record.weight * plan.weight, kinds=(*record.kinds, GENERATED)
    )


def _some(records: Sequence[Record], most: int, rng: random.Random) -> list[Record]:
    return rng.sample(records, k=min(most, len(records)))


def _maybe_url(rng: random.Random) -> str:
    return names.ordinary_url(rng) if rng.random() < 0.3 else ""
