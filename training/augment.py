"""Records that no publisher has: advertisements in new disguises, and in the author's name only.

Everything is drawn from the records given and from training/names.py with one random state, so the
same records and seed give the same additions.
"""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training import names
from training.disguise import Kind, brands, disguise
from training.records import GENERATED, Record

GAMBLING = "spam/gambling"


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How much is added.

    `named` and `linked` are the shares of records that get an author's name and URL; `copies` is
    how often each gambling advertisement returns with another brand in another disguise;
    `name_only` and `plain_twins` say how many ordinary comments return under an advertiser's name,
    and under an ordinary one; `written` is how often each line of training/corpus is spelled out;
    `tidied` is the share of copies and twins in lower case without punctuation; `weight` scales
    the loss of what was added to others' records.
    """

    named: float
    linked: float
    copies: int
    name_only: int
    plain_twins: int
    written: int
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
            author_name=names.ordinary_name(rng) if named else record.author_name,
            author_url=names.ordinary_url(rng) if linked else record.author_url,
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


def _generated(record: Record, body: str, plan: Augmentation) -> Record:
    return replace(
        record, body=body, weight=record.weight * plan.weight, kinds=(*record.kinds, GENERATED)
    )


def _some(records: Sequence[Record], most: int, rng: random.Random) -> list[Record]:
    return rng.sample(records, k=min(most, len(records)))


def _maybe_url(rng: random.Random) -> str:
    return names.ordinary_url(rng) if rng.random() < 0.3 else ""
