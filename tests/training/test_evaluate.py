import random

import pytest

from service.domain import Decision
from service.moderation import Moderator
from service.policy import preset
from tests.fakes import FakeScorer
from training.disguise import Kind
from training.evaluate import Judge, evaluate_set, identity_gap, measure, robustness
from training.records import Record
from training.splits import template

LABELS = ("spam", "spam/gambling", "abuse")
PRIORS = dict.fromkeys(LABELS, 0.1)
BAD = dict.fromkeys(LABELS, 0.99)


@pytest.fixture
def judge() -> Judge:
    """Every label of what says gacor or goblok is 0.99, of anything else 0.01."""
    scorer = FakeScorer(dict.fromkeys(LABELS, 0.01), by_word={"gacor": BAD, "goblok": BAD})
    bands = dict.fromkeys(LABELS, (0.5, 0.9))
    return Judge(Moderator(scorer, (), new_id=str), preset("balanced", bands))


def ads(count: int) -> list[Record]:
    return [Record(f"gacor kata{n}", {"spam": 1}, "tiny", sha256=str(n)) for n in range(count)]


def ordinary(count: int) -> list[Record]:
    return [Record(f"resep dapur ibu {chr(97 + n)}", {"spam": 0}, "tiny") for n in range(count)]


def test_a_set_is_measured_with_the_decisions_of_the_policy(judge: Judge) -> None:
    result, _ = evaluate_set(judge, [*ads(1), *ordinary(3)], "spam", (), PRIORS)

    assert result.whole.outcome.caught.value == 1
    assert result.whole.outcome.wrongly_held.value == 0
    assert result.whole.ranking is not None
    assert result.whole.ranking.roc_auc == 1


def test_texts_with_a_seen_template_are_left_out_and_counted(judge: Judge) -> None:
    records = [*ads(1), *ordinary(3)]

    result, judged = evaluate_set(judge, records, "spam", {template(records[1].body)}, PRIORS)

    assert result.left_out == 1
    assert len(judged.records) == 3


def test_records_without_the_label_are_not_measured(judge: Judge) -> None:
    silent = Record("tanpa label", {}, "tiny")

    result, _ = evaluate_set(judge, [*ads(1), *ordinary(1), silent], "spam", (), PRIORS)

    assert result.whole.comments == 2


def test_hate_is_measured_on_the_score_of_abuse(judge: Judge) -> None:
    hateful = Record("dasar goblok", {"hate": 1}, "tiny")
    neutral = Record("orang ramah", {"hate": 0}, "tiny")

    result, _ = evaluate_set(judge, [hateful, neutral], "hate", (), PRIORS)

    assert result.label == "hate"
    assert result.whole.ranking is not None
    assert result.whole.ranking.roc_auc == 1


def test_the_calibration_error_is_measured_at_the_prior(judge: Judge) -> None:
    """Bad and ordinary comments all score 0.99; of the prior's share that comes true."""
    asked = [Record(f"gacor kata {n}", {"spam": n % 2}, "tiny") for n in range(8)]
    judged = judge.judge(asked)

    rare = measure("whole", judged, "spam", "spam", 0.1)
    usual = measure("whole", judged, "spam", "spam", 0.5)

    assert rare.calibration_error == pytest.approx(0.89)
    assert usual.calibration_error == pytest.approx(0.49)


def test_comments_of_one_kind_have_no_calibration_error(judge: Judge) -> None:
    measured = measure("whole", judge.judge(ordinary(4)), "spam", "spam", 0.1)

    assert measured.calibration_error == 0
    assert measured.ranking is None


def test_slices_too_small_to_say_anything_are_not_reported(judge: Judge) -> None:
    result, _ = evaluate_set(judge, [*ads(1), *ordinary(3)], "spam", (), PRIORS)

    assert result.slices == ()


def test_slices_cover_length_and_disguise(judge: Judge) -> None:
    short = [Record(f"resep ibu {n:>03} {chr(97 + n % 26)}", {"spam": 0}, "t") for n in range(60)]

    result, _ = evaluate_set(judge, short, "spam", (), PRIORS)

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
