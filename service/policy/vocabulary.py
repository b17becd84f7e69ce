"""All terms and patterns of one policy, looked for together: one pass over each text, not one a
rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.domain import Evidence, Field
from service.policy.conditions import Form, TextField, Words
from service.policy.facts import Facts, text_of
from service.signals.spans import MOST_EVIDENCE
from service.text.patterns import Match, PatternSet
from service.text.termset import Term, TermSet

_EVIDENT = {
    TextField.BODY: Field.BODY,
    TextField.AUTHOR_NAME: Field.AUTHOR_NAME,
    TextField.AUTHOR_URL: Field.AUTHOR_URL,
}


Spans = tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the terms and the patterns of one condition stand among all: start and stop of each."""

    terms: range
    patterns: range
    form: Form
    fields: tuple[TextField, ...]


@dataclass(slots=True)
class Vocabulary:
    """Terms and patterns as they are collected; `close` makes them ready to be looked for."""

    _terms: list[Term] = field(default_factory=list)
    _patterns: dict[Form, list[str]] = field(default_factory=dict)
    _term_set: TermSet | None = None
    _pattern_sets: dict[Form, PatternSet] = field(default_factory=dict)

    def add(self, words: Words) -> Wanted:
        """Add what a condition looks for; raises PatternInvalid once `close` is called."""
        squeezed = words.form is Form.SQUEEZED
        terms = self.add_terms(
            [Term(text, affixes=words.affixes, squeezed=squeezed) for text in words.terms]
        )
        patterns = self._patterns.setdefault(words.form, [])
        first = len(patterns)
        patterns += words.patterns
        return Wanted(terms, range(first, len(patterns)), words.form, words.fields)

    def add_terms(self, terms: Sequence[Term]) -> range:
        """Add terms; returns where they stand among all."""
        first = len(self._terms)
        self._terms += terms
        return range(first, len(self._terms))

    def close(self) -> None:
        """Compile everything; raises PatternInvalid."""
        self._term_set = TermSet(self._terms) if self._terms else None
        self._pattern_sets = {
            form: PatternSet(patterns) for form, patterns in self._patterns.items() if patterns
        }

    def terms_in(self, facts: Facts, name: TextField) -> tuple[Match, ...]:
        """Return the terms found in a text of the comment."""
        if self._term_set is None:
            return ()
        return tuple(self._term_set.find(facts.folded(name)))

    def patterns_in(self, facts: Facts, name: TextField, form: Form) -> tuple[Match, ...]:
        """Return the patterns found in a form of a text of the comment, in raw offsets."""
        found = self._pattern_sets.get(form)
        if found is None:
            return ()
        if form is Form.RAW:
            return tuple(found.find(text_of(facts.comment, name)))
        folded = facts.folded(name)
        if form is Form.FOLDED:
            return tuple(
                Match(one.entry, *folded.raw_span(one.start, one.end))
                for one in found.find(folded.words)
            )
        return tuple(
            Match(one.entry, *folded.squeezed_span(one.start, one.end))
            for one in found.find(folded.squeezed)
        )


@dataclass(slots=True)
class Look:
    """One look at a comment: what was found in its texts, found once."""

    facts: Facts
    vocabulary: Vocabulary
    _terms: dict[TextField, tuple[Match, ...]] = field(default_factory=dict)
    _patterns: dict[tuple[TextField, Form], tuple[Match, ...]] = field(default_factory=dict)

    def find(self, wanted: Wanted) -> Spans | None:
        """Return where the comment has what a condition looks for; None where it has not."""
        found = [(name, one) for name in wanted.fields for one in self._matches(wanted, name)]
        return self._spans(found) if found else None

    def find_terms(self, terms: range, fields: Sequence[TextField]) -> Spans | None:
        """Return where the comment has some of the terms; None where it has none."""
        found = [
            (name, one) for name in fields for one in self._terms_in(name) if one.entry in terms
        ]
        return self._spans(found) if found else None

    def _matches(self, wanted: Wanted, name: TextField) -> list[Match]:
        found: list[Match] = []
        if wanted.terms:
            found += (one for one in self._terms_in(name) if one.entry in wanted.terms)
        if wanted.patterns:
            found += self._patterns_in(wanted, name)
        return found

    def _terms_in(self, name: TextField) -> tuple[Match, ...]:
        if name not in self._terms:
            self._terms[name] = self.vocabulary.terms_in(self.facts, name)
        return self._terms[name]

    def _patterns_in(self, wanted: Wanted, name: TextField) -> list[Match]:
        place = (name, wanted.form)
        if place not in self._patterns:
            self._patterns[place] = self.vocabulary.patterns_in(self.facts, name, wanted.form)
        return [one for one in self._patterns[place] if one.entry in wanted.patterns]

    def _spans(self, found: Sequence[tuple[TextField, Match]]) -> Spans:
        """Point at matches; the article's title is no text of the comment's to point into."""
        spans = [(name, one) for name, one in found if name in _EVIDENT][:MOST_EVIDENCE]
        return tuple(
            Evidence(
                _EVIDENT[name],
                one.start,
                one.end,
                text_of(self.facts.comment, name)[one.start : one.end],
            )
            for name, one in spans
        )
