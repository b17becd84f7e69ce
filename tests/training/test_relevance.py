import random

import pytest

from service.domain import Decision, Language, Verdict
from training.evaluate import Judged
from training.records import Record
from training.relevance import measure, relevance

TOPICS = ("kucing peliharaan", "resep rendang", "gunung bromo", "servis motor", "lagu kenangan")
PITCHES = ("jasa sedot wc murah", "promo kredit mobil", "obat kolesterol herbal")


def verdict(score: float) -> Verdict:
    return Verdict("v", Decision.APPROVE, (), {"spam": score}, Language(), "m", "p")


def judged(count: int, *, informed: bool) -> Judged:
    """Comments on five articles; a third advertises. `informed` scores know which."""
    rng = random.Random(5)
    records, verdicts = [], []
    for place in range(count):
        topic, bad = TOPICS[place % 5], place % 3 == 0
        body = f"{rng.choice(PITCHES)} {place}" if bad else f"senang baca soal {topic} {place}"
        context = f"cerita {topic}"
        records.append(Record(body, {"spam": int(bad)}, "blog", context=context, group=topic))
        verdicts.append(verdict(0.9 if informed and bad else 0.1 if informed else rng.random()))
    return Judged(tuple(records), tuple(verdicts))


def test_a_comment_about_its_article_is_more_relevant_than_one_that_is_not() -> None:
    about, aside = relevance(
        [
            Record("kucing saya suka tidur", {}, "blog", context="cerita kucing"),
            Record("promo pinjaman cair hari ini", {}, "blog", context="cerita kucing"),
        ]
    )

    assert about > aside == 0


def test_relevance_helps_where_the_score_knows_nothing() -> None:
    found = measure("blog", judged(150, informed=False), "spam", "spam")

    assert found is not None
    assert found.helps
    assert found.both > 0.95 > found.score


def test_relevance_does_not_help_where_the_score_knows_it_all() -> None:
    found = measure("blog", judged(150, informed=True), "spam", "spam")

    assert found is not None
    assert not found.helps
    assert found.score == pytest.approx(1)


def test_too_few_comments_tell_nothing() -> None:
    assert measure("blog", judged(30, informed=False), "spam", "spam") is None
