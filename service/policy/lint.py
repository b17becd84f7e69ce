"""What is doubtful about a document that can be used: rules without a turn, patterns in vain."""

from collections.abc import Iterator, Sequence

from service.policy import flaws
from service.policy.conditions import ALWAYS, Like, Some, Words, leaves
from service.policy.document import Document, RuleSpec, SectionSpec
from service.policy.flaws import Flaw
from service.policy.implication import implies
from service.policy.lines import placed
from service.policy.rules import Action
from service.text.never import why_never


def lint(document: Document, text: str) -> list[Flaw]:
    """Return warnings about `document`, which `text` spells, in the order of its rules."""
    found = [
        *_shadowed(document.rules),
        *(flaw for rule in document.rules for flaw in _vain(rule)),
        *_covered(document.sections),
        *(
            Flaw(one.at, flaws.UNUSED_LIST)
            for one in document.lists
            if not one.entries and one.subscription is None
        ),
    ]
    return sorted(placed(found, text), key=lambda flaw: flaw.line)


def _shadowed(rules: Sequence[RuleSpec]) -> Iterator[Flaw]:
    """Find rules that an earlier one always decides before."""
    for n, rule in enumerate(rules):
        for earlier in rules[:n]:
            if earlier.action is not Action.REASON and implies(rule.when, earlier.when):
                yield Flaw(rule.at, flaws.SHADOWED, {"name": earlier.name})
                break


def _vain(rule: RuleSpec) -> Iterator[Flaw]:
    if implies(ALWAYS, rule.when) and rule.action is not Action.REASON:
        yield Flaw(rule.at, flaws.ALWAYS_TRUE)
    if rule.when == Some(()):
        yield Flaw(rule.at, flaws.NEVER_TRUE)
    for leaf in leaves(rule.when):
        if isinstance(leaf, Words):
            for n, pattern in enumerate(leaf.patterns, 1):
                if why := why_never(pattern, leaf.form.value):
                    at = f"{rule.at}.when.patterns[{n}]"
                    yield Flaw(at, flaws.NEVER_MATCHES, {"why": why})


def _covered(sections: Sequence[SectionSpec]) -> Iterator[Flaw]:
    """Find sections that an earlier one covers whole."""
    for n, section in enumerate(sections):
        for earlier in sections[:n]:
            urls = Like(section.articles or ("*",)), Like(earlier.articles or ("*",))
            inside = implies(*urls) or "*" in urls[1].patterns
            languages = not earlier.languages or (
                bool(section.languages) and set(section.languages) <= set(earlier.languages)
            )
            if inside and languages:
                yield Flaw(f"section[{n + 1}]", flaws.SHADOWED, {"name": earlier.name})
                break
