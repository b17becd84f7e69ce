import random
from collections.abc import Mapping, Sequence

import pytest

from service.domain import Decision, Evidence
from service.moderation import Moderator
from service.policy import preset
from service.text.reading import Reading
from training.disguise import Kind
from training.evaluate import Judge, evaluate_set, identity_gap, robustness
from training.records import Record
from training.splits import template


class ByWord:
    """Gives every label 0.99 where the folded body says gacor or goblok, else 0.01."""

    version = "2026.11.1"

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        return [
            dict.fromkeys(
                ("spam", "spam/gambling", "abuse"),
                0.99 if {"gacor", "goblok"} & set(reading.body.words.split()) else 0.01,
            )
            for reading in readings
        ]

    def explain(self, reading: Reading, label: str) -> tuple[Evidence, ...]:  # noqa: ARG002 -- protocol
        return ()


@pytest.fixture
def judge() -> Judge:
    bands = dict.fromkeys(("spam", "spam/gambling", "abuse"), (0.5, 0.9))
    return Judge(Moderator(ByWord(), (), new_id=str), preset("balanced", bands))


def ads(count: int) -> list[Record]:
    return [Record(f"gacor kata{n}", {"spam": 1}, "tiny", sha256=str(n)) for n in range(count)]


def ordinary(count: int) -> list[Record]:
    return [Record(f"resep dapur ibu {chr(97 + n)}", {"spam": 0}, "tiny") for n in range(count)]


def test_a_set_is_measured_with_the_decisions_of_the_policy(judge: Judge) -> None:
    result, _ = evaluate_set(judge, [*ads(1), *ordinary(3)], "spam", ())

    assert result.whole.outcome.caught.value == 1
    assert result.whole.outcome.wrongly_held.value == 0
    assert result.whole.ranking is not None
    assert result.whole.ranking.roc_auc == 1


def test_texts_with_a_seen_template_are_left_out_and_counted(judge: Judge) -> None:
    records = [*ads(1), *ordinary(3)]

    result, judged = evaluate_set(judge, records, "spam", {template(records[1].body)})

    assert result.left_out == 1
    assert len(judged.records) == 3


def test_records_without_the_label_are_not_measured(judge: Judge) -> None:
    silent = Record("tanpa label", {}, "tiny")

    result, _ = evaluate_set(judge, [*ads(1), *ordinary(1), silent], "spam", ())

    assert result.whole.comments == 2


def test_slices_too_small_to_say_anything_are_not_reported(judge: Judge) -> None:
    result, _ = evaluate_set(judge, [*ads(1), *ordinary(3)], "spam", ())

    assert result.slices == ()


def test_slices_cover_length_and_disguise(judge: Judge) -> None:
    short = [Record(f"resep ibu {n:>03} {chr(97 + n % 26)}", {"spam": 0}, "t") for n in range(60)]

    result, _ = evaluate_set(judge, short, "spam", ())

    assert {"length below 40", "not disguised"} <= {one.name for one in result.slices}


def test_every_disguise_is_measured_against_the_same_texts_undisguised(judge: Judge) -> None:
    brands = [
        Record(f"gacor di MAWAR{n}", {"spam/gambling": 1}, "tiny", sha256=str(n))
        for n in range(20, 30)
    ]

    found = {one.kind: one for one in robustness(judge, brands, random.Random(2))}

    assert set(found) == set(Kind)
    assert found[Kind.MATHEMATICAL].plain.value == 1
    assert found[Kind.MATHEMATICAL].relative == 1


def test_identity_terms_are_compared_on_neutral_sentences(judge: Judge) -> None:
    def said(term: str) -> list[Record]:
        return [Record(f"orang {n} {term}", {"abuse": 0}, "t", function="f") for n in range(25)]

    judged = judge.judge([*said("goblok"), *said("ramah")])

    shares = identity_gap(judged, "abuse")

    assert shares["goblok"].value == 1
    assert shares["ramah"].value == 0


def test_judging_tells_how_many_were_judged(judge: Judge) -> None:
    counted: list[int] = []

    judged = Judge(judge.moderator, judge.policy, counted.append).judge(ordinary(7))

    assert sum(counted) == 7
    assert judged.decisions() == [Decision.APPROVE] * 7
