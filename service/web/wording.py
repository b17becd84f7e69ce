"""Codes as sentences, in English; the catalogues carry the other languages.

A code without a sentence is shown as it is: better a bare code than a wrong word.
"""

from collections.abc import Mapping

from service.domain import Decision, Wire
from service.signals import SIGNALS

_LABELS: Mapping[str, str] = {
    "spam": "Spam",
    "spam/gambling": "Online gambling",
    "spam/promotion": "Advertising",
    "spam/scam": "Fraud",
    "spam/adult": "Sexual services",
    "abuse": "Abuse",
    "abuse/insult": "Insult",
    "abuse/identity": "Hate speech",
    "abuse/threat": "Threat",
    "abuse/sexual": "Sexual harassment",
    "abuse/profanity": "Swearing",
}

_SCORES: Mapping[str, str] = {
    "spam": "This reads like spam.",
    "spam/gambling": "This reads like an advertisement for online gambling.",
    "spam/promotion": "This reads like an advertisement.",
    "spam/scam": "This reads like an attempt at fraud.",
    "spam/adult": "This reads like an offer of sexual services.",
    "abuse": "The language is abusive.",
    "abuse/insult": "This insults a person or a group.",
    "abuse/identity": "This attacks people for who they are.",
    "abuse/threat": "This threatens somebody.",
    "abuse/sexual": "This harasses somebody sexually.",
    "abuse/profanity": "There is swearing in it.",
}

_REASONS: Mapping[str, Mapping[str, str]] = {"score": _SCORES, "signal": SIGNALS}

# Reasons of a site's own policy, by the kind of their code; what follows it names the rule or list.
_NAMED: Mapping[str, str] = {"rule": "Rule: %(name)s", "list": "List: %(name)s"}

_WHOLE: Mapping[str, str] = {
    "reputation": "The author is known here: mild scores do not hold.",
    "switch:hold_all": "The emergency switch holds every comment.",
    "switch:approve_none": "The emergency switch lets no new comment through.",
}

_DECISIONS: Mapping[Decision, str] = {
    Decision.APPROVE: "Approved",
    Decision.HOLD: "Held",
    Decision.REJECT: "Rejected",
}

_OUTCOMES: Mapping[Decision, str] = {
    Decision.APPROVE: "This comment may appear right away.",
    Decision.HOLD: "This comment is held for a moderator to look at.",
    Decision.REJECT: "This comment will not appear.",
}

_WIRES: Mapping[Wire, str] = {
    Wire.SARING: "",
    Wire.AKISMET: "Akismet",
    Wire.PERSPECTIVE: "Perspective",
    Wire.OPENAI: "OpenAI",
    Wire.CORAL: "Coral",
}
_LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "hi": "Hindi",
    "id": "Indonesian",
    "ja": "Japanese",
    "jv": "Javanese",
    "ko": "Korean",
    "ms": "Malay",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "su": "Sundanese",
    "th": "Thai",
    "tl": "Tagalog",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "und": "not recognised",
}


def label(name: str) -> str:
    """Return the name of a label for people."""
    return _LABELS.get(name, name)


def reason(code: str) -> str:
    """Return the sentence for a reason's code; where it names a rule or list, with %(name)s."""
    kind, _, name = code.partition(":")
    if kind in _NAMED and name:
        return _NAMED[kind]
    return _WHOLE.get(code) or _REASONS.get(kind, {}).get(name, code)


def named(code: str) -> str:
    """Return the name of the rule or list in a reason's code; empty for any other reason."""
    kind, _, name = code.partition(":")
    return name if kind in _NAMED else ""


def is_reason(code: str) -> bool:
    """Whether this is a reason's code, and not a label."""
    return ":" in code or code in _WHOLE


def is_measured(code: str) -> bool:
    """Whether a reason with this code has a score or strength worth showing."""
    return code.partition(":")[0] in _REASONS


def decision(taken: Decision) -> str:
    """Return a decision in one word."""
    return _DECISIONS[taken]


def outcome(taken: Decision) -> str:
    """Return what a decision means for the comment."""
    return _OUTCOMES[taken]


def language(code: str) -> str:
    """Return the name of a language."""
    return _LANGUAGES.get(code, code)


def wire(by: Wire) -> str:
    """Return the name of the protocol that a comment came by; empty for our own."""
    return _WIRES[by]


def messages() -> set[str]:
    """Return every sentence of this module, for the catalogues to cover."""
    tables = (_LABELS, _SCORES, SIGNALS, _NAMED, _WHOLE, _DECISIONS, _OUTCOMES, _LANGUAGES)
    return {sentence for table in tables for sentence in table.values()}
