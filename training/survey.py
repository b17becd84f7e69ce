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
    known = np.unique(np.concatenate([_runs(text) for text in others] or [_runs("")]))
    return [line for line in lines if len(known) and _stand_in(_runs(line.body), known)]


def _stand_in(runs: NDArray[np.uint64], known: NDArray[np.uint64]) -> bool:
    places = np.minimum(known.searchsorted(runs), len(known) - 1)
    return bool((known[places] == runs).any())


def _runs(text: str) -> NDArray[np.uint64]:
    """Return the hash of every run of RUN characters, a polynomial modulo 2 ** 64."""
    folded = " ".join(text.lower().split())
    encoded = folded.encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, dtype="<u4").astype(np.uint64)
    hashes = np.zeros(max(0, len(codes) - RUN + 1), dtype=np.uint64)
    for at in range(RUN if len(hashes) else 0):
        hashes = hashes * _BASE + codes[at : at + len(hashes)]
    return hashes
