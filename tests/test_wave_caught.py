"""One decision of a moderator, and the rest of a wave of ten thousand comments is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

import numpy as np
import pytest

from service.domain import Past, Resolution
from service.text.fold import fold
from service.text.imprint import ALIKE, Imprint, imprint, resemblances
from tests.ledgers import Blog, sqlite_blog
from tests.people import GAMBLING, QUESTION, THANKS
from tests.store.memories import decide, look_up
from tests.waves import Variation, Wave

__all__ = ["sqlite_blog"]

COMMENTS = 10_000
CAUGHT = 0.99


@dataclass(frozen=True, slots=True)
class Imprinted:
    """The imprints of some texts, any of which a moderator may be the first to see."""

    prints: list[Imprint]

    def known(self, first: int) -> float:
        """Return which share of the texts a lesson from one of them finds and resembles."""
        lesson = self.prints[first]
        keys = set(lesson.keys)
        found = np.array([not keys.isdisjoint(one.keys) for one in self.prints])
        alike = resemblances(lesson.sketch, [one.sketch for one in self.prints]) >= ALIKE
        return float((found & alike).mean())


def imprinted(bodies: Iterable[str]) -> Imprinted:
    prints = [imprint(fold(body).words) for body in bodies]
    assert None not in prints
    return Imprinted([one for one in prints if one is not None])


def test_ten_thousand_variants_are_known_after_one_rejection() -> None:
    wave = imprinted(comment.body for comment in Wave(Random(4)).comments(COMMENTS))

    assert wave.known(first=0) >= CAUGHT


@pytest.mark.parametrize("variation", list(Variation), ids=str)
def test_whichever_comment_comes_first_each_variation_is_known(variation: Variation) -> None:
    wave = Wave(Random(3))
    varied = imprinted(wave.body(frozenset({variation})) for _ in range(100))

    assert min(varied.known(first) for first in range(20)) >= CAUGHT


def test_whichever_comment_comes_first_the_wave_is_known() -> None:
    wave = Wave(Random(1))
    varied = imprinted(wave.body() for _ in range(500))

    assert min(varied.known(first) for first in range(100)) >= CAUGHT


def test_the_ledger_knows_a_wave_after_one_decision(sqlite_blog: Blog) -> None:
    blog = sqlite_blog
    first, *others = Wave(Random(5)).comments(300)
    ordinary = [THANKS, QUESTION, GAMBLING]
    recorded = blog.record(first)
    before = lessons(look_up(blog, *others))

    decide(blog, recorded.verdict.id, Resolution.SPAM)

    assert max(before) == 0.0
    assert np.mean([each >= ALIKE for each in lessons(look_up(blog, *others))]) >= CAUGHT
    assert lessons(look_up(blog, *ordinary)) == [0.0] * len(ordinary)


def lessons(pasts: list[Past]) -> list[float]:
    return [past.lesson for past in pasts]
