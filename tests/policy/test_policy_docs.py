"""docs/policies.md says what there is, and all of it."""

import inspect
import re
from datetime import timedelta
from pathlib import Path

import pytest

from service.commands.policy import policy
from service.domain import Switch
from service.outbound.fetch import MAX_LIST_BYTES
from service.policy import document, listing, spelling, tables
from service.policy.compiling import Grounds, compile_policy
from service.policy.flaws import UNKNOWN, DocumentInvalid
from service.policy.listing import Kind
from service.policy.rules import Action
from service.scoring.manifest import current_manifest
from service.settings import Settings
from service.signals import SIGNALS
from service.store.policies import LONGEST_SWITCH, MAX_REASON
from service.text import patterns, termset
from service.web.policy_api import POLICY_API

TEXT = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
CONDITIONS = re.findall(r"^\| `([\w.]+)` \| `(\{ .+ \})` \| ", TEXT, re.MULTILINE)
LISTED = '[[list]]\nname = "Domain judol"\nkind = "terms"\naction = "hold"\nentries = ["a"]\n'
GROUPS = ("text", "links", "author", "article", "time", "past")
LIMITS = {
    "bytes of a document": document.MAX_BYTES,
    "rules": document.MAX_RULES,
    "lists": document.MAX_LISTS,
    "sections": document.MAX_SECTIONS,
    "characters of a name": document.MAX_NAME,
    "conditions in each other": spelling.MAX_DEPTH,
    "conditions of one `all` or `any`": spelling.MAX_PARTS,
    "values of one condition, terms aside": (
        inspect.signature(tables.Table.texts).parameters["most"].default
    ),
    "characters of such a value": tables.MAX_TEXT,
    "terms of all rules and lists together": termset.MAX_TERMS,
    "characters of a term": termset.MAX_TERM_LENGTH,
    "patterns of one form": patterns.MAX_PATTERNS,
    "characters of a pattern": patterns.MAX_PATTERN_LENGTH,
    "entries of a list of one's own": document.MAX_ENTRIES,
    "entries of a subscribed list": listing.MAX_ENTRIES,
    "terms of a subscribed list": listing.MAX_TERMS,
    "bytes of a subscribed list": MAX_LIST_BYTES,
    "characters of a reason": MAX_REASON,
    "days of the emergency switch": LONGEST_SWITCH // timedelta(days=1),
}


@pytest.fixture(scope="module")
def grounds() -> Grounds:
    manifest = current_manifest(Settings().models_dir)
    return Grounds(manifest.presets, manifest.promises)


def usable(text: str, grounds: Grounds) -> list[str]:
    try:
        compile_policy(document.read_document(text, grounds.labels), grounds, "balanced")
    except DocumentInvalid as error:
        return [str(flaw) for flaw in error.flaws]
    return []


def rule(when: str) -> str:
    return f'[[rule]]\nname = "r"\naction = "hold"\nwhen = {when}\n'


def names_in(when: str) -> set[str]:
    """Return the names that may stand where `?` stands in `when`, by what is said of it."""
    with pytest.raises(DocumentInvalid) as refused:
        document.read_document(rule(when), ())
    [known] = [flaw.values["known"] for flaw in refused.value.flaws if flaw.says == UNKNOWN]
    return set(str(known).split(", "))


def first_column(heading: str) -> set[str]:
    """Return what stands in the first column of the table whose first heading this is."""
    table = TEXT.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_every_example_can_be_used(number: int, grounds: Grounds) -> None:
    assert usable(BLOCKS[number], grounds) == []


def test_every_condition_has_an_example_that_can_be_used(grounds: Grounds) -> None:
    wrong = {
        name: flaws for name, when in CONDITIONS if (flaws := usable(rule(when) + LISTED, grounds))
    }

    assert wrong == {}


def test_the_conditions_are_those_there_are() -> None:
    single = names_in('{ "?" = 1 }') - set(GROUPS)
    inside = {f"{group}.{name}" for group in GROUPS for name in names_in(f'{{ {group}."?" = 1 }}')}

    assert {name for name, _ in CONDITIONS} == single | inside


def test_every_example_shows_its_condition() -> None:
    assert [name for name, when in CONDITIONS if name.rpartition(".")[2] not in when] == []


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("action", set(Action)),
        ("kind", set(Kind)),
        ("signal", set(SIGNALS)),
        ("switch", set(Switch)),
    ],
    ids=["actions", "kinds", "signals", "switches"],
)
def test_the_words_of_a_table_are_those_there_are(heading: str, known: set[str]) -> None:
    assert first_column(heading) == known


def test_signals_are_described_as_elsewhere() -> None:
    assert [name for name, says in SIGNALS.items() if f"| `{name}` | {says} |" not in TEXT] == []


def test_the_limits_are_those_there_are() -> None:
    table = TEXT.partition("| limit | at most |")[2].partition("\n\n")[0]

    written = dict(re.findall(r"^\| ([^-|][^|]*) \| ([\d,]+) \|", table, re.MULTILINE))

    assert written == {name: f"{most:,}" for name, most in LIMITS.items()}


def test_the_commands_are_those_there_are() -> None:
    written = first_column("command")
    told = {command.split()[2] for command in written if command.startswith("saring policy ")}

    assert told == set(policy.commands)


def test_the_calls_are_those_there_are() -> None:
    known = {f"{one.contract.method} {one.contract.path}" for one in POLICY_API}

    assert first_column("call") == {one.replace("<int:", "<") for one in known}


def test_every_place_that_is_linked_to_is_there() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    places = {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}

    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= places
