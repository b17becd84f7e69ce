import random
from collections.abc import Sequence

import pytest

from tests.training.conftest import PRAISE, line, sentence
from training.survey import RUN, near_duplicates, repeated, sharing_runs, variety, words
from training.written import Line

THANKS = "Terima kasih penjelasannya tentang pajak kendaraan"
THING = "abcdefghij klmnopqrst uvwxyz abcdefghijkl"


def pairs(lines: Sequence[Line]) -> list[tuple[str, str]]:
    return [(one.body, other.body) for one, other, _ in near_duplicates(lines)]


def shingles(text: str) -> set[str]:
    said = " ".join(words(text))
    return {said[at : at + 5] for at in range(len(said) - 4)}


def test_words_are_told_apart_by_neither_case_nor_signs() -> None:
    assert words("Halo, DUNIA! ke-2") == ["halo", "dunia", "ke", "2"]


def test_variety_counts_lines_words_and_different_words() -> None:
    found = variety(["satu dua tiga", "Satu, dua!", ""])

    assert (found.lines, found.words, found.vocabulary) == (3, 5, 3)


def test_variety_is_the_share_of_trigrams_that_are_different() -> None:
    """Four trigrams, one of them twice."""
    found = variety(["a b c d", "a b c e"])

    assert found.distinct_trigrams == pytest.approx(3 / 4)


def test_trigrams_do_not_run_from_one_line_into_the_next() -> None:
    assert variety(["a b", "c d"]).distinct_trigrams == 0


def test_the_same_sentence_with_another_noun_is_less_various() -> None:
    rng = random.Random(2)
    template = variety([f"saya suka sekali makan {word} di rumah nenek" for word in PRAISE])
    various = variety([sentence(rng, PRAISE, 6) for _ in PRAISE])

    assert template.distinct_trigrams < 0.6
    assert various.distinct_trigrams > 0.9


def test_what_says_the_same_but_for_case_and_signs_is_repeated() -> None:
    lines = [line("Keren banget"), line("lucu"), line("keren, banget!!")]

    assert repeated(lines) == [lines[2]]


@pytest.mark.parametrize("field", ["author_name", "author_url"])
def test_the_same_words_of_another_author_are_another_comment(field: str) -> None:
    assert repeated([line("Keren"), line("Keren", **{field: "https://lain.example"})]) == []


def test_the_same_words_beneath_another_article_are_repeated() -> None:
    assert len(repeated([line("Keren"), line("Keren", article_title="Soto")])) == 1


def test_comments_without_a_word_are_compared_by_their_signs() -> None:
    assert repeated([line("🔥🔥"), line("😂")]) == []
    assert len(repeated([line("🔥🔥"), line("🔥🔥")])) == 1


def test_lines_that_differ_in_a_word_are_near_duplicates() -> None:
    one, other = f"{THANKS}, sangat membantu saya", f"{THANKS}, amat membantu saya"

    assert pairs([line(one), line("jalan ke pasar naik sepeda ontel tua"), line(other)]) == [
        (one, other)
    ]


def test_the_overlap_is_that_of_jaccard() -> None:
    one, other = f"{THANKS} sangat membantu saya", f"{THANKS} amat membantu saya"

    [(_, _, overlap)] = near_duplicates([line(one), line(other)])

    both, either = shingles(one) & shingles(other), shingles(one) | shingles(other)
    assert overlap == pytest.approx(len(both) / len(either))


def test_near_duplicates_are_found_among_many_that_begin_alike() -> None:
    """The common opening is part of the overlap though it is not what finds the pair."""
    crowd = [line(f"{THANKS} {word} {word[::-1]} {word}") for word in (*PRAISE, *PRAISE[::-1])]
    crowd += [line(f"{THANKS} {letter * 12} {letter * 9}") for letter in "bcdfghjkl"]
    twins = f"{THANKS} zebra lari kencang sekali", f"{THANKS} zebra lari kencang pula"

    assert twins in pairs([*crowd, *map(line, twins)])


def test_case_and_signs_hide_no_near_duplicate() -> None:
    assert len(pairs([line(THANKS), line(f"{THANKS.upper()}!!! 🔥")])) == 1


def test_lines_about_the_same_thing_are_no_near_duplicates() -> None:
    assert pairs([line(THANKS), line("Pajak kendaraan saya naik, terima kasih pemerintah")]) == []


def test_short_lines_may_be_alike() -> None:
    short = "terima kasih banyak ya"

    assert pairs([line(short), line(f"{short}a"), line(THANKS)]) == []


def test_short_lines_alone_have_no_near_duplicates() -> None:
    assert pairs([line("halo"), line("halo")]) == []


def test_a_line_that_shares_a_run_is_found() -> None:
    copied = line(f"Kata orang, {THING[:RUN]} begitu")

    assert sharing_runs([line(THANKS), copied], [f"x {THING[:RUN]} y"]) == [copied]


def test_a_run_may_be_all_there_is() -> None:
    assert len(sharing_runs([line(THING[:RUN])], [THING[:RUN]])) == 1


def test_a_run_one_character_too_short_is_not_found() -> None:
    assert sharing_runs([line(f"{THING[: RUN - 1]}!")], [f"{THING[: RUN - 1]}?"]) == []


def test_case_and_white_space_hide_no_run() -> None:
    spaced = THING.upper().replace(" ", "\n  ")

    assert len(sharing_runs([line(spaced)], [THING])) == 1


def test_a_run_is_found_wherever_it_stands() -> None:
    long = " ".join(PRAISE * 9)

    assert len(sharing_runs([line(f"{long} {THING}")], [THANKS, f"{THING} {long}"])) == 1


def test_lines_and_texts_shorter_than_a_run_share_none() -> None:
    assert sharing_runs([line("halo")], ["halo"]) == []
    assert sharing_runs([line(THING)], ["halo", ""]) == []
    assert sharing_runs([line(THING)], []) == []
