"""A policy's document: TOML read into values, or refused with everything that is wrong with it."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from service.policy import flaws
from service.policy.bands import NEVER
from service.policy.conditions import Condition, Listed, Number, leaves
from service.policy.flaws import DocumentInvalid, Flaw
from service.policy.lines import line_in, placed
from service.policy.listing import Kind, Subscription, domain_of, pin_problem
from service.policy.rules import Action
from service.policy.spelling import condition
from service.policy.tables import Notes, Table
from service.presets import PRESETS
from service.signals import SIGNALS

MAX_BYTES = 256 * 1024
MAX_RULES = 200
MAX_SECTIONS = 50
MAX_LISTS = 50
MAX_NAME = 60
MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class BandSpec:
    """A band as it is written: numbers, or promised shares of ordinary comments; None if not."""

    hold: float | None = None
    reject: float | None = None
    wrongly_held: float | None = None
    wrongly_rejected: float | None = None


Bands = tuple[tuple[str, BandSpec], ...]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """Bands of a part of the site. An empty preset is that of the document."""

    name: str
    articles: tuple[str, ...]
    languages: tuple[str, ...]
    preset: str
    bands: Bands


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule; `at` is its path."""

    at: str
    name: str
    action: Action
    when: Condition


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list, with its entries or with where they are subscribed to."""

    at: str
    name: str
    kind: Kind
    action: Action
    entries: tuple[str, ...] = ()
    subscription: Subscription | None = None
    affixes: bool = False


@dataclass(frozen=True, slots=True)
class ReputationSpec:
    """Authors approved so often skip the hold of scores that are mild."""

    approved: int
    mild: float


@dataclass(frozen=True, slots=True)
class Document:
    """A whole policy. An empty preset is the one that the site has."""

    preset: str = ""
    bands: Bands = ()
    sections: tuple[SectionSpec, ...] = ()
    rules: tuple[RuleSpec, ...] = ()
    lists: tuple[ListSpec, ...] = ()
    reputation: ReputationSpec | None = None


def read_document(text: str, labels: Collection[str]) -> Document:
    """Return the document that `text` spells; `labels` are those of the model.

    Raises DocumentInvalid with every flaw that was found.
    """
    notes = Notes()
    document = _document(Table(_toml(text), "", notes), labels)
    if notes.flaws:
        raise DocumentInvalid(placed(notes.flaws, text))
    return document


def _toml(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise DocumentInvalid([Flaw("", flaws.TOO_LARGE, {"most": MAX_BYTES})])
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "too deep or too long"
        raise DocumentInvalid([Flaw("", flaws.NOT_TOML, {"why": why}, line_in(why))]) from None


def _document(table: Table, labels: Collection[str]) -> Document:
    document = Document(
        preset=table.one_of("preset", PRESETS),
        bands=_bands(table, labels),
        sections=tuple(_section(one, labels) for one in table.tables("section", MAX_SECTIONS)),
        rules=tuple(_rule(one) for one in table.tables("rule", MAX_RULES)),
        lists=tuple(_list(one) for one in table.tables("list", MAX_LISTS)),
        reputation=_reputation(table),
    )
    table.end()
    _check_names(document, labels, table.notes)
    return document


def _check_names(document: Document, labels: Collection[str], notes: Notes) -> None:
    """Note names that two have, and lists, signals and labels that are asked for in vain."""
    named: list[RuleSpec | ListSpec] = [*document.rules, *document.lists]
    seen: set[str] = set()
    for one in named:
        if one.name in seen:
            notes.add(f"{one.at}.name", flaws.SAME_NAME)
        seen.add(one.name)
    lists = [one.name for one in document.lists]
    for rule in document.rules:
        for leaf in leaves(rule.when):
            _check_leaf(leaf, f"{rule.at}.when", {"score": labels, "signal": SIGNALS}, notes)
            if isinstance(leaf, Listed) and not set(leaf.names) <= set(lists):
                notes.add(f"{rule.at}.when.list", flaws.NO_SUCH_LIST)


def _check_leaf(
    leaf: Condition, at: str, known: Mapping[str, Collection[str]], notes: Notes
) -> None:
    """Note a score or signal that is not known."""
    if not isinstance(leaf, Number):
        return
    kind, _, name = leaf.fact.partition(":")
    if kind in known and name not in known[kind]:
        says = flaws.NO_SUCH_LABEL if kind == "score" else flaws.NO_SUCH_SIGNAL
        notes.add(f"{at}.{kind}.{name}", says, known=", ".join(sorted(known[kind])))


def _bands(table: Table, labels: Collection[str]) -> Bands:
    bands = table.table("bands")
    if bands is None:
        return ()
    found = []
    for name in bands.others():
        kind, _, signal = name.partition(":")
        if kind == "signal" and signal not in SIGNALS:
            bands.wrong(name, flaws.NO_SUCH_SIGNAL, known=", ".join(SIGNALS))
        elif kind != "signal" and name not in labels:
            bands.wrong(name, flaws.NO_SUCH_LABEL, known=", ".join(sorted(labels)))
        band = bands.table(name)
        if band is not None:
            found.append((name, _band(band, promised=kind != "signal")))
    return tuple(found)


def _band(table: Table, *, promised: bool) -> BandSpec:
    band = BandSpec(
        hold=_threshold(table, "hold"),
        reject=_threshold(table, "reject"),
        wrongly_held=table.number("wrongly_held", 0, 1),
        wrongly_rejected=table.number("wrongly_rejected", 0, 1),
    )
    table.end()
    numbers = "hold" in table.members or "reject" in table.members
    promises = "wrongly_held" in table.members or "wrongly_rejected" in table.members
    if numbers == promises:
        table.notes.add(table.at, flaws.NO_BAND)
    elif promises and not promised:
        table.notes.add(table.at, flaws.PROMISE_OF_LABELS)
    elif band.hold is not None and band.reject is not None and band.reject < band.hold != NEVER:
        values = {"hold": band.hold, "reject": band.reject}
        table.notes.add(table.at, flaws.HOLD_ABOVE_REJECT, **values)
    return band


def _threshold(table: Table, name: str) -> float | None:
    if table.members.get(name) == "never":
        table.has(name)
        return NEVER
    return table.number(name, 0, 1)


def _section(table: Table, labels: Collection[str]) -> SectionSpec:
    section = SectionSpec(
        name=table.required("name", MAX_NAME),
        articles=table.texts("articles"),
        languages=table.texts("languages"),
        preset=table.one_of("preset", PRESETS),
        bands=_bands(table, labels),
    )
    if not section.articles and not section.languages:
        table.wrong("articles", flaws.MISSING)
    table.end()
    return section


def _rule(table: Table) -> RuleSpec:
    name = table.required("name", MAX_NAME)
    action = _action(table)
    when = table.table("when")
    if when is None and not table.has("when"):
        table.wrong("when", flaws.MISSING)
    spelled = condition(when if when is not None else Table({}, "", Notes()))
    table.end()
    return RuleSpec(table.at, name, action, spelled)


def _action(table: Table) -> Action:
    if not table.has("action"):
        table.wrong("action", flaws.MISSING)
    return Action(table.one_of("action", tuple(Action), Action.REASON))


def _list(table: Table) -> ListSpec:
    action = _action(table)
    if not table.has("kind"):
        table.wrong("kind", flaws.MISSING)
    kind = Kind(table.one_of("kind", tuple(Kind), Kind.TERMS))
    found = ListSpec(
        at=table.at,
        name=table.required("name", MAX_NAME),
        kind=kind,
        action=action,
        entries=table.texts("entries", MAX_ENTRIES),
        subscription=_subscription(table, kind, action),
        affixes=table.switch("affixes") or False,
    )
    if kind is Kind.DOMAINS:
        for n, entry in enumerate(found.entries, 1):
            if not domain_of(entry):
                table.wrong(f"entries[{n}]", flaws.NOT_A_DOMAIN)
    if table.has("entries") == table.has("url"):
        table.notes.add(table.at, flaws.ENTRIES_OR_URL)
    table.end()
    return found


def _subscription(table: Table, kind: Kind, action: Action) -> Subscription | None:
    if not table.has("url"):
        return None
    found = Subscription(
        url=table.required("url", 2000),
        kind=kind,
        sha256=table.text("sha256").lower(),
        public_key=table.text("public_key"),
        refresh_hours=table.whole("refresh_hours", 1, 24 * 30) or 24,
    )
    if not found.url.startswith("https://"):
        table.wrong("url", flaws.BAD_URL)
    if not (found.sha256 or found.public_key):
        if action.is_final:
            table.notes.add(table.at, flaws.PIN)
    elif why := pin_problem(found.sha256, found.public_key):
        table.notes.add(table.at, flaws.BAD_PIN, why=why)
    return found


def _reputation(table: Table) -> ReputationSpec | None:
    inner = table.table("reputation")
    if inner is None:
        return None
    found = ReputationSpec(
        approved=inner.whole("approved", 1, 100) or 3,
        mild=_or(inner.number("mild", 0, 1), 0.5),
    )
    inner.end()
    return found


def _or(given: float | None, otherwise: float) -> float:
    return otherwise if given is None else given
