"""Documents that are refused, with what is wrong and on which line; and those that are doubtful."""

import pytest

from service.policy.document import MAX_BYTES, MAX_RULES, read_document
from service.policy.lint import lint
from tests.policy.documents import GROUNDS, compiled, flaws_of

RULE = '[[rule]]\nname = "r"\naction = "hold"\n'
LIST = '[[list]]\nname = "l"\nkind = "terms"\naction = "hold"\n'


@pytest.mark.parametrize(
    ("document", "flaw"),
    [
        ("preset = ", "This is no TOML: Invalid value (at end of document)"),
        ("a = 1\na = 2", "This is no TOML: Cannot overwrite a value (at end of document)"),
        ("x = " + "[" * 5000, "This is no TOML: too deep or too long"),
        ("x = " + "1" * 5000, "This is no TOML: too deep or too long"),
        ("a" * (MAX_BYTES + 1), "A policy has at most 262144 bytes"),
        ('preset = "mild"', "line 1: preset: This must be one of: lenient, balanced, strict"),
        ("preset = 3", "line 1: preset: This must be one of: lenient, balanced, strict"),
        ("presett = 'strict'", "line 1: presett: There is no setting of this name here"),
        ("rule = 'x'", "line 1: rule: This must be a list of tables"),
        ("rule = ['x']", "rule[1]: This must be a table"),
        ("bands = 3", "line 1: bands: This must be a table"),
        ("[bands]\nspam = 0.4", "line 2: bands.spam: This must be a table"),
        ("[bands]\nspamm = { hold = 0.4 }", "line 2: bands.spamm: The model has no such label"),
        ('[bands]\n"signal:x" = { hold = 1 }', "There is no such signal"),
        ("[bands]\nspam = {}", "line 2: bands.spam: A band has hold and reject"),
        ("[bands]\nspam = { hold = 0.9, reject = 0.2 }", "The band would hold only above 0.9"),
        ("[bands]\nspam = { hold = 1.5 }", "line 2: bands.spam.hold: This must be from 0 to 1"),
        ("[bands]\nspam = { hold = nan }", "line 2: bands.spam.hold: This must be from 0 to 1"),
        ("[bands]\nspam = { hold = true }", "bands.spam.hold: This must be a number"),
        ("[bands]\nspam = { hold = 'high' }", "bands.spam.hold: This must be a number"),
        (
            "[bands]\nspam = { hold = 0.1, wrongly_held = 0.1 }",
            "bands.spam: A band has hold and reject, or wrongly_held and wrongly_rejected",
        ),
        ("[bands]\nabuse = { wrongly_held = 0.01 }", "This model does not say what it can promise"),
        (
            '[bands]\n"signal:shouting" = { wrongly_held = 0.01 }',
            "Only the bands of labels can be promised",
        ),
        ('[[section]]\nname = "s"', "line 1: section[1].articles: This is missing"),
        (RULE, "line 1: rule[1].when: This is missing"),
        ('[[rule]]\naction = "hold"\nwhen.length = 1', "line 1: rule[1].name: This is missing"),
        ('[[rule]]\nname = " "\naction = "hold"\nwhen.length = 1', "rule[1].name: This must not"),
        ('[[rule]]\nname = "r"\nwhen.length = 1', "line 1: rule[1].action: This is missing"),
        (RULE + "when.lenght = 1", "line 4: rule[1].when.lenght: There is no setting"),
        (RULE + "when.length = {}", "rule[1].when.length: Say at_least"),
        (RULE + "when.length = { at_least = 3, at_most = 2 }", "No number is in this range"),
        (RULE + "when.length = { atleast = 3 }", "rule[1].when.length.atleast: There is no"),
        (RULE + "when.text = {}", "rule[1].when.text.terms: This is missing"),
        (RULE + "when.text.terms = [3]", "This must be a text or a list of texts"),
        (RULE + "when.text.terms = []", "rule[1].when.text.terms: This must not be empty"),
        (RULE + "when.text.terms = ['\u0301']", "This term has no letters or digits"),
        (RULE + "when.text.terms = ['']", "This term has no letters or digits"),
        (RULE + "when.text.patterns = ['(a']", "This is no pattern that can be used: missing )"),
        (RULE + "when.text.patterns = ['a*']", "it matches the empty string"),
        (RULE + "when.text.patterns = ['(?=a)b']", "look-arounds are not supported"),
        (RULE + "when.text = { terms = ['a'], in = ['title'] }", "in: This must be one of: body"),
        (RULE + "when.text = { terms = ['a'], form = 'x' }", "form: This must be one of: raw"),
        (RULE + "when.author.address = '10.0.0.0/64'", "This is no IP address and no range"),
        (RULE + "when.links.domain = 'judol'", "rule[1].when.links.domain[1]: This is no domain"),
        (RULE + "when.links.shortened = 1", "rule[1].when.links.shortened: This must be true"),
        (RULE + "when.time.zone = 'Java'", "There is no such time zone"),
        (RULE + "when.time.from = '25:00'", "rule[1].when.time.from: This must be a time"),
        (RULE + "when.time.days = ['senin']", "This must be one of: mon, tue"),
        (RULE + "when.score.spamm = 1", "rule[1].when.score.spamm: The model has no such label"),
        (RULE + "when.signal.shout = 1", "rule[1].when.signal.shout: There is no such signal"),
        (RULE + "when.list = 'none'", "There is no list of this name in the document"),
        (RULE + "when.length = 1\n" + RULE + "when.length = 2", "line 6: rule[2].name: Another"),
        (RULE + "when = " + "{ not = " * 9 + "{}" + " }" * 9, "Conditions stand at most 8 deep"),
        ((RULE + "when.length = 1\n") * (MAX_RULES + 1), "rule: There are at most 200 of these"),
        (LIST, "line 1: list[1]: A list has either entries or a url"),
        (LIST + "entries = ['a']\nurl = 'https://a.example'", "A list has either entries or a url"),
        (LIST + "url = 'http://a.example/l'", "Lists are fetched from https addresses"),
        (
            LIST.replace("hold", "reject") + "url = 'https://a.example/l'",
            "A subscribed list must have a sha256 or a public_key",
        ),
        (LIST + "url = 'https://a.example/l'\nsha256 = 'abc'", "a sha256 has 64 hexadecimal"),
        (LIST.replace("terms", "domains") + "entries = ['co.id']", "This is no domain"),
        ("[reputation]\napproved = 0", "reputation.approved: This must be a whole number from 1"),
        ("[reputation]\napproved = 3\nmilde = 1", "reputation.milde: There is no setting"),
    ],
    ids=lambda value: str(value)[:40] if len(str(value)) < 200 else f"{len(str(value))} characters",
)
def test_a_flaw_is_named_with_its_place(document: str, flaw: str) -> None:
    found = flaws_of(document)

    assert any(flaw in one for one in found), found


