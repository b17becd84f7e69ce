"""Explanations: exact sums, and spans that a moderator can read."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings

from service.domain import Comment, Evidence, Field
from service.scoring.artefact import Arrays
from service.scoring.model import Model
from service.scoring.namespaces import Namespace
from service.scoring.ngrams import Ngrams
from service.text.reading import Reading, read
from tests import people
from tests.scoring.models import manifest, model, reading, readings

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


@settings(deadline=None)
@given(readings)
def test_contributions_and_the_rest_add_up_to_the_logit(one: Reading) -> None:
    explanation = MODEL.explanation(one, "spam/gambling")

    shown = sum(each.contribution for each in explanation.evidence)
    assert shown + explanation.rest == pytest.approx(explanation.logit, abs=1e-9)
    assert explanation.logit == pytest.approx(float(MODEL.logits([one])[0, 1]), abs=1e-4)


@settings(deadline=None)
@given(readings)
def test_spans_are_ordered_few_and_lie_apart_in_the_raw_text(one: Reading) -> None:
    raw = {Field.BODY: one.body.raw, Field.AUTHOR_NAME: one.author_name.raw}

    evidence = MODEL.explain(one, "spam")

    strengths = [each.contribution for each in evidence]
    assert len(evidence) <= 5
    assert strengths == sorted(strengths, reverse=True)
    assert all(strength > 0 for strength in strengths)
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
    evidence = suspicious_of(BRAND).explain(read(comment), "spam")

    assert spans(evidence) == [("body", text, reads_as)]


def test_a_brand_that_only_squeezed_ngrams_know_is_shown_as_whole_words() -> None:
    strict = suspicious_of(BRAND, but=(Namespace.BODY_CHARACTERS, Namespace.BODY_WORDS))

    evidence = strict.explain(reading("modal receh di pula u777 bisa"), "spam")

    assert spans(evidence) == [("body", "pula u777", "")]


def test_a_brand_in_the_name_alone_is_shown_there() -> None:
    evidence = suspicious_of(BRAND).explain(reading("terima kasih", name="PULAU777 ok"), "spam")

    assert spans(evidence) == [("author.name", "PULAU777", "")]


def test_an_authors_address_is_shown_as_a_whole() -> None:
    url = "https://pulau777.example/daftar"
    strict = suspicious_of(reading("", url=url))

    evidence = strict.explain(reading("terima kasih", url=url), "spam")

    assert spans(evidence) == [("author.url", url, "")]


def test_a_link_is_shown_where_it_stands_in_the_body() -> None:
    linked = reading("lihat https://pulau777.example/x dong")
    strict = suspicious_of(linked, but=tuple(set(Namespace) - {Namespace.LINKS}))

    [evidence] = strict.explain(linked, "spam")

    assert "pulau777" in evidence.text
    assert evidence.text in "https://pulau777.example/x"


def test_neighbouring_words_become_one_span() -> None:
    strict = suspicious_of(reading("gacor parah"))

    evidence = strict.explain(reading("ini gacor parah sekali"), "spam")

    assert spans(evidence) == [("body", "gacor parah", "")]


def test_at_most_five_spans_are_shown() -> None:
    strict = suspicious_of(BRAND)

    evidence = strict.explain(reading("pulau777 dan itu " * 8), "spam")

    assert len(evidence) == 5


def test_nothing_is_shown_where_nothing_speaks_for_the_label() -> None:
    assert suspicious_of(BRAND).explain(reading("zzz"), "spam") == ()


def test_a_comment_of_64_kib_is_explained() -> None:
    long = reading("kata " * 13_000 + "pulau777")

    assert spans(suspicious_of(BRAND).explain(long, "spam")) == [("body", "pulau777", "")]
