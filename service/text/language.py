"""Language of a text; "und" is an answer.

The model and its automaton are py3langid's. Of its 140 languages only those that comments here are
written in are kept, which saves memory and keeps slang from being taken for Slovenian; and a prior
tells what the sites' readers write, since a short comment says little by itself.
"""

import math
from array import array
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

from service.domain import Language

LANGUAGES = (
    "ar", "bn", "de", "el", "en", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "jv", "km", "ko",
    "ms", "my", "nl", "pl", "pt", "ru", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
UNDETERMINED = Language()
MOST_CHARACTERS = 100
LEAST_CONFIDENCE = 0.35
LEAST_CONFIDENCE_ABROAD = 0.6
_NO_LANGUAGE = "zxx"  # digits, emoji, code
_HOME = frozenset({"en", "id", "jv", "ms"})
# Logits; chosen on Indonesian and English comments of a few words.
_PRIOR = {"id": 1.5, "en": 0.8, "ms": 0.8}


@dataclass(frozen=True, slots=True)
class _Model:
    """A naive Bayes model over byte n-grams that an automaton finds."""

    codes: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    prior: NDArray[np.float32]
    moves: "array[int]"
    rows: list[int]
    features: list[int]


@cache
def _model() -> _Model:
    full = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    full.set_languages((*LANGUAGES, _NO_LANGUAGE))
    codes = tuple(full.nb_classes)
    return _Model(
        codes=codes,
        weights=full.nb_ptc.astype(np.float32),
        bias=full.nb_pc.astype(np.float32),
        prior=np.array([_PRIOR.get(code, 0.0) for code in codes], np.float32),
        moves=full.tk_nextmove,
        rows=[row << 8 for row in full.tk_row],
        features=full.tk_output,
    )


def identify(text: str) -> Language:
    """Return the most likely language of `text`, in lower case, and how sure that is.

    The first MOST_CHARACTERS are read. A doubtful answer is "und", and slang is sooner doubted to
    be Dutch than Indonesian. The first call loads the model. Total: every string has an answer.
    """
    read = text[:MOST_CHARACTERS].encode("utf-8", "surrogatepass")
    model = _model()
    found = visit_counts(model.moves, model.rows, model.features, read)
    if not found:
        return UNDETERMINED
    places = np.fromiter(found.keys(), np.intp, len(found))
    counts = np.fromiter(found.values(), np.float32, len(found))
    logits = np.log1p(counts) @ model.weights[places] + model.bias
    # The square root of the length keeps long texts from being overly sure, as py3langid does.
    logits = logits / math.sqrt(len(read)) + model.prior
    likelihoods = np.exp(logits - logits.max())
    best = int(likelihoods.argmax())
    confidence = float(likelihoods[best] / likelihoods.sum())
    code = model.codes[best]
    least = LEAST_CONFIDENCE if code in _HOME else LEAST_CONFIDENCE_ABROAD
    if confidence < least or code == _NO_LANGUAGE:
        return UNDETERMINED
    return Language(code, round(confidence, 4))
