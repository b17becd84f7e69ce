import pytest

from service.domain import Past
from service.signals.repeats import FLOOD, repeats


def strengths(past: Past) -> dict[str, float]:
    return {signal.name: signal.strength for signal in repeats(past)}


def test_a_comment_without_a_past_has_no_signal() -> None:
    assert strengths(Past()) == {}


def test_an_author_of_some_standing_is_no_signal() -> None:
    assert strengths(Past(comments=100, approved=90, rejected=3)) == {}


@pytest.mark.parametrize(("times", "strength"), [(1, 0.2), (5, 0.67), (10, 0.89)])
def test_a_text_speaks_the_louder_the_more_often_it_came(times: int, strength: float) -> None:
    found = strengths(Past(same=times, similar=times))

    assert found == {name: pytest.approx(strength, abs=0.01) for name in found}
    assert list(found) == ["same_text", "similar_text"]


@pytest.mark.parametrize(
    ("name", "past"),
    [
        ("author_flood", Past(by_author=FLOOD)),
        ("address_flood", Past(by_address=FLOOD)),
        ("article_flood", Past(on_article=FLOOD)),
    ],
)
def test_three_comments_in_ten_minutes_are_a_flood(name: str, past: Past) -> None:
    assert strengths(past) == {name: pytest.approx(1 - 0.8**FLOOD)}


def test_two_comments_in_ten_minutes_are_a_conversation() -> None:
    assert strengths(Past(by_author=2, by_address=2, on_article=2)) == {}


def test_what_was_rejected_before_is_as_strong_as_the_likeness() -> None:
    assert strengths(Past(lesson=0.83)) == {"rejected_before": 0.83}
