"""Small models and texts to score with, made without training."""

import numpy as np
from hypothesis import strategies as st

from service.domain import Author, Comment
from service.scoring.artefact import Arrays
from service.scoring.manifest import Curve, Manifest, Source
from service.scoring.model import Model
from service.scoring.ngrams import HASHING
from service.text.reading import Reading, read

BITS = 12
LABELS = ("spam", "spam/gambling", "abuse")


def arrays(labels: int = len(LABELS), bits: int = BITS) -> Arrays:
    """Return arrays with random weights, the same at every call."""
    rng = np.random.default_rng(7)
    return Arrays.of(
        idf=rng.uniform(1, 10, 2**bits),
        weights=rng.normal(0, 2, (labels, 2**bits)),
        intercepts=rng.normal(0, 1, labels),
        namespace_weights=rng.uniform(0.5, 1.5, 8),
    )


def manifest(version: str = "2026.11.1", bits: int = BITS) -> Manifest:
    """Return the manifest that goes with `arrays`."""
    return Manifest(
        version=version,
        created="2026-11-24",
        sha256="",
        libraries={"numpy": "2"},
        labels=LABELS,
        presets={"balanced": {"spam": (0.6, 0.95)}},
        ngrams={"bits": bits, "hashing": HASHING},
        seed=7,
        sources=(Source("own corpus", "CC0-1.0"),),
        metrics={"auc": 0.99},
        promises={"spam": Curve(hold=((0.001, 0.7), (0.01, 0.4)), reject=((0.001, 0.9),))},
    )


def model() -> Model:
    """Return a model of random weights."""
    return Model(arrays(), manifest())


def reading(body: str, name: str = "", url: str = "") -> Reading:
    """Read a comment of `body` by an author of `name` and `url`."""
    return read(Comment(body, Author(name=name, url=url)))


any_text = st.text(st.characters(), max_size=60)
plain_text = st.text("aku main di P777.com https://", max_size=60)
readings = st.builds(
    reading,
    body=st.one_of(any_text, plain_text),
    name=st.one_of(st.just(""), any_text, plain_text),
    url=st.sampled_from(("", "https://pulau777.example/x", "nothing")),
)
