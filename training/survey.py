"""A survey of the comments written for this project: how many, how various, what repeats.

Written text goes stale in its own way: the same opening, the same sentence with another noun. The
figures here tell, and a test holds the corpus to them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from training.written import Line

RUN = 40
"""Characters in a row that no written line may share with a text that is measured on."""

_SHINGLE = 5
_NEAR = 0.75
_SHORTEST = 25
_COMMONEST = 20
_FEWEST = 5
_WORD = re.compile(r"\w+")
_BASE = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Variety:
    """`distinct_trigrams` is the share of word trigrams that stand in the corpus only once."""

    lines: int
    words: int
    vocabulary: int
    distinct_trigrams: float


def variety(bodies: Iterable[str]) -> Variety:
    """Return how various `bodies` are."""
    texts = [words(body) for body in bodies]
    trigrams = Counter(
        tuple(text[at : at + 3]) for text in texts for at in range(max(0, len(text) - 2))
    )
    return Variety(
        lines=len(texts),
        words=sum(map(len, texts)),
        vocabulary=len({word for text in texts for word in text}),
        distinct_trigrams=len(trigrams) / max(1, sum(trigrams.values())),
    )


def words(text: str) -> list[str]:
    """Return the words of `text` in lower case."""
    return _WORD.findall(text.lower())


def repeated(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that say what an earlier one said, to the letter but for case and signs.

    Where an author is named, another author makes another comment: the advertisement may be there.
    """
    seen: set[tuple[str, str, str]] = set()
    found = []
    for line in lines:
        said = (" ".join(words(line.body)) or line.body, line.author_name, line.author_url)
        if said in seen:
            found.append(line)
        seen.add(said)
    return found


def near_duplicates(lines: Sequence[Line]) -> Iterator[tuple[Line, Line, float]]:
    """Yield pairs of longer lines whose five-character pieces overlap by three quarters or more.

    The overlap is Jaccard's (1912). It is computed for lines that share some of the pieces which
    few lines have.
    """
    longer = [line for line in lines if len(line.body) >= _SHORTEST]
    if not longer:
        return
    pieces = HashingVectorizer(
        analyzer="char", ngram_range=(_SHINGLE, _SHINGLE), norm=None, alternate_sign=False
    ).transform([" ".join(words(line.body)) for line in longer])
    pieces.data[:] = 1
    sizes = np.diff(pieces.indptr)
    frequency = np.bincount(pieces.indices, minlength=pieces.shape[1])
    rare = csr_matrix(
        (1.0 * (frequency[pieces.indices] <= _COMMONEST), pieces.indices, pieces.indptr), copy=True
    )
    rare.eliminate_zeros()
    together = (rare @ rare.T).tocoo()
    pairs = (together.row < together.col) & (together.data >= _FEWEST)
    ones, others = together.row[pairs], together.col[pairs]
    shared = np.asarray(pieces[ones].multiply(pieces[others]).sum(axis=1)).ravel()
    overlaps = shared / (sizes[ones] + sizes[others] - shared)
    for at in (overlaps >= _NEAR).nonzero()[0].tolist():
        yield longer[ones[at]], longer[others[at]], float(overlaps[at])


def sharing_runs(lines: Sequence[Line], others: Iterable[str]) -> list[Line]:
    """Return the lines with a run of RUN characters that stands in one of `others` as well.

    Case and white space are folded. Runs are compared by a 64-bit hash.
    """
    texts = list(others)
    parts = [_runs(texts[at : at + _AT_ONCE])[0] for at in range(0, len(texts), _AT_ONCE)]
    known = np.sort(np.concatenate(parts or [_runs([])[0]]))
    runs, number = _runs([line.body for line in lines])
    shared = known.searchsorted(runs, "left") < known.searchsorted(runs, "right")
    return [lines[one] for one in np.unique(number[shared]).tolist()]


def _runs(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of every run of RUN characters, a polynomial modulo 2 ** 64, and in which of
    `texts` it stands."""
    codes = [_codes(text) for text in texts]
    sizes = np.array([len(one) for one in codes], dtype=np.int64)
    together = np.concatenate([*codes, np.zeros(RUN, dtype=np.uint64)])
    hashes = np.zeros(sizes.sum(), dtype=np.uint64)
    for at in range(RUN):
        hashes = hashes * _BASE + together[at : at + len(hashes)]
    text_of = np.repeat(np.arange(len(codes)), sizes)
    left = np.repeat(sizes.cumsum(), sizes) - np.arange(len(hashes))
    return hashes[left >= RUN], text_of[left >= RUN]


def _codes(text: str) -> NDArray[np.uint64]:
    folded = " ".join(text.lower().split())
    encoded = folded.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.uint64)
