"""What one condition says of another."""

import pytest

from service.policy.conditions import Condition, Every
from service.policy.implication import implies
from service.policy.spelling import condition
from service.policy.tables import Notes, Table

TERMS = {"text": {"terms": ["babi"]}}
MORE_TERMS = {"text": {"terms": ["anjing", "babi"]}}
THREE_LINKS = {"links": {"count": {"at_least": 3}}}
TWO_LINKS = {"links": {"count": {"at_least": 2}}}


def spelled(when: dict[str, object]) -> Condition:
    notes = Notes()
    found = condition(Table(when, "when", notes))
    assert notes.flaws == []
    return found


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        (TERMS, TERMS, True),
        (TERMS, MORE_TERMS, True),
        (MORE_TERMS, TERMS, False),
        (TERMS, {"text": {"terms": ["babi"], "affixes": True}}, True),
        ({"text": {"terms": ["babi"], "affixes": True}}, TERMS, False),
        (TERMS, {"text": {"terms": ["babi"], "in": ["body", "author.name"]}}, True),
        (TERMS, {"text": {"terms": ["babi"], "in": ["author.name"]}}, False),
        (TERMS, {"text": {"terms": ["babi"], "form": "squeezed"}}, False),
        (THREE_LINKS, TWO_LINKS, True),
        (TWO_LINKS, THREE_LINKS, False),
        ({"links": {"count": {"more_than": 2}}}, TWO_LINKS, True),
        (TWO_LINKS, {"links": {"count": {"more_than": 2}}}, False),
        ({"links": {"count": 2}}, TWO_LINKS, True),
        (TWO_LINKS, {"length": {"at_least": 2}}, False),
        ({"language": ["id"]}, {"language": ["id", "jv"]}, True),
        ({"language": ["id", "jv"]}, {"language": ["id"]}, False),
        ({**THREE_LINKS, **TERMS}, TWO_LINKS, True),
        (TWO_LINKS, {**TWO_LINKS, **TERMS}, False),
        ({"any": [TERMS, THREE_LINKS]}, {"any": [TWO_LINKS, MORE_TERMS]}, True),
        ({"any": [TERMS, {"length": 1}]}, MORE_TERMS, False),
        (THREE_LINKS, {"any": [TERMS, TWO_LINKS]}, True),
        ({"not": TWO_LINKS}, {"not": THREE_LINKS}, True),
        ({"not": THREE_LINKS}, {"not": TWO_LINKS}, False),
        ({"article": {"url": "*/a/*"}}, {"article": {"url": ["*/a/*", "*/b/*"]}}, True),
        ({"author": {"address": "10.0.0.0/8"}}, {"author": {"address": ["10.0.0.0/8"]}}, True),
        ({"list": "a"}, {"list": ["a", "b"]}, True),
        ({"article": {"closed": True}}, {"article": {"closed": False}}, False),
        (TERMS, {}, True),
        ({}, TERMS, False),
    ],
)
def test_one_condition_implies_another(
    narrow: dict[str, object], wide: dict[str, object], *, expected: bool
) -> None:
    assert implies(spelled(narrow), spelled(wide)) is expected


def test_what_always_holds_is_implied_by_anything() -> None:
    assert implies(spelled({"any": []}), Every(()))
