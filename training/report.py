"""report.json and card.md: what was measured, and the model's story for people."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path

from service.scoring.manifest import Manifest
from training.evaluate import Robustness, SetResult, Slice
from training.metrics import Ranking, Share
from training.recipe import Recipe
from training.sources import Source

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
    robustness: tuple[Robustness, ...] = ()
    fairness: tuple[Fairness, ...] = ()


def write_report(folder: Path, report: Report) -> None:
    """Write report.json, the same bytes for the same report."""
    text = json.dumps(plain(report), indent=1, sort_keys=True, ensure_ascii=False)
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
    if isinstance(value, Fairness):
        return {"gap": round(value.gap, DIGITS)}
    return {}


def write_card(
    folder: Path, report: Report, manifest: Manifest, recipe: Recipe, sources: Sequence[Source]
) -> None:
    """Write card.md beside report.json."""
    text = "\n".join(_card(report, manifest, recipe, sources))
    (folder / "card.md").write_text(text, encoding="utf-8")


def _card(
    report: Report, manifest: Manifest, recipe: Recipe, sources: Sequence[Source]
) -> Iterable[str]:
    yield f"# Model {manifest.version}\n"
    yield (
        f"Made on {manifest.created} with seed {manifest.seed}. Scores comments for "
        f"{_names(manifest.labels)}: one linear model a label over hashed n-grams of the folded "
        f"body, the author's name and URL, links and style. It was made for comments on blogs and "
        f"videos in Indonesian and English.\n"
    )
    yield from _promise(recipe, manifest)
    yield from _held_out(report)
    yield from _evaluation(report)
    yield from _robustness(report)
    yield from _limits(report)
    yield from _sources(sources)


def _promise(recipe: Recipe, manifest: Manifest) -> Iterable[str]:
    yield "## What it promises\n"
    yield (
        "Bands are computed so that, with 95 % confidence, no more than these shares of ordinary "
        "comments like those held out of training are held or rejected by mistake. Labels share "
        "a promise: " + ", ".join(f"{k} {v:.0%}" for k, v in recipe.shares.items()) + ".\n"
    )
    yield "| preset | held | rejected | bands (hold, reject) |\n|---|--:|--:|---|"
    for name, promise in recipe.presets.items():
        bands = "; ".join(
            f"{label} {_band(hold)}, {_band(reject)}"
            for label, (hold, reject) in manifest.presets[name].items()
        )
        yield f"| {name} | {promise.hold:.2%} | {promise.reject:.3%} | {bands} |"
    yield ""


def _band(level: float) -> str:
    return "never" if level > 1 else f"{level:.4f}"


def _held_out(report: Report) -> Iterable[str]:
    yield "## On templates held out of training\n"
    yield "| label | comments | bad | ROC-AUC | average precision | calibration error |"
    yield "|---|--:|--:|--:|--:|--:|"
    for one in report.labels:
        if one.held_out:
            whole = one.held_out
            yield (
                f"| {one.label} | {whole.comments:,} | {whole.bad:,} | {_ranks(whole.ranking)} | "
                f"{whole.calibration_error:.4f} |"
            )
    yield ""


def _evaluation(report: Report) -> Iterable[str]:
    if not report.sets:
        return
    yield "## On sets that are never trained on\n"
    yield (
        f"Under the policy `{report.policy}`, signals included; texts whose template occurs in "
        "training are left out. *Held* counts what was not approved. In brackets: 95 % Wilson "
        "intervals.\n"
    )
    yield (
        "| set | label | comments | bad | ROC-AUC | average precision | caught | rejected | "
        "wrongly held | wrongly rejected |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for one in report.sets:
        yield _row(one.name, one.label, one.whole)
    if report.ordinary:
        yield _row("all ordinary comments", "spam", report.ordinary)
    for name, value in report.official.items():
        yield f"\n{name}: {value:.4f}"
    yield ""


def _row(name: str, label: str, whole: Slice) -> str:
    did = whole.outcome
    shares = (did.caught, did.rejected, did.wrongly_held, did.wrongly_rejected)
    return (
        f"| {name} | {label} | {whole.comments:,} | {whole.bad:,} | {_ranks(whole.ranking)} | "
        + " | ".join(_share(share) for share in shares)
        + " |"
    )


def _ranks(ranked: Ranking | None) -> str:
    return f"{ranked.roc_auc:.4f} | {ranked.average_precision:.4f}" if ranked else "– | –"


def _share(share: Share) -> str:
    if not share.of:
        return "–"
    low, high = share.interval
    return f"{share.value:.2%} ({low:.2%} to {high:.2%})"


def _robustness(report: Report) -> Iterable[str]:
    if not report.robustness:
        return
    yield "## Under every disguise\n"
    yield "Gambling advertisements held out of training, their brand disguised.\n"
    yield "| disguise | caught | the same undisguised | relative |\n|---|--:|--:|--:|"
    for one in report.robustness:
        yield f"| {one.kind} | {_share(one.disguised)} | {_share(one.plain)} | {one.relative:.3f} |"
    yield ""


def _limits(report: Report) -> Iterable[str]:
    yield "## Where it is weak\n"
    yield (
        "* Of spam that is not gambling it has seen little: old YouTube comments and text "
        "messages. Promotion on blogs often passes.\n"
        "* Indonesian abuse has little public training data; English abuse comes from tweets, "
        "Wikipedia and news sites. Take abuse scores as a hint for moderators.\n"
        "* It reads words, not meaning: quoting or mocking an advertisement can look like one.\n"
        "* Other languages than Indonesian and English are close to unseen.\n"
        "* Authors' names in training are generated, not collected."
    )
    for one in report.fairness:
        yield (
            f"* Identity terms: the share of neutral sentences stopped differs by up to "
            f"{one.gap:.1%} between the {len(one.terms)} terms of {one.set}."
        )
    yield ""


def _sources(sources: Sequence[Source]) -> Iterable[str]:
    yield "## Sources\n"
    yield (
        "Comments belong to their writers and are not part of this model's files; n-grams are "
        "hashed and only weights remain. Names, addresses, commits and digests of all files stand "
        "in `manifest.json`.\n"
    )
    yield "| source | licence as stated | published by | what |\n|---|---|---|---|"
    for one in sources:
        publishers = ", ".join(dict.fromkeys(file.repository for file in one.files)) or "–"
        yield f"| {one.name} | {one.licence} | {publishers} | {one.note} |"
    yield "| our annotations and corrections | CC0-1.0 | `training/annotations` | labels only |\n"


def _names(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels)