def test_every_flaw_is_told_at_once() -> None:
    document = f"preset = 'x'\n{RULE}when.lenght = 1\n[bands]\nspamm = {{ hold = 1 }}"

    assert len(flaws_of(document)) == 3


def test_no_flaw_repeats_the_text_of_a_term() -> None:
    assert not any(
        "rahasia" in flaw for flaw in flaws_of(RULE + "when.text.patterns = ['(rahasia']")
    )


def test_windows_line_ends_are_no_flaw() -> None:
    assert flaws_of('preset = "strict"\r\n[reputation]\r\napproved = 2\r\n') == []


def warnings(text: str) -> list[str]:
    return [str(flaw) for flaw in lint(read_document(text, GROUNDS.labels), text)]


@pytest.mark.parametrize(
    ("document", "warning"),
    [
        (
            RULE + 'when.text.terms = ["a", "b"]\n[[rule]]\nname = "s"\naction = "reject"\n'
            'when = { text = { terms = ["a"] }, length = 3 }',
            "line 5: rule[2]: This never comes to its turn: “r” decides on all of it before",
        ),
        (RULE + "when = {}", "line 1: rule[1]: This is true of every comment"),
        (RULE + "when.any = []", "line 1: rule[1]: This is true of no comment"),
        (RULE + "when.text.patterns = ['A']", "This pattern can never match"),
        (RULE + "when.text = { patterns = ['a b'], form = 'squeezed' }", "can never match"),
        (
            '[[section]]\nname = "a"\narticles = "*"\n[[section]]\nname = "b"\nlanguages = "id"',
            "line 4: section[2]: This never comes to its turn",
        ),
    ],
)
def test_what_is_doubtful_is_told(document: str, warning: str) -> None:
    assert any(warning in one for one in warnings(document)), warnings(document)


@pytest.mark.parametrize(
    "document",
    [
        RULE + 'when.text.terms = ["a"]\n[[rule]]\nname = "s"\naction = "hold"\n'
        'when.text.terms = ["a", "b"]',
        '[[rule]]\nname = "r"\naction = "reason"\nwhen = {}',
        RULE + "when.text = { patterns = ['A'], form = 'raw' }",
        '[[section]]\nname = "a"\nlanguages = "jv"\n[[section]]\nname = "b"\nlanguages = "id"',
    ],
)
def test_what_is_in_order_is_not_warned_of(document: str) -> None:
    assert warnings(document) == []


def test_an_empty_document_is_the_preset() -> None:
    assert compiled("").labels["spam"].hold == 0.5
