"""Terms stand where a reader sees them as words, in every script."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.fold import fold
from service.text.patterns import Match, PatternInvalid
from service.text.termset import MAX_TERM_LENGTH, MAX_TERMS, Term, TermSet
from tests.text.terms import found, slowly_found

PIECES = (
    "judi", "online", "j", "ju", "di", "a", "b", "c++", "é", "e\u0301", "\u0301", "赌", "博",
    "赌博", "พนัน", "พ", "ั", "น", "ကောင်း", "か", "カ", "ー", "한", "हिन्दी", "ि", "العَرَبِيَّة",
    "🎰", "👨\u200d👩", "1", "77",
    " ", "  ", "-", "_", ".", "/", ",", "!", "#", "'", "\n", "𝗷", "ｊ", "а", "\0", "\ud800",
)  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
spoken = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize(
    ("term", "raw", "expected"),
    [
        ("anjing", "dasar anjing!", ["anjing"]),
        ("anjing", "menganjingkan dan anjungan", []),
        ("judi", "judika, perjudian, judi", ["judi"]),
        ("judi", "(judi) __judi__ #judi judi:", ["judi"] * 4),
        ("judi", "judi\u0301", []),
        ("babi", "babi-babi", ["babi", "babi"]),
        ("anjing", "Anjing2 anjing² anjing3", ["Anjing2", "anjing²"]),
        ("кот", "кот котик скот", ["кот"]),
        ("हिन्दी", "हिन्दी हिन्दीवाला", ["हिन्दी"]),
        ("हिन्द", "हिन्दी", []),
        ("개", "개 개미", ["개"]),
        ("كلب", "كلب الكلب", ["كلب"]),
        ("赌博", "我们在赌博网站", ["赌博"]),
        ("slot", "我喜欢slot游戏", ["slot"]),
        ("カジノ", "オンラインカジノで", ["カジノ"]),
        ("พนัน", "เว็บพนันออนไลน์", ["พนัน"]),
        ("ພະນັນ", "ເວັບພະນັນ", ["ພະນັນ"]),
        ("ល្បែង", "ហាងល្បែងថ្មី", ["ល្បែង"]),
        ("လောင်း", "အွန်လိုင်းလောင်းကစား", ["လောင်း"]),
        ("ก", "กั", []),
        ("S L O T", "main SLOT yuk", ["SLOT"]),
        ("𝗦𝗟𝗢𝗧", "s.l.o.t", ["s.l.o.t"]),
        ("slot", "𝗦𝗟𝗢𝗧 $lot ѕlot", ["𝗦𝗟𝗢𝗧", "$lot", "ѕlot"]),
        ("café", "café cafés", ["café"]),
        ("🎰", "main🎰🎰yuk", ["🎰", "🎰"]),
        ("c++", "c++ c c+", ["c++"]),
        (".xyz", "situs.xyz atau xyz .xyzz", [".xyz"]),
        ("@gmail.com", "kirim ke x@gmail.com ya", ["@gmail.com"]),
    ],
)
def test_term_matches_whole_words(term: str, raw: str, expected: list[str]) -> None:
    assert found(raw, term) == expected


@pytest.mark.parametrize(
    ("term", "raw", "expected"),
    [
        ("judi online", "situs JUDI  online resmi", ["JUDI  online"]),
        ("judi online", "judi-online judi_online judi.online", 3),
        ("judi online", "judi, online", []),
        ("judi online", "judi. online", []),
        ("judi online", "judi onlinenya", []),
        ("judi-online", "judi online judi-online", ["judi-online"]),
        ("slot gacor hari ini", "slot gacor hari; slot gacor-hari ini", ["slot gacor-hari ini"]),
        ("slot gacor", "slot slot gacor", ["slot gacor"]),
        ("don't", "don't dont", ["don't"]),
        ("dasar anjing", "dasar anjing2", ["dasar anjing2"]),
        ("anjing lu", "anjing2 lu", []),
    ],
)
def test_phrase_matches_words_in_a_row(term: str, raw: str, expected: list[str] | int) -> None:
    pieces = found(raw, term)

    assert (len(pieces) if isinstance(expected, int) else pieces) == expected


def test_affixed_forms_match_only_when_asked() -> None:
    raw = "Dia menipu, ditipunya, nipuin; tipu2. tipus"

    assert found(raw, Term("tipu", affixes=True)) == ["menipu", "ditipunya", "nipuin", "tipu2"]
    assert found(raw, Term("tipu")) == ["tipu2"]


def test_affixes_go_to_the_last_word_of_a_phrase() -> None:
    term = Term("situs judi", affixes=True)

    assert found("situs perjudian, situsnya judi", term) == ["situs perjudian"]
    assert found("situs-judinya", term) == ["situs-judinya"]


def test_squeezed_term_matches_inside_whatever_is_between_its_letters() -> None:
    raw = "Ga ruda Hoki, GARUDA-HOKI88, xgarudahokix"

    pieces = found(raw, Term("Garuda Hoki", squeezed=True))

    assert pieces == ["Ga ruda Hoki", "GARUDA-HOKI", "garudahoki"]


@pytest.mark.parametrize("text", ["s", "sl", "slo", "slot", "slot777"])
def test_squeezed_term_of_any_length_is_found_at_the_end(text: str) -> None:
    assert found("di sini " + text, Term(text, squeezed=True))[-1] == text


def test_every_entry_is_told_with_its_place_in_the_raw_text() -> None:
    terms = TermSet([Term("judi"), Term("𝗷𝘂𝗱𝗶"), Term("🎰"), Term("tidak")])

    matches = list(terms.find(fold("👨‍👩 𝗷 𝘂 𝗱 𝗶 🎰")))

    assert set(matches) == {Match(0, 4, 11), Match(1, 4, 11), Match(2, 12, 13)}
    assert len(terms) == 4


def test_remembered_words_do_not_change_what_is_found() -> None:
    terms = TermSet([Term("judi", affixes=True), Term("slot gacor")])
    text = fold("main judi dan perjudian di slot gacor")

    first, again = list(terms.find(text)), list(terms.find(text))

    assert first == again
    assert len(first) == 3


def test_more_different_words_than_are_remembered_are_read_all_the_same() -> None:
    terms = TermSet([Term("judi")])
    many = " ".join(f"kata{number}x" for number in range(20_000))

    assert not list(terms.find(fold(many)))
    assert len(list(terms.find(fold(many + " judi")))) == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (Term(""), "empty"),
        (Term(" \n"), "empty"),
        (Term("\u200b\0"), "seen"),
        (Term("\ud800"), "seen"),
        (Term("\u0301\u0302"), "combining marks"),
        (Term("ा"), "combining marks"),
        (Term("ั"), "combining marks"),
        (Term("!?", squeezed=True), "neither letters nor digits"),
        (Term("x" * (MAX_TERM_LENGTH + 1)), "longer than 200"),
    ],
)
def test_term_that_cannot_be_found_is_refused_with_its_index(bad: Term, reason: str) -> None:
    with pytest.raises(PatternInvalid, match=reason) as refusal:
        TermSet([Term("judi"), bad])

    assert refusal.value.at == 1
    assert "xxx" not in str(refusal.value)


def test_more_terms_than_the_most_are_refused() -> None:
    with pytest.raises(PatternInvalid, match="50,000") as refusal:
        TermSet([Term("judi")] * (MAX_TERMS + 1))

    assert refusal.value.at == MAX_TERMS


def test_a_list_of_one_megabyte_is_taken_and_all_of_it_found() -> None:
    rng = random.Random(5)
    texts = ["".join(rng.choices(string.ascii_lowercase, k=100)) for _ in range(10_000)]
    terms = TermSet([Term(text) for text in texts])

    matches = list(terms.find(fold(" ".join(texts[:50]))))

    assert [match.entry for match in matches] == list(range(50))


def test_squeezed_terms_are_bounded_together() -> None:
    rng = random.Random(6)
    texts = ["".join(rng.choices(string.ascii_lowercase, k=100)) for _ in range(5_001)]

    with pytest.raises(PatternInvalid, match="too long together") as refusal:
        TermSet([Term(text, squeezed=True) for text in texts])

    assert refusal.value.at == 5_000


def test_no_terms_find_nothing() -> None:
    assert not list(TermSet([]).find(fold("judi")))


@given(soup, spoken)
def test_terms_stand_where_every_place_was_tried(raw: str, term: str) -> None:
    text = fold(raw)
    if not fold(term).squeezed or any(char == "2" for char in fold(term).words):
        return

    matches = {(match.start, match.end) for match in TermSet([Term(term)]).find(text)}

    assert matches == slowly_found(text, term)


@given(soup, spoken)
def test_squeezed_terms_stand_where_their_letters_do(raw: str, term: str) -> None:
    text, letters = fold(raw), fold(term).squeezed
    if not letters:
        return

    matches = {
        (match.start, match.end) for match in TermSet([Term(term, squeezed=True)]).find(text)
    }

    places = range(len(text.squeezed) - len(letters) + 1)
    stand = [place for place in places if text.squeezed.startswith(letters, place)]
    assert matches == {text.squeezed_span(place, place + len(letters)) for place in stand}


@given(soup, st.lists(st.tuples(spoken, st.booleans(), st.booleans()), max_size=5))
def test_many_terms_find_what_each_finds_alone(
    raw: str, asked: list[tuple[str, bool, bool]]
) -> None:
    terms = [Term(text, affixes, squeezed) for text, affixes, squeezed in asked]
    terms = [term for term in terms if fold(term.text).squeezed]
    text = fold(raw)

    together = sorted((match.entry, match.start, match.end) for match in TermSet(terms).find(text))

    alone = [(TermSet([term]), entry) for entry, term in enumerate(terms)]
    assert together == sorted(
        (entry, match.start, match.end) for single, entry in alone for match in single.find(text)
    )
