"""Sentences of a comment, and where they stand in UTF-16 code units."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.links import find_links
from service.web.perspective_spans import MOST_SPANS, in_utf16, sentences, utf16_length


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, find_links(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Enak", ["Enak"]),
        ("Enak. Bikin lagi!", ["Enak.", "Bikin lagi!"]),
        ("Serius?! Masa… iya", ["Serius?!", "Masa…", "iya"]),
        ('Dia bilang "pergi." Lalu pulang.', ['Dia bilang "pergi."', "Lalu pulang."]),
        ("satu\ndua\r\ntiga\u2028empat", ["satu", "dua", "tiga", "empat"]),
        ("  Spasi.   Banyak.  ", ["Spasi.", "Banyak."]),
        ("Harganya 3.500.000 rupiah. Mahal.", ["Harganya 3.500.000 rupiah.", "Mahal."]),
        (
            "Buka https://a.example/x?y=1.5!z ini. Ya",
            ["Buka https://a.example/x?y=1.5!z ini.", "Ya"],
        ),
        ("Main di situs [.] com sekarang", ["Main di situs [.] com sekarang"]),
        ("Lihat situs.example. Bagus", ["Lihat situs.example.", "Bagus"]),
        ("Di Jl. Sudirman, kata Dr. Budi", ["Di Jl. Sudirman, kata Dr. Budi"]),
        ("1. Cuci beras\n2. Rebus. Angkat", ["1. Cuci beras", "2. Rebus.", "Angkat"]),
        ("Tahun 2024. Sudah lama", ["Tahun 2024.", "Sudah lama"]),
        ("好吃。很好！谢谢", ["好吃。", "很好！", "谢谢"]),
        ("...", ["..."]),
        ("... lalu diam", ["...", "lalu diam"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_text_falls_into_its_sentences(text: str, parts: list[str]) -> None:
    assert pieces(text) == parts


def test_many_sentences_end_with_one_that_holds_the_rest() -> None:
    found = pieces("Ya. " * 80)

    assert len(found) == MOST_SPANS
    assert found[0] == "Ya."
    assert found[-1] == ("Ya. " * 31).strip()


@given(st.text(alphabet=st.sampled_from("a1 .!?…\n\"')。😀é"), max_size=60))
def test_sentences_are_all_of_the_text_but_white_space(text: str) -> None:
    spans = sentences(text, find_links(text))

    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(start < end for start, end in spans)


@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=6))
def test_offsets_count_as_utf_16_does(text: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts})
    spans = list(zip(places[::2], places[1::2], strict=False))

    def units(end: int) -> int:
        return len(text[:end].encode("utf-16-le", "surrogatepass")) // 2

    assert in_utf16(text, spans) == [(units(start), units(end)) for start, end in spans]
    assert utf16_length(text) == units(len(text))


@pytest.mark.timeout(5)
@pytest.mark.parametrize("unit", [".", '."', "!?", "。", "a.", "1.", "\n", "dr. "])
def test_no_text_takes_long(unit: str) -> None:
    text = unit * (20_000 // len(unit)) + "x"

    spans = sentences(text, find_links(text))

    assert spans[-1][1] == len(text)
