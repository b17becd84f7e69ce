"""From a document to a policy that judges: numbers for promises, functions for conditions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.policy import flaws
from service.policy.bands import NEVER, Band, Bands, preset_bands
from service.policy.checks import Compiler, like
from service.policy.conditions import (
    Condition,
    FromAddress,
    Listed,
    Number,
    OneOf,
    Words,
    leaves,
)
from service.policy.document import Bands as BandSpecs
from service.policy.document import BandSpec, Document, ListSpec, RuleSpec, SectionSpec
from service.policy.evaluate import Policy, Reputation, Section, preset
from service.policy.facts import NOT_KEPT, OF_TEXT
from service.policy.flaws import DocumentInvalid, Flaw
from service.policy.listed import check_of
from service.policy.listing import Kind
from service.policy.rules import Rule
from service.policy.vocabulary import Vocabulary
from service.scoring.manifest import Curve, promised_hold, promised_reject
from service.text.patterns import PatternInvalid, PatternSet
from service.text.termset import MAX_TERMS, Term, TermSet

OWN = "site"
"""The name of a policy that is a site's own, as in the id `site@7`."""
AUTHOR_ADDRESS = "author.address"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a model gives policies to stand on.

    `presets` are its (hold, reject) bands by preset and label, `promises` the thresholds that keep
    promised shares, by label; a model may have none.
    """

    presets: Mapping[str, Mapping[str, tuple[float, float]]]
    promises: Mapping[str, Curve] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that bands can be given for."""
        return tuple(next(iter(self.presets.values()), {}))

    def preset(self, name: str) -> Policy:
        """Return the preset `name` as a policy; raises SettingsError where there is none."""
        return preset(name, self.presets.get(name, {}))


def compile_policy(
    document: Document,
    grounds: Grounds,
    default: str,
    version: int = 0,
    copies: Mapping[str, Sequence[str]] | None = None,
) -> Policy:
    """Return the policy that `document` describes, named as the site's own version.

    `default` is the preset to begin with where the document names none; `copies` are the entries of
    subscribed lists by the lists' names, none where no copy has come yet. Where their terms are too
    many to be looked for, the longest copies are left out. Raises DocumentInvalid.
    """
    vocabulary = Vocabulary()
    entries = _fitting(document, copies or {})
    checks = {
        one.name: check_of(one, entries.get(one.name, ()) or one.entries, vocabulary)
        for one in document.lists
    }
    compiler = Compiler(vocabulary, checks)
    rules = [
        *(_rule(one, compiler) for one in document.rules),
        *(Rule(f"list:{one.name}", one.action, checks[one.name]) for one in document.lists),
    ]
    _close(vocabulary, document)
    base = _bands(document.preset or default, document.bands, grounds, "bands")
    known = document.reputation
    return Policy(
        name=OWN,
        version=version,
        base=base,
        sections=tuple(
            _section(one, f"section[{n}]", document, default, grounds)
            for n, one in enumerate(document.sections, 1)
        ),
        rules=tuple(rules),
        reputation=None if known is None else Reputation(known.approved, known.mild),
        vocabulary=vocabulary,
        unseen=frozenset(_unseen(document)),
    )


