"""The transformers of training give what the service computes."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from service.scoring.artefact import IDF_STEP, Arrays
from service.scoring.features import HashedNgrams, NamespaceTfidf
from service.scoring.model import Model
from service.scoring.namespaces import Namespace
from service.text.reading import Reading
from tests.scoring.models import BITS, LABELS, manifest, reading

SPAM = (
    "Gacor parah di pulau777, modal receh WD jutaan",
    "Slot gacor hari ini, daftar https://pulau777.example gan",
    "Main di P U L A U 7 7 7 pasti maxwin maxwin maxwin",
    "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 paling gacor",
)
HONEST = (
    "Terima kasih infonya, sangat membantu",
    "Kalau santannya diganti susu masih gurih tidak?",
    "",
    "Resepnya sudah saya coba, enak sekali sekali",
)


def corpus() -> list[Reading]:
    return [reading(body, name=f"Budi {number}") for number, body in enumerate(SPAM + HONEST)]


def counts() -> csr_matrix:
    return HashedNgrams(BITS).fit_transform(corpus())


@pytest.mark.parametrize("label", range(len(LABELS)))
def test_the_service_scores_as_the_pipeline_to_a_hundred_thousandth(label: int) -> None:
    flags = [True] * len(SPAM) + [False] * len(HONEST)
    pipeline = Pipeline(
        [
            ("ngrams", HashedNgrams(BITS)),
            ("tfidf", NamespaceTfidf({"style": 0.5, "name": 2.0})),
            ("label", LogisticRegression(C=50)),
        ]
    ).fit(corpus(), flags)
    tfidf, line = pipeline["tfidf"], pipeline["label"]
    scale = np.array([[1.0], [-3.0], [0.1]])
    arrays = Arrays.of(tfidf.idf_, scale * line.coef_, [0.3] * 3, tfidf.weights_)
    line.coef_, line.intercept_ = arrays.weights()[label : label + 1], arrays.intercepts[[label]]

    logits = Model(arrays, manifest()).logits(corpus())[:, label].astype(np.float64)

    chances = 1 / (1 + np.exp(-logits))
    assert np.abs(chances - pipeline.predict_proba(corpus())[:, 1]).max() <= 1e-5


def test_counts_have_a_block_of_columns_for_every_namespace() -> None:
    assert counts().shape == (len(SPAM + HONEST), len(Namespace) << BITS)


def test_counts_are_sorted_and_without_duplicates() -> None:
    assert counts().has_canonical_format


def test_repeated_words_are_counted() -> None:
    [row] = HashedNgrams(BITS).transform([reading("gan gan gan")])
    words = row.tocsc()[:, Namespace.BODY_WORDS << BITS : (Namespace.BODY_WORDS + 1) << BITS]

    assert sorted(words.data.tolist()) == [2, 3]  # a pair twice, a word three times


def test_no_readings_give_an_empty_matrix() -> None:
    assert HashedNgrams(BITS).transform([]).shape == (0, len(Namespace) << BITS)


def test_each_namespace_of_a_reading_has_the_norm_of_its_weight() -> None:
    width = 1 << BITS
    one = csr_matrix(([3, 1, 2], ([0, 0, 0], [1, 2, 5 * width + 3])), shape=(1, 8 * width))

    values = NamespaceTfidf({"author_url": 0.25}).fit(one).transform(one)

    first, second, url = values.toarray()[0, 1:4]
    assert np.hypot(first, second) == pytest.approx(1)
    assert url == pytest.approx(0.25)


def test_a_column_that_two_namespaces_share_adds_up() -> None:
    width = 1 << BITS
    one = csr_matrix(([1, 1], ([0, 0], [7, 2 * width + 7])), shape=(1, 8 * width))

    values = NamespaceTfidf().fit(one).transform(one)

    assert values[0, 7] == pytest.approx(2)


def test_rare_columns_weigh_more_than_common_ones_by_the_logarithm() -> None:
    width = 1 << BITS
    three = csr_matrix(([1] * 4, ([0, 1, 2, 2], [1, 1, 1, 2])), shape=(3, 8 * width))

    idf = NamespaceTfidf().fit(three).idf_

    assert idf[1] == pytest.approx(1)
    assert idf[2] == pytest.approx(np.log(4 / 2) + 1, abs=IDF_STEP)


def test_a_misspelt_namespace_is_refused() -> None:
    with pytest.raises(ValueError, match="nmae is not a namespace"):
        NamespaceTfidf({"nmae": 2.0}).fit(counts())


def test_transformers_can_be_cloned_for_cross_validation() -> None:
    assert clone(HashedNgrams(17)).bits == 17
