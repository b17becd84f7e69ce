from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.records import ANNOTATED, Record, Split
from training.splits import bucket, fitted, held_out, merged, place, template, unseen


def record(body: str, source: str = "one", **labels: int) -> Record:
    return Record(body, labels, source)


@pytest.mark.parametrize(
    "other",
    [
        "main di DEWA77 pasti cuan",
        "main di 𝗗𝗘𝗪𝗔𝟳𝟳 pasti cuan",
        "main di D E W A 7 7 pasti cuan",
        "Main di NAGA4D, pasti cuan!!!",
        "main di ⭐RATU303⭐ pasti cuan",
    ],
)
def test_a_campaign_has_one_template_under_every_brand_and_disguise(other: str) -> None:
    assert template(other) == template("main di MAWAR88 pasti cuan")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("halo @rina apa kabar", "halo @budi.s apa kabar"),
        ("sudah 12 kali nonton", "sudah 345 kali nonton"),
        ("lihat https://satu.example/a ya", "lihat https://dua.example/b?c ya"),
    ],
)
def test_handles_digits_and_addresses_are_masked(one: str, other: str) -> None:
    assert template(one) == template(other)


def test_other_words_are_another_template() -> None:
    assert template("resep soto ayam") != template("resep soto sapi")


@given(st.text(max_size=80))
def test_every_text_has_a_template(text: str) -> None:
    assert template(text) or not text.strip()


@given(st.text(max_size=40), st.integers(1, 20))
def test_a_bucket_depends_on_the_template_alone(text: str, of: int) -> None:
    assert 0 <= bucket(text, of) < of
    assert bucket(text, of) == bucket(text, of)


def test_repeats_become_one_record_with_the_label_most_of_them_bear() -> None:
    members = [record("x", spam=1), record("x", spam=0), record("x", spam=1, abuse=0)]

    assert merged(members).labels == {"spam": 1, "abuse": 0}


def test_a_label_in_dispute_is_taken_away() -> None:
    assert merged([record("x", spam=1), record("x", spam=0)]).labels == {}


def test_no_template_is_both_fitted_on_and_measured_on() -> None:
    words = [a + b for a in "abcdefghij" for b in "klmnop"]
    bodies = [f"{word} lagi di DEWA{number} hari ini" for word in words for number in range(9)]
    placed = place([record(body) for body in bodies], ())

    learnt = {one.template for one in fitted(placed)}
    kept = {one.template for one in held_out(placed)}

    assert learnt
    assert kept
    assert not learnt & kept


def signed(body: str, name: str, url: str = "", **labels: int) -> Record:
    return Record(body, labels, "one", author_name=name, author_url=url)


def test_comments_of_one_template_by_several_authors_stay_apart() -> None:
    """The advertisement may stand in the author's name alone."""
    thanks = [signed("Terima kasih", "Rina", spam=0), signed("terima kasih!", "Jasa SEO", spam=1)]

    placed = place(thanks, ())

    assert [one.record.labels for one in placed] == [{"spam": 0}, {"spam": 1}]


def test_an_authors_address_tells_them_apart_as_well() -> None:
    linked = [
        signed("Terima kasih", "Rina", "https://rina.example", spam=0),
        signed("Terima kasih", "Rina", "https://obat.example", spam=1),
    ]

    assert len(place(linked, ())) == 2


def test_repeats_of_one_author_become_one_record() -> None:
    repeats = [signed("Terima kasih", "Rina", spam=0), signed("terima kasih!!", "Rina", spam=0)]

    assert len(place(repeats, ())) == 1


def test_authors_of_one_template_share_its_part_and_its_fold() -> None:
    bodies = [f"{a}{b} dan {b}{a}" for a in "abcdefghij" for b in "klmnopqrst"]
    placed = place([signed(body, name) for body in bodies for name in ("Rina", "Budi")], ())

    assert len(placed) == 2 * len(bodies)
    assert {one.split for one in placed} == set(Split)
    assert len({(one.template, one.split, one.fold) for one in placed}) == len(bodies)


def test_one_annotated_record_decides_for_its_whole_template() -> None:
    """A third is held out of what we annotated, a tenth of the rest; twins go together."""
    bodies = [f"{a}{b} dan {b}{a}" for a in "abcdefghij" for b in "klmnopqrst"]
    twins = [replace(signed(body, "Rina"), kinds=(ANNOTATED,)) for body in bodies]
    placed = place([*twins, *(signed(body, "Budi") for body in bodies)], ())

    assert 40 <= len(held_out(placed)) <= 94
    assert not {one.template for one in held_out(placed)} & {one.template for one in fitted(placed)}


def test_the_publishers_test_part_is_never_fitted_on_not_even_through_a_twin() -> None:
    published = Record("resep soto ayam", {"abuse": 0}, "official", published_split="test")
    twins = [record("Resep soto ayam!", abuse=0), published]

    [one] = place(twins, {"official"})

    assert one.split is Split.TEST


def test_a_third_of_our_annotations_is_held_out() -> None:
    bodies = [f"{a}{b} dan {b}{a}" for a in "abcdefghij" for b in "klmnopqrst"]
    placed = place([Record(body, {}, "one", kinds=(ANNOTATED,)) for body in bodies], ())

    assert 20 <= len(held_out(placed)) <= 47


def test_texts_whose_template_was_fitted_on_are_left_out_of_evaluation() -> None:
    seen = {template("main di MAWAR88 pasti cuan")}
    records = [record("main di 𝗗𝗘𝗪𝗔𝟳𝟳 pasti cuan"), record("resep soto ayam")]

    assert [one.body for one in unseen(records, seen)] == ["resep soto ayam"]
