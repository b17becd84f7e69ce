from service.domain import Decision
from service.moderation import Moderator
from service.policy import preset
from service.scoring.manifest import Curve
from tests.fakes import FakeScorer
from training.evaluate import Judge, Judged
from training.keeping import kept
from training.metrics import Share
from training.records import Record

CURVES = {
    "spam": Curve(hold=((0.001, 0.9), (0.002, 0.8), (0.01, 0.3)), reject=((0.01, 0.5),)),
    "abuse": Curve(reject=((0.001, 0.5),)),
}


def ordinary(loud: int, of: int) -> Judged:
    """Return ordinary comments; those that are `loud` score 0.4, the others 0.1."""
    scores = {"spam": 0.4, "abuse": 0.1}
    scorer = FakeScorer({"spam": 0.1, "abuse": 0.1}, by_word={"promo": scores})
    judge = Judge(Moderator(scorer, (), new_id=str), preset("balanced", {}))
    bodies = [f"{'promo' if n < loud else 'resep'} {n}" for n in range(of)]
    return judge.judge([Record(body, {"spam": 0}, "tiny") for body in bodies])


def test_a_promise_is_told_with_its_score_and_what_really_reaches_it() -> None:
    found = list(kept(ordinary(3, of=10), CURVES))

    assert [(one.label, one.decision, one.promised, one.score, one.really) for one in found] == [
        ("spam", Decision.HOLD, 0.001, 0.9, Share(0, 10)),
        ("spam", Decision.HOLD, 0.01, 0.3, Share(3, 10)),
        ("abuse", Decision.REJECT, 0.001, 0.5, Share(0, 10)),
    ]


def test_without_comments_nothing_is_told_of_promises() -> None:
    assert list(kept(Judged((), ()), CURVES)) == []
