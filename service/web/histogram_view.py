"""What the histogram shows: a label's scores, the bands they are measured against, a range."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from secrets import randbelow
from typing import Self

from sqlalchemy import Connection

from service.domain import Author, Comment, Site
from service.policy import Band
from service.review import ReviewItem
from service.store import statistics
from service.store.groups import ScoreRange
from service.store.items import find_items
from service.store.statistics import Histogram, Stretch
from service.web import charts
from service.web.charts import Columns
from service.web.dashboard_view import within
from service.web.office import Office
from service.web.review_view import is_strong
from service.web.reviews import MOST, Reviewer
from service.web.verdict_view import VerdictView

BINS = 50
HIGH = 180
SHOWN = 20
_SEEDS = 2**31
_LONGEST = 80
_HALF, _WHOLE = 50.0, 100.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. `low` and `high`, in per cent, are None where no range is named."""

    label: str = ""
    site: str = ""
    low: float | None = None
    high: float | None = None
    log: bool = False
    seed: int = 0

    @classmethod
    def of(cls, args: Mapping[str, str], reviewer: Reviewer) -> Self:
        """Read the values of an address; what cannot be used counts as not asked."""
        site, seed = args.get("site", ""), args.get("seed", "")
        low, high = _per_cent(args.get("low", "")), _per_cent(args.get("high", ""))
        if low is None or high is None or low >= high:
            low = high = None
        return cls(
            label=args.get("label", "")[:_LONGEST].replace("\0", ""),
            site=site if site in reviewer.site_ids else "",
            low=low,
            high=high,
            log=args.get("scale") == "log",
            seed=int(seed) if seed.isdecimal() and len(seed) < 12 else randbelow(_SEEDS),
        )

    @property
    def scores(self) -> ScoreRange | None:
        """The range that is asked for; None where none is."""
        if self.low is None or self.high is None:
            return None
        return ScoreRange(self.label, self.low / 100, self.high / 100)

    def values(self, **changes: object) -> dict[str, str]:
        """Return the values of an address that asks for this, but for `changes`."""
        asked = replace(self, **changes)  # type: ignore[arg-type]  # checked by the templates' tests
        values = {"label": asked.label, "site": asked.site, "scale": "log" if asked.log else ""}
        if asked.low is not None and asked.high is not None:
            values |= {"low": f"{asked.low:g}", "high": f"{asked.high:g}"}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Measure:
    """A policy's bands for the label, and the sites that it judges."""

    policy: str
    sites: tuple[Site, ...]
    band: Band

    @property
    def hold_at(self) -> float:
        """From where comments are held, in per cent; 100 where they never are."""
        return min(self.band.hold, self.band.reject, 1.0) * 100

    @property
    def reject_at(self) -> float:
        """From where they are rejected, in per cent; 100 where they never are."""
        return min(self.band.reject, 1.0) * 100


@dataclass(frozen=True, slots=True)
class Specimen:
    """A comment of the sample, with its evidence marked; `strong` says whether to warn of it."""

    item: ReviewItem
    view: VerdictView
    score: float
    site: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """A range: how many open items it has, a sample, and the last item that belongs to it."""

    low: float
    high: float
    count: int
    until: str
    sample: tuple[Specimen, ...]

    @property
    def decidable(self) -> int:
        """How many of them one act can decide on, the lowest scores first."""
        return min(self.count, MOST)


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of the open queue for a label."""

    asked: Asked
    sites: tuple[Site, ...]
    labels: Mapping[str, int]
    histogram: Histogram
    measures: tuple[Measure, ...]
    selection: Selection | None
    known: tuple[str, ...]

    def kinds(self, kind: str) -> list[str]:
        """Return the labels that a decision for spam or abuse may carry."""
        return [label for label in self.known if label.startswith(f"{kind}/")]

    @property
    def low(self) -> float:
        """Where the range begins that is asked for, in per cent; else where holding begins."""
        if self.asked.low is not None:
            return self.asked.low
        held = float(round(min((one.hold_at for one in self.measures), default=_HALF)))
        return held if held < _WHOLE else _HALF

    @property
    def high(self) -> float:
        """Where it ends: else where rejection begins."""
        if self.asked.high is not None:
            return self.asked.high
        rejected = float(round(max((one.reject_at for one in self.measures), default=_WHOLE)))
        return rejected if rejected > self.low else _WHOLE

    @property
    def columns(self) -> Columns:
        """The histogram as bars."""
        return charts.histogram(self.histogram.counts, HIGH, log=self.asked.log)

    @property
    def bins(self) -> list[tuple[float, float, int]]:
        """From where to where, in per cent, each bin goes and how many items it counts."""
        wide = 100 / BINS
        return [(n * wide, (n + 1) * wide, count) for n, count in enumerate(self.histogram.counts)]


def scores(office: Office, reviewer: Reviewer, asked: Asked) -> Scores:
    """Count the queue's scores; of the label with the most items where none is asked for."""
    mine = within(reviewer, asked.site)
    with office.read() as connection:
        labels = statistics.labels_in_queue(connection, mine.site_ids)
        label = asked.label or max(labels, key=labels.__getitem__, default="")
        asked = replace(asked, label=label)
        counted = statistics.histogram(connection, mine.site_ids, label, BINS)
    selection = None
    if asked.scores is not None:
        with office.read() as connection:
            selection = _select(connection, office, mine, asked, asked.scores)
    measures = _measures(office, mine, label)
    return Scores(asked, reviewer.sites, labels, counted, measures, selection, known_labels(office))


def known_labels(office: Office) -> tuple[str, ...]:
    """Return every label that some policy measures."""
    return tuple(sorted({label for one in office.policies.values() for label in one.labels}))


def _select(
    connection: Connection, office: Office, mine: Reviewer, asked: Asked, wanted: ScoreRange
) -> Selection:
    # First the border, then the count: what arrives in between belongs to neither.
    until = statistics.newest_open(connection, mine.site_ids)
    stretch = Stretch(mine.site_ids, wanted, until)
    ids = statistics.sample(connection, stretch, SHOWN, asked.seed)
    return Selection(
        low=wanted.low * 100,
        high=wanted.high * 100,
        count=statistics.count_in_range(connection, stretch),
        until=until,
        sample=tuple(
            _specimen(office, mine, item, asked.label) for item in find_items(connection, ids)
        ),
    )


def _specimen(office: Office, mine: Reviewer, item: ReviewItem, label: str) -> Specimen:
    author = Author(name=item.author.name, url=item.author.url)
    comment = Comment(item.body, author=author, article=item.article)
    site = mine.site(item.site_id)
    policy = office.rulebook.judged(site, item.verdict.policy)
    view = VerdictView.of(comment, item.verdict, policy)
    return Specimen(
        item=item,
        view=view,
        score=item.verdict.scores.get(label, 0.0),
        site=site.name if len(mine.sites) > 1 else "",
        strong=is_strong(item.verdict, policy),
    )


def _measures(office: Office, mine: Reviewer, label: str) -> tuple[Measure, ...]:
    """Return the bands of every policy in force: presets first, then those that are sites' own."""
    judged: dict[str, list[Site]] = {name: [] for name in office.policies}
    bands: dict[str, Band] = {}
    for site in sorted(mine.sites, key=lambda site: site.name):
        policy = office.rulebook.policy_of(site)
        name = policy.name if policy.name in office.policies else site.name
        if label in policy.labels:
            judged.setdefault(name, []).append(site)
            bands[name] = policy.labels[label]
    return tuple(
        Measure(name, tuple(sites), bands[name]) for name, sites in judged.items() if sites
    )


def _per_cent(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number <= 100 else None
