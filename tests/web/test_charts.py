"""Pictures of numbers as shapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.charts import histogram, round_up, row, stacked

COUNTS = st.lists(st.integers(0, 10**7), min_size=1, max_size=90)


@pytest.mark.parametrize(
    ("number", "least"),
    [
        (0, 1),
        (1, 1),
        (7, 8),
        (9, 10),
        (11, 20),
        (250, 300),
        (301, 400),
        (999, 1000),
        (8001, 10_000),
    ],
)
def test_a_scale_ends_at_a_round_number(number: int, least: int) -> None:
    assert round_up(number) == least


def test_parts_are_piled_up_from_the_ground() -> None:
    [[low, high]] = stacked([[("approve", 3), ("reject", 1)]], 100).bars

    assert (low.y, low.height) == (25.0, 75.0)
    assert (high.y, high.height) == (0.0, 25.0)


def test_parts_of_nothing_are_not_drawn() -> None:
    assert stacked([[("approve", 0)]], 100).bars == ((),)


@given(COUNTS, st.booleans())
def test_every_bar_stays_inside_the_picture(counts: list[int], log: bool) -> None:  # noqa: FBT001
    columns = histogram(counts, 180, log=log)

    for [bar] in columns.bars:
        assert -1e-9 <= bar.y <= 180
        assert bar.y + bar.height == pytest.approx(180)
        assert 0 <= bar.x < bar.x + bar.width <= 100


@given(COUNTS, st.booleans())
def test_more_is_never_drawn_lower(counts: list[int], log: bool) -> None:  # noqa: FBT001
    bars = [bar for [bar] in histogram(counts, 180, log=log).bars]

    for one in bars:
        assert all(one.height >= other.height for other in bars if one.value > other.value)


def test_one_among_a_million_is_still_seen() -> None:
    small = histogram([1, 1_000_000], 180).bars[0][0]

    assert small.height >= 1


def test_a_logarithmic_scale_names_powers_of_ten() -> None:
    lines = {value: y for y, value in histogram([1, 1000], 180, log=True).lines}

    assert set(lines) == {10, 100, 1000}
    assert lines[1000] < lines[100] < lines[10] < 180


def test_a_row_is_divided_among_its_parts() -> None:
    bars = row([("hold", 1), ("none", 0), ("reject", 3)])

    assert [(bar.kind, bar.x, bar.width) for bar in bars] == [
        ("hold", 0.0, 25.0),
        ("reject", 25.0, 75.0),
    ]


def test_a_row_is_as_long_as_its_share_of_a_whole() -> None:
    [bar] = row([("hold", 2)], whole=8)

    assert bar.width == 25.0


def test_a_row_of_nothing_is_empty() -> None:
    assert row([("hold", 0)]) == ()
