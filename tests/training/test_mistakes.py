from service.domain import Decision, Language, Verdict
from training.evaluate import Judged
from training.mistakes import mistakes
from training.records import Record


def judged(*rows: tuple[str, int | None, float]) -> Judged:
    """Comments with their spam label, None where nobody labelled them, and their score."""
    return Judged(
        tuple(Record(body, {} if bad is None else {"spam": bad}, "blog") for body, bad, _ in rows),
        tuple(
            Verdict("v", Decision.APPROVE, (), {"spam": score}, Language(), "m", "p")
            for _, _, score in rows
        ),
    )


def test_the_surest_misses_come_first_then_the_surest_false_alarms() -> None:
    found = mistakes(
        judged(("a", 1, 0.4), ("b", 1, 0.1), ("c", 0, 0.2), ("d", 0, 0.8), ("e", None, 0.9)),
        ["spam"],
        most=2,
    )

    assert [(one.record.body, one.missed) for one in found] == [
        ("b", True),
        ("a", True),
        ("d", False),
        ("c", False),
    ]


def test_no_more_are_shown_than_asked_for() -> None:
    rows = [(str(place), place % 2, place / 10) for place in range(10)]

    assert len(list(mistakes(judged(*rows), ["spam"], most=3))) == 6


def test_a_mistake_is_printed_on_one_line_with_its_source() -> None:
    [shown] = mistakes(judged(("dua\nbaris", 1, 0.25)), ["spam"], most=5)

    assert str(shown) == "missed\t0.2500\tblog\tdua baris"