def _fitting(
    document: Document, copies: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """Leave out the longest copies of terms, of equal ones the last, until the rest fits.

    Who publishes a list must not be able to break the policies that subscribe to it.
    """
    own = sum(len(leaf.terms) for leaf in _all_leaves(document.rules) if isinstance(leaf, Words))
    terms = [one for one in document.lists if one.kind is Kind.TERMS]
    room = MAX_TERMS - own - sum(len(one.entries) for one in terms)
    lengths = {one.name: len(copies[one.name]) for one in terms if one.name in copies}
    fitting = dict(copies)
    for name in sorted(lengths, key=lambda name: lengths[name])[::-1]:
        if sum(lengths.values()) <= room:
            break
        del fitting[name], lengths[name]
    return fitting


def _rule(spec: RuleSpec, compiler: Compiler) -> Rule:
    return Rule(f"rule:{spec.name}", spec.action, compiler.check(spec.when), _reads_text(spec.when))


def _reads_text(when: Condition) -> bool:
    return any(
        leaf.fact in OF_TEXT
        if isinstance(leaf, Number | OneOf)
        else isinstance(leaf, Words | Listed)
        for leaf in leaves(when)
    )


def _section(
    spec: SectionSpec, at: str, document: Document, default: str, grounds: Grounds
) -> Section:
    """Return a section: its bands stand over the document's, where it names no preset itself."""
    bands = spec.bands if spec.preset else (*document.bands, *spec.bands)
    chosen = spec.preset or document.preset or default
    return Section(
        name=spec.name,
        like=like(spec.articles or ("*",)),
        languages=frozenset(spec.languages),
        bands=_bands(chosen, bands, grounds, f"{at}.bands"),
    )


def _bands(preset: str, specs: BandSpecs, grounds: Grounds, at: str) -> Bands:
    base = preset_bands(preset, grounds.presets.get(preset, {}))
    labels: dict[str, Band] = {}
    signals: dict[str, Band] = {}
    for name, spec in specs:
        kind, _, signal = name.partition(":")
        if kind == "signal":
            signals[signal] = _band(spec, base.signals.get(signal, _OFF), signal, grounds, at)
        else:
            labels[name] = _band(spec, base.labels.get(name, _OFF), name, grounds, at)
    return base.changed(labels, signals)


_OFF = Band(NEVER, NEVER)


def _band(spec: BandSpec, before: Band, label: str, grounds: Grounds, at: str) -> Band:
    if spec.wrongly_held is not None or spec.wrongly_rejected is not None:
        return _promised(spec, label, grounds, at)
    if spec.hold is not None and spec.reject is not None:
        return Band(min(spec.hold, spec.reject), spec.reject)
    if spec.hold is not None:
        return Band(spec.hold, max(spec.hold, before.reject))
    reject = before.reject if spec.reject is None else spec.reject
    return Band(min(before.hold, reject), reject)


def _promised(spec: BandSpec, label: str, grounds: Grounds, at: str) -> Band:
    if label not in grounds.promises:
        raise DocumentInvalid([Flaw(f'{at}."{label}"', flaws.NO_PROMISES)])
    hold, reject = spec.wrongly_held, spec.wrongly_rejected
    rejects = NEVER if reject is None else promised_reject(grounds.promises, label, reject)
    holds = rejects if hold is None else promised_hold(grounds.promises, label, hold)
    return Band(holds, max(holds, rejects))


def _close(vocabulary: Vocabulary, document: Document) -> None:
    try:
        vocabulary.close()
    except PatternInvalid as error:
        found = [flaw for one in document.rules for flaw in _wrong_words(one)]
        found += [flaw for one in document.lists for flaw in _wrong_entries(one)]
        together = Flaw("", flaws.TOGETHER, {"why": error.reason})
        raise DocumentInvalid(found or [together]) from None


def _wrong_words(rule: RuleSpec) -> Iterator[Flaw]:
    """Find out, one by one, which terms and patterns of a rule cannot be used."""
    for leaf in leaves(rule.when):
        if not isinstance(leaf, Words):
            continue
        for n, term in enumerate(leaf.terms, 1):
            if not _is_term(term):
                yield Flaw(f"{rule.at}.when.terms[{n}]", flaws.TERM)
        for n, pattern in enumerate(leaf.patterns, 1):
            if why := _why_not_pattern(pattern):
                yield Flaw(f"{rule.at}.when.patterns[{n}]", flaws.PATTERN, {"why": why})


def _wrong_entries(spec: ListSpec) -> Iterator[Flaw]:
    for n, entry in enumerate(spec.entries if spec.kind is Kind.TERMS else (), 1):
        if not _is_term(entry):
            yield Flaw(f"{spec.at}.entries[{n}]", flaws.TERM)


def _is_term(text: str) -> bool:
    try:
        TermSet([Term(text)])
    except PatternInvalid:
        return False
    return True


def _why_not_pattern(pattern: str) -> str:
    try:
        PatternSet([pattern])
    except PatternInvalid as error:
        return error.reason
    return ""


def _unseen(document: Document) -> Iterator[str]:
    for leaf in _all_leaves(document.rules):
        if isinstance(leaf, FromAddress):
            yield AUTHOR_ADDRESS
        if isinstance(leaf, OneOf) and leaf.fact in NOT_KEPT:
            yield leaf.fact
    if any(one.kind is Kind.AUTHORS for one in document.lists):
        yield from ("author.id", "author.email")


def _all_leaves(rules: Iterable[RuleSpec]) -> Iterator[Condition]:
    for rule in rules:
        yield from leaves(rule.when)
