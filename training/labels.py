"""The taxonomy: what one label says of another, and the letters that annotators write.

`spam` and `abuse` are wholes of the labels beneath them. `abuse/profanity` stands aside: swearing
at nobody is no attack, so it says nothing of `abuse`.
"""

from collections.abc import Collection, Iterable, Mapping

SPAM = "spam"
ABUSE = "abuse"
GAMBLING = "spam/gambling"
WHOLES = (SPAM, ABUSE)
ASIDE = frozenset({"abuse/profanity"})
CODES: Mapping[str, str] = {
    "g": GAMBLING,
    "a": "spam/promotion",
    "c": "spam/scam",
    "d": "spam/adult",
    "i": "abuse/insult",
    "h": "abuse/identity",
    "t": "abuse/threat",
    "x": "abuse/sexual",
    "p": "abuse/profanity",
}
SPAM_OF_SOME_KIND = "s"
"""Spam that is not gambling, from annotators who did not tell promotion from scams."""

LABELS = (*WHOLES, *CODES.values())


def whole_of(label: str) -> str:
    """Return the whole that `label` is a part of, empty for a whole and for what stands aside."""
    parent, slash, _ = label.partition("/")
    return parent if slash and label not in ASIDE else ""


def complete(labels: Mapping[str, int], taxonomy: Collection[str]) -> dict[str, int]:
    """Return `labels` with what the taxonomy implies.

    What is no `spam` bears none of its parts, and what bears a part is `spam`; so with `abuse`.
    """
    implied = dict(labels)
    for part in taxonomy:
        whole = whole_of(part)
        if whole and implied.get(part) == 1:
            implied[whole] = 1
    for part in taxonomy:
        if implied.get(whole_of(part)) == 0:
            implied[part] = 0
    return implied


def all_of(borne: Iterable[str]) -> dict[str, int]:
    """Return a value for every label, of a comment whose reader named all that it bears."""
    named = set(borne)
    wholes = {whole_of(label) for label in named}
    return {label: int(label in named or label in wholes) for label in LABELS}


def spam_of(codes: str) -> dict[str, int]:
    """Return the spam labels that an annotator's `codes` tell."""
    parts = {label: int(code in codes) for code, label in CODES.items() if whole_of(label) == SPAM}
    if SPAM_OF_SOME_KIND in codes:
        return {SPAM: 1, GAMBLING: parts[GAMBLING]}
    return {SPAM: int(any(parts.values()))} | parts


def abuse_of(codes: str) -> dict[str, int]:
    """Return the abuse labels, profanity among them, that an annotator's `codes` tell."""
    parts = {label: int(code in codes) for code, label in CODES.items() if label.startswith(ABUSE)}
    return {ABUSE: int(any(parts[label] for label in parts if whole_of(label)))} | parts
