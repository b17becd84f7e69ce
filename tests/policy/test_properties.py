"""What holds of every policy and every comment: evaluation is total, and the same each time."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Article, Author, Comment, Decision, Past, Switch
from service.policy import Policy, under
from service.policy.checks import Compiler
from service.policy.conditions import Condition
from service.policy.document import Document, RuleSpec, read_document
from service.policy.flaws import DocumentInvalid
from service.policy.implication import implies
from service.policy.rules import Action, Rule
from service.policy.spelling import condition
from service.policy.tables import Notes, Table
from service.policy.vocabulary import Look, Vocabulary
from tests.policy.documents import GROUNDS, MONDAY, compiled, facts

words = st.sampled_from(["anjing", "slot gacor", "promo", "wa", "判断", "ก", "𝗮"])
numbers = st.integers(0, 4).map(float) | st.floats(-2, 40, allow_nan=False)
ranges = st.one_of(
    numbers,
    st.dictionaries(
        st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
        numbers,
        min_size=1,
        max_size=2,
    ),
)
texts = st.fixed_dictionaries(
    {"terms": st.lists(words, min_size=1, max_size=3)},
    optional={
        "in": st.lists(st.sampled_from(["body", "author.name"]), min_size=1, max_size=2),
        "form": st.sampled_from(["folded", "squeezed"]),
        "affixes": st.booleans(),
    },
)
leaves = st.one_of(
    st.builds(lambda text: {"text": text}, texts),
    st.builds(lambda pattern: {"text": {"patterns": [pattern]}}, st.sampled_from(["a", r"\d+"])),
    st.builds(lambda number: {"length": number}, ranges),
    st.builds(lambda number: {"links": {"count": number}}, ranges),
    st.builds(lambda number: {"author": {"comments": number}}, ranges),
    st.builds(lambda number: {"score": {"spam": number}}, ranges),
    st.builds(lambda number: {"article": {"age_days": number}}, ranges),
    st.builds(lambda so: {"article": {"closed": so}}, st.booleans()),
    st.builds(lambda code: {"language": code}, st.sampled_from(["id", "en", "und"])),
    st.just({"time": {"from": "22:00", "until": "05:00", "days": ["mon"]}}),
    st.just({"author": {"address": "203.0.113.0/24"}}),
    st.just({"links": {"domain": "judol.example"}}),
)
whens: st.SearchStrategy[dict[str, Any]] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
bodies = st.text(max_size=60) | st.sampled_from(
    ["main slot gacor wa 0812-3456-7890", "dasar anjing-anjing", "https://x.judol.example promo"]
)
comments = st.builds(
    Comment,
    body=bodies,
    author=st.builds(Author, name=st.text(max_size=10), ip=st.sampled_from(["203.0.113.9", "x"])),
    article=st.builds(Article, published_at=st.sampled_from([None, MONDAY]), closed=st.booleans()),
)
pasts = st.builds(Past, comments=st.integers(0, 5), approved=st.integers(0, 5))
scores = st.dictionaries(st.sampled_from(["spam", "abuse"]), st.floats(0, 1))


def spelled(when: dict[str, Any]) -> Condition:
    return condition(Table(when, "when", Notes()))


def ruled(when: dict[str, Any], action: Action) -> Policy:
    """Return a policy of one rule."""
    vocabulary = Vocabulary()
    check = Compiler(vocabulary, {}).check(spelled(when))
    vocabulary.close()
    rules = (Rule("rule:r", action, check),)
    return replace(compiled(""), rules=rules, vocabulary=vocabulary)


@settings(max_examples=60, deadline=None)
@given(when=whens, action=st.sampled_from(Action), comment=comments, past=pasts, known=scores)
def test_evaluation_is_total_and_deterministic(
    when: dict[str, Any], action: Action, comment: Comment, past: Past, known: dict[str, float]
) -> None:
    policy, again = ruled(when, action), ruled(when, action)
    seen = facts(comment, known, past)

    ruling = policy.judge(seen)

    assert ruling.decision in Decision
    assert ruling == policy.judge(seen) == again.judge(facts(comment, known, past))
    assert ruling.decision is (ruling.reasons[0].band if ruling.reasons else Decision.APPROVE)


@settings(max_examples=60, deadline=None)
@given(when=whens, comment=comments, known=scores)
def test_a_condition_and_its_negation_are_never_both_true(
    when: dict[str, Any], comment: Comment, known: dict[str, float]
) -> None:
    seen = facts(comment, known)
    vocabulary = Vocabulary()
    compiler = Compiler(vocabulary, {})
    plain, negated = (compiler.check(spelled(one)) for one in (when, {"not": when}))
    vocabulary.close()
    look = Look(seen, vocabulary)

    assert (plain(look) is None) is not (negated(look) is None)


@settings(max_examples=150, deadline=None)
@given(narrow=whens, wide=whens, comment=comments, known=scores)
def test_what_is_implied_holds(
    narrow: dict[str, Any], wide: dict[str, Any], comment: Comment, known: dict[str, float]
) -> None:
    some = {"any": [narrow, wide]}
    vocabulary = Vocabulary()
    compiler = Compiler(vocabulary, {})
    pairs = [(one, other) for one in (narrow, wide, some) for other in (narrow, wide, some)]
    implied = [pair for pair in pairs if implies(spelled(pair[0]), spelled(pair[1]))]
    checks = [(compiler.check(spelled(a)), compiler.check(spelled(b))) for a, b in implied]
    vocabulary.close()
    look = Look(facts(comment, known), vocabulary)

    assert all(wider(look) is not None for one, wider in checks if one(look) is not None)


@settings(max_examples=60, deadline=None)
@given(known=scores, past=pasts, switch=st.sampled_from([None, *Switch]))
def test_a_switch_never_approves_and_never_rejects_more(
    known: dict[str, float], past: Past, switch: Switch | None
) -> None:
    ruling = compiled("[reputation]\napproved = 2").judge(facts(scores=known, past=past))

    after = under(ruling, switch)

    assert after.decision in (ruling.decision, Decision.HOLD)
    assert switch is None or after.decision is not Decision.APPROVE


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=200))
def test_any_text_is_a_document_or_refused(text: str) -> None:
    flaws: tuple[object, ...] = ()
    found = None
    with suppress(DocumentInvalid):
        found = read_document(text, GROUNDS.labels)
    if found is None:
        with pytest.raises(DocumentInvalid) as refused:
            read_document(text, GROUNDS.labels)
        flaws = refused.value.flaws

    assert isinstance(found, Document) or flaws


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "text", "terms", "links"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(value=json)
def test_any_value_is_read_as_a_condition_or_noted(value: object) -> None:
    notes = Notes()

    found = condition(Table.of(value, "when", notes))

    assert RuleSpec("rule[1]", "r", Action.HOLD, found)
