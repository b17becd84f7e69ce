"""Differences between two texts, line by line."""

import time

from service.web.differences import SHOWN, Difference, Kind, compare


def told(difference: Difference) -> list[str]:
    signs = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.KEPT: " ", Kind.GAP: "…"}
    return [
        signs[line.kind] + "".join(run.text for span in line.spans for run in span.runs)
        for line in difference.lines
    ]


def test_changed_lines_stand_among_some_that_stay() -> None:
    before = "\n".join("abcdefghij")
    after = "\n".join("aBcdefghijk")

    difference = compare(before, after)

    assert told(difference) == [" a", "-b", "+B", " c", " d", " e", "…", " h", " i", " j", "+k"]
    assert (difference.added, difference.removed) == (2, 1)


def test_a_text_does_not_differ_from_itself() -> None:
    assert not compare("a\nb\n", "a\nb")


def test_a_change_within_a_long_list_is_found_in_its_place() -> None:
    lines = [f"judol-{n}.example" for n in range(20_000)]
    changed = [*lines[:10_000], "baru.example", *lines[10_000:]]

    difference = compare("\n".join(lines), "\n".join(changed))

    assert told(difference)[3] == "+baru.example"
    assert (difference.added, difference.removed) == (1, 0)


def test_texts_that_are_too_long_to_align_are_compared_line_by_line() -> None:
    before, after = "\n" * 130_000, "x\n" * 65_000

    started = time.perf_counter()
    difference = compare(before, after)

    assert (difference.added, difference.removed) == (65_000, 130_000)
    assert difference.left_out == 195_000 - SHOWN
    assert time.perf_counter() - started < 10


def test_a_long_text_whose_lines_only_moved_differs_all_the_same() -> None:
    lines = [str(n) for n in range(5000)]

    difference = compare("\n".join(lines), "\n".join(reversed(lines)))

    assert difference
    assert difference.lines == ()


def test_what_would_reorder_a_line_is_named() -> None:
    [line] = compare("", "aman \u202e").lines

    assert [run.text for span in line.spans for run in span.runs] == ["aman ", "U+202E"]
