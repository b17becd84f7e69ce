"""report.json: everything that was measured on a model."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path

from training.evaluate import Robustness, SetResult, Slice
from training.keeping import Kept
from training.metrics import Share
from training.relevance import Relevance

DIGITS = 5


@dataclass(frozen=True, slots=True)
class LabelReport:
    """One label on the records held out of training; None where none bears an annotation."""

    label: str
    held_out: Slice | None


@dataclass(frozen=True, slots=True)
class Fairness:
    """How often neutral sentences about an identity term are stopped, and the widest gap."""

    set: str
    terms: Mapping[str, Share]

    @property
    def gap(self) -> float:
        """The largest share less the smallest."""
        shares = [share.value for share in self.terms.values()]
        return max(shares) - min(shares) if shares else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured on one model under the default policy."""

    version: str
    policy: str
    labels: tuple[LabelReport, ...]
    sets: tuple[SetResult, ...] = ()
    ordinary: Slice | None = None
    official: Mapping[str, float] = field(default_factory=dict)
    functions: Mapping[str, Share] = field(default_factory=dict)
    robustness: tuple[Robustness, ...] = ()
    fairness: tuple[Fairness, ...] = ()
    relevance: tuple[Relevance, ...] = ()
    promises: tuple[Kept, ...] = ()


def write_report(folder: Path, report: Report, aims: Sequence[Mapping[str, object]]) -> None:
    """Write report.json with what was aimed at, the same bytes for the same report."""
    measured = {one.name: plain(getattr(report, one.name)) for one in fields(report)}
    content = measured | {"aims": plain(aims)}
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def plain(value: object) -> object:
    """Return `value` as JSON has it: shares with their interval, numbers rounded."""
    if isinstance(value, Share):
        low, high = value.interval
        return {"count": value.count, "of": value.of} | {
            "share": round(value.value, DIGITS),
            "interval": [round(low, DIGITS), round(high, DIGITS)],
        }
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)} | _derived(
            value
        )
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, float):
        return round(value, DIGITS)
    return str(value) if isinstance(value, StrEnum) else value


def _derived(value: object) -> dict[str, object]:
    if isinstance(value, Robustness):
        return {"relative": round(value.relative, DIGITS)}
    if isinstance(value, Relevance):
        return {"helps": value.helps}
    if isinstance(value, Fairness):
        return {"gap": round(value.gap, DIGITS)}
    return {}
