"""The path of a comment through the moderator."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from service.domain import Comment, Decision, Evidence, Field, Signal
from service.moderation import Moderator
from service.policy import Band, Bands, Policy
from service.signals import DETECTORS
from service.text.reading import Reading
from tests.fakes import FakeIds, FakeScorer
from tests.people import CYRILLIC_GAMBLING, GAMBLING, INSULT, PROMOTION, QUESTION, THANKS

POLICY = Policy(
    name="balanced",
    version=7,
    base=Bands(
        labels={"spam": Band(0.5, 0.9), "abuse": Band(0.4, 0.95)},
        signals={"praise": Band(0.5, 2.0)},
    ),
)
BRAND = Evidence(Field.BODY, 26, 34, "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "pulau777", 4.2)
PRAISE = Evidence(Field.BODY, 0, 12, "Terima kasih")


def praise(comment: Comment, _: Reading) -> Iterator[Signal]:
    if comment.body.startswith(PRAISE.text):
        yield Signal("praise", 0.6, (PRAISE,))


def moderator(scorer: FakeScorer) -> Moderator:
    return Moderator(scorer, (praise,), FakeIds())


def test_verdict_names_the_model_and_the_policy_that_made_it() -> None:
    verdict = moderator(FakeScorer(version="2026.11.1")).moderate(QUESTION, POLICY)

    assert verdict.model == "2026.11.1"
    assert verdict.policy == "balanced@7"


def test_harmless_comment_is_approved_without_reasons() -> None:
    verdict = moderator(FakeScorer()).moderate(QUESTION, POLICY)

    assert verdict.decision is Decision.APPROVE
    assert verdict.reasons == ()


@pytest.mark.parametrize(
    ("spam", "decision"),
    [(0.49, Decision.APPROVE), (0.5, Decision.HOLD), (0.89, Decision.HOLD), (0.9, Decision.REJECT)],
)
def test_score_is_judged_by_its_band(spam: float, decision: Decision) -> None:
    verdict = moderator(FakeScorer(scores={"spam": spam})).moderate(QUESTION, POLICY)

    assert verdict.decision is decision


def test_severest_reason_decides() -> None:
    scorer = FakeScorer(scores={"spam": 0.93, "abuse": 0.5})

    verdict = moderator(scorer).moderate(THANKS, POLICY)

    assert verdict.decision is Decision.REJECT


def test_reasons_come_severest_and_strongest_first() -> None:
    scorer = FakeScorer(scores={"abuse": 0.7, "spam": 0.91})

    verdict = moderator(scorer).moderate(THANKS, POLICY)

    assert [reason.code for reason in verdict.reasons] == [
        "score:spam",
        "score:abuse",
        "signal:praise",
    ]


def test_reason_from_a_score_carries_the_models_evidence() -> None:
    scorer = FakeScorer(scores={"spam": 0.97}, evidence={"spam": (BRAND,)})

    verdict = moderator(scorer).moderate(GAMBLING, POLICY)

    assert verdict.reasons[0].evidence == (BRAND,)


def test_reason_from_a_score_carries_the_sum_of_its_logit() -> None:
    scorer = FakeScorer(scores={"spam": 0.97}, evidence={"spam": (BRAND,)}, rest=-1.5)

    [reason] = moderator(scorer).moderate(GAMBLING, POLICY).reasons

    assert (reason.logit, reason.rest) == (2.7, -1.5)


def test_reason_from_a_signal_carries_the_detectors_evidence() -> None:
    verdict = moderator(FakeScorer()).moderate(THANKS, POLICY)

    assert verdict.reasons[0].code == "signal:praise"
    assert verdict.reasons[0].evidence == (PRAISE,)
    assert (verdict.reasons[0].logit, verdict.reasons[0].rest) == (None, None)


def test_model_is_asked_to_explain_only_what_became_a_reason() -> None:
    scorer = FakeScorer(scores={"spam": 0.97, "abuse": 0.1})

    moderator(scorer).moderate(THANKS, POLICY)

    assert scorer.explained == [(THANKS.body, ("spam",))]


def test_all_labels_of_a_comment_are_explained_in_one_call() -> None:
    scorer = FakeScorer(scores={"abuse": 0.7, "spam": 0.97, "scam": 0.3})

    moderator(scorer).moderate(THANKS, POLICY)

    assert scorer.explained == [(THANKS.body, ("spam", "abuse"))]


def test_model_is_not_asked_to_explain_where_only_signals_speak() -> None:
    scorer = FakeScorer()

    moderator(scorer).moderate(THANKS, POLICY)

    assert scorer.explained == []


def test_judging_alone_explains_nothing() -> None:
    scorer = FakeScorer(scores={"spam": 0.97}, evidence={"spam": (BRAND,)})

    judged = moderator(scorer).judge(GAMBLING, POLICY)

    assert scorer.explained == []
    assert judged.verdict.decision is Decision.REJECT
    assert judged.verdict.reasons[0].evidence == ()


def test_what_was_judged_is_explained_later_and_else_unchanged() -> None:
    scorer = FakeScorer(scores={"spam": 0.97}, evidence={"spam": (BRAND,)})
    judging = moderator(scorer)

    judged = judging.judge(GAMBLING, POLICY)

    explained = judging.explain(judged)
    assert explained.reasons[0].evidence == (BRAND,)
    assert replace(explained, reasons=()) == replace(judged.verdict, reasons=())


def test_signal_is_recorded_even_where_no_band_asks_for_it() -> None:
    lenient = replace(POLICY, base=replace(POLICY.base, signals={}))

    verdict = moderator(FakeScorer()).moderate(THANKS, lenient)

    assert verdict.decision is Decision.APPROVE
    assert verdict.signals == (Signal("praise", 0.6, (PRAISE,)),)


def test_verdict_keeps_every_score() -> None:
    scorer = FakeScorer(scores={"spam": 0.2, "abuse": 0.03, "spam/gambling": 0.1})

    verdict = moderator(scorer).moderate(QUESTION, POLICY)

    assert verdict.scores == {"spam": 0.2, "abuse": 0.03, "spam/gambling": 0.1}


def test_batch_is_scored_in_one_call() -> None:
    scorer = FakeScorer()

    moderator(scorer).moderate_batch([THANKS, QUESTION, INSULT], POLICY)

    assert scorer.batches == [3]


def test_verdicts_of_a_batch_come_in_its_order() -> None:
    scorer = FakeScorer(by_word={"kunjungi": {"spam": 0.99}, "bodoh": {"abuse": 0.6}})

    verdicts = moderator(scorer).moderate_batch([INSULT, QUESTION, PROMOTION], POLICY)

    assert [verdict.decision for verdict in verdicts] == [
        Decision.HOLD,
        Decision.APPROVE,
        Decision.REJECT,
    ]
    assert [verdict.id for verdict in verdicts] == [
        "verdict-000001",
        "verdict-000002",
        "verdict-000003",
    ]


def test_empty_batch_has_no_verdicts() -> None:
    assert moderator(FakeScorer()).moderate_batch([], POLICY) == []


def test_standard_detectors_run_over_every_comment_of_the_cast() -> None:
    standard = Moderator(FakeScorer(), DETECTORS, FakeIds())

    verdicts = standard.moderate_batch([THANKS, QUESTION, GAMBLING, CYRILLIC_GAMBLING], POLICY)

    assert [bool(verdict.signals) for verdict in verdicts] == [False, False, True, True]
