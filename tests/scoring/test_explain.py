"""Explanations: exact sums, and spans that a moderator can read."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Comment, Evidence, Field
from service.scoring.artefact import Arrays
from service.scoring.model import Model
from service.scoring.namespaces import Namespace
from service.scoring.ngrams import Ngrams
from service.text.reading import Reading, read
from tests import people
from tests.scoring.models import LABELS, arrays, manifest, model, reading, readings

MODEL = model()


def suspicious_of(*texts: Reading, but: Sequence[Namespace] = ()) -> Model:
    """Return a model whose every label dislikes the n-grams of `texts`, save those of `but`."""
    weights = np.zeros((3, 2**19))
    for block in Ngrams(19).blocks(texts):
        told = ~np.isin(block.tags % len(Namespace), but)
        weights[:, block.columns[told]] = 1.0
    arrays = Arrays.of(np.ones(2**19), weights, np.zeros(3), np.ones(8))
    return Model(arrays, manifest(bits=19))


BRAND = reading("pulau777")


def spans(evidence: Sequence[Evidence]) -> list[tuple[str, str, str]]:
    return [(each.field.value, each.text, each.reads_as) for each in evidence]


def evidence_of(scorer: Model, one: Reading) -> tuple[Evidence, ...]:
    return scorer.explain(one, ["spam"])["spam"].evidence


def as_printed(numbers: Iterable[float]) -> Decimal:
    return sum((Decimal(repr(number)) for number in numbers), Decimal(0))


@settings(deadline=None)
@given(readings)
def test_contributions_and_the_rest_add_up_to_the_logit_as_printed(one: Reading) -> None:
    for explanation in MODEL.explain(one, LABELS).values():
        shown = [each.contribution for each in explanation.evidence]
        assert as_printed([*shown, explanation.rest]) == Decimal(repr(explanation.logit))
        assert all(len(repr(each).partition(".")[2]) <= 3 for each in [*shown, explanation.rest])


@pytest.mark.parametrize(
    "comment",
    [
        people.THANKS,
        people.GAMBLING,
        people.SPACED_GAMBLING,
        people.NAME_GAMBLING,
        people.PROMOTION,
        people.INSULT,
        people.EMPTY,
        Comment("modal receh di pulau777 \n" * 2_000),
    ],
)
def test_every_labels_logit_is_the_one_that_is_scored(comment: Comment) -> None:
    one = read(comment)

    explained = MODEL.explain(one, LABELS)

    logits = [explained[label].logit for label in LABELS]
    assert logits == pytest.approx(MODEL.logits([one])[0].tolist(), rel=0, abs=6e-4)


@settings(deadline=None)
@given(readings, st.permutations(LABELS))
def test_a_label_is_explained_the_same_alone_as_among_others(
    one: Reading, labels: list[str]
) -> None:
    together = MODEL.explain(one, labels)

    assert together == {label: MODEL.explain(one, [label])[label] for label in labels}


def test_no_sum_is_printed_as_a_negative_nothing() -> None:
    silent = Model(replace(arrays(), intercepts=np.full(3, -1e-6, np.float32)), manifest())

    explanation = silent.explain(reading(""), ["spam"])["spam"]

    assert (repr(explanation.logit), repr(explanation.rest)) == ("0.0", "0.0")


@settings(deadline=None)
@given(readings)
def test_spans_are_ordered_few_and_lie_apart_in_the_raw_text(one: Reading) -> None:
    raw = {Field.BODY: one.body.raw, Field.AUTHOR_NAME: one.author_name.raw}

    evidence = evidence_of(MODEL, one)

    strengths = [each.contribution for each in evidence]
    assert len(evidence) <= 5
    assert strengths == sorted(strengths, reverse=True)
    assert all(strength >= 0.001 for strength in strengths)
    for each in evidence:
        if each.field in raw:
            assert each.text == raw[each.field][each.start : each.end]
            assert each.start < each.end


@pytest.mark.parametrize(
    ("comment", "text", "reads_as"),
    [
        (people.GAMBLING, "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "pulau777"),
        (people.SPACED_GAMBLING, "P U L A U 7 7 7", "pulau777"),
        (people.CYRILLIC_GAMBLING, "РULАU777", "pulau777"),
        (Comment("modal receh di Pulau777, gan"), "Pulau777", ""),
        (Comment("modal receh di (pulau777)!!"), "pulau777", ""),
    ],
)
def test_a_disguised_brand_is_shown_as_written_and_as_read(
    comment: Comment, text: str, reads_as: str
) -> None:
    evidence = evidence_of(suspicious_of(BRAND), read(comment))

    assert spans(evidence) == [("body", text, reads_as)]


def test_a_brand_that_only_squeezed_ngrams_know_is_shown_as_whole_words() -> None:
    strict = suspicious_of(BRAND, but=(Namespace.BODY_CHARACTERS, Namespace.BODY_WORDS))

    evidence = evidence_of(strict, reading("modal receh di pula u777 bisa"))

    assert spans(evidence) == [("body", "pula u777", "")]


def test_a_brand_in_the_name_alone_is_shown_there() -> None:
    evidence = evidence_of(suspicious_of(BRAND), reading("terima kasih", name="PULAU777 ok"))

    assert spans(evidence) == [("author.name", "PULAU777", "")]


def test_an_authors_address_is_shown_as_a_whole() -> None:
    url = "https://pulau777.example/daftar"
    strict = suspicious_of(reading("", url=url))

    evidence = evidence_of(strict, reading("terima kasih", url=url))

    assert spans(evidence) == [("author.url", url, "")]


def test_a_link_is_shown_where_it_stands_in_the_body() -> None:
    linked = reading("lihat https://pulau777.example/x dong")
    strict = suspicious_of(linked, but=tuple(set(Namespace) - {Namespace.LINKS}))

    [evidence] = evidence_of(strict, linked)

    assert "pulau777" in evidence.text
    assert evidence.text in "https://pulau777.example/x"


def test_neighbouring_words_become_one_span() -> None:
    strict = suspicious_of(reading("gacor parah"))

    evidence = evidence_of(strict, reading("ini gacor parah sekali"))

    assert spans(evidence) == [("body", "gacor parah", "")]


def test_at_most_five_spans_are_shown() -> None:
    strict = suspicious_of(BRAND)

    evidence = evidence_of(strict, reading("pulau777 dan itu " * 8))

    assert len(evidence) == 5


def test_nothing_is_shown_where_nothing_speaks_for_the_label() -> None:
    assert evidence_of(suspicious_of(BRAND), reading("zzz")) == ()


def test_a_comment_of_64_kib_is_explained() -> None:
    long = reading("kata " * 13_000 + "pulau777")

    assert spans(evidence_of(suspicious_of(BRAND), long)) == [("body", "pulau777", "")]
