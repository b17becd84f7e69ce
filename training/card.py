"""card.md: a model's story for people, from its report."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from service.scoring.manifest import Manifest
from training.aims import Aim, table
from training.evaluate import Slice
from training.metrics import Ranking, Share
from training.recipe import Recipe
from training.relevance import LEAST_GAIN
from training.report import Report
from training.sources import Source

OFFICIAL: Mapping[str, str] = {
    "annotations roc_auc": "Our annotations, held-out third, abuse, ROC-AUC",
    "hatecheck accuracy": "HateCheck, accuracy at even odds (published: Perspective .766)",
    "hatexplain macro_f1": "HateXplain, official test, three classes, macro-F1 (BERT .674)",
    "hatexplain roc_auc": "HateXplain, official test, toxic or not, AUROC (BERT .843)",
    "tubespam one model": "TubeSpam, authors' split, one model for five videos, mean accuracy",
    "tubespam a model a video": (
        "TubeSpam, authors' split, a model a video, mean accuracy (published best .951)"
    ),
}


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
    yield from _promise(recipe, manifest, report)
    yield from _promises(report)
    yield from _aims(report)
    yield from _held_out(report)
    yield from _evaluation(report)
    yield from _published(report)
    yield from _robustness(report)
    yield from _relevance(report)
    yield from _limits(report)
    yield from _sources(sources)


def _promise(recipe: Recipe, manifest: Manifest, report: Report) -> Iterable[str]:
    yield "## What it promises\n"
    yield (
        "Scores are probabilities on a blog where bad comments are as frequent as here: "
        + ", ".join(f"{label} {share:.1%}" for label, share in recipe.prior.items())
        + ".\n"
    )
    yield (
        "Bands are computed so that, with 95 % confidence, no more than these shares of ordinary "
        "comments are held or rejected by mistake, whichever label or signal does it. The "
        f"evidence: {', '.join(sorted(recipe.ordinary))}, scored by models that had seen neither "
        "their templates nor, for some, anything of their source.\n"
    )
    yield "| preset | held | rejected |\n|---|--:|--:|"
    for name, promise in recipe.presets.items():
        yield f"| {name} | {promise.hold:.2%} | {promise.reject:.3%} |"
    yield "\n| label | " + " | ".join(f"{name}: hold, reject" for name in manifest.presets) + " |"
    yield "|---|" + "---|" * len(manifest.presets)
    for label in manifest.labels:
        bands = (presets[label] for presets in manifest.presets.values())
        cells = (f"{_band(hold)}, {_band(reject)}" for hold, reject in bands)
        yield f"| {label} | " + " | ".join(cells) + " |"
    yield ""
    yield from _automation(report)


def _automation(report: Report) -> Iterable[str]:
    if not report.sets:
        return
    yield "What the default policy buys: comments decided without a person, and errors in them.\n"
    yield "| set | decided | errors |\n|---|--:|--:|"
    for one in report.sets:
        did = one.whole.outcome
        yield f"| {one.name} | {_share(did.automated)} | {_share(did.errors)} |"
    yield ""


def _promises(report: Report) -> Iterable[str]:
    if not report.promises:
        return
    yield "## Promises of single labels\n"
    yield (
        "What a policy asks for when it promises how many ordinary comments one label may hold or "
        "reject, and the share of the ordinary comments below that really reaches that score. "
        "Nobody looked for abuse among them, so what is abuse after all counts as a mistake here. "
        "`manifest.json` has the scores for more shares.\n"
    )
    yield "| label | decision | promised | from score | really |\n|---|---|--:|--:|--:|"
    for one in report.promises:
        yield (
            f"| {one.label} | {one.decision} | {one.promised:.2%} | {one.score:.4f} | "
            f"{_share(one.really)} |"
        )
    yield ""


def _aims(report: Report) -> Iterable[str]:
    rows = table(report)
    if not rows:
        return
    yield "## What it was to reach\n"
    yield (
        "A plain model (hashed TF-IDF and logistic regression, untuned) beside this one, on "
        "comments that neither was trained on.\n"
    )
    yield "| measure | plain | this model | to reach | |\n|---|--:|--:|--:|---|"
    for aim, value in rows:
        plain = "–" if aim.plain is None else f"{aim.plain:.4g}"
        verdict = "reached" if aim.reached(value) else "**missed**"
        yield f"| {aim.name} | {plain} | {value:.4f} | {_wanted(aim)} | {verdict} |"
    yield ""


def _wanted(aim: Aim) -> str:
    return f"{'at most ' if aim.at_most else ''}{aim.reach:.4g}"


def _published(report: Report) -> Iterable[str]:
    if report.official:
        yield "## Beside published figures\n"
        for name, value in report.official.items():
            yield f"* {OFFICIAL[name]}: {value:.4f}"
        yield ""
    if report.functions:
        yield "HateCheck by function: share of sentences told rightly.\n"
        yield "| function | right |\n|---|--:|"
        for name, share in report.functions.items():
            yield f"| {name} | {_share(share)} |"
        yield (
            "\nThe corpus of this project holds the shapes that HateCheck tests, in other "
            "sentences; its figures are no longer those of a model that never met such shapes.\n"
        )


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


def _relevance(report: Report) -> Iterable[str]:
    if not report.relevance:
        return
    yield "## Does it help to know the article?\n"
    yield (
        "ROC-AUC of the cosine between a comment and what it was posted on, of the score, and of "
        f"both together. A detector is built if both are better by {LEAST_GAIN} on most sets.\n"
    )
    yield "| set | comments | relevance | score | both | helps |\n|---|--:|--:|--:|--:|---|"
    for one in report.relevance:
        yield (
            f"| {one.set} | {one.comments:,} | {one.alone:.4f} | {one.score:.4f} | "
            f"{one.both:.4f} | {'yes' if one.helps else 'no'} |"
        )
    yield ""


def _limits(report: Report) -> Iterable[str]:
    yield "## Where it is weak\n"
    yield (
        "* What publishers label as ordinary or bad is not always what we would: some sets count "
        "mild exclamations as abuse or advertisements as ordinary. docs/errors.md tells how much.\n"
        "* It reads words, not meaning: sarcasm without a rude word passes, and quoting or mocking "
        "an advertisement can look like one.\n"
        "* Abuse in regional languages is learnt from invented comments.\n"
        "* Other languages than Indonesian and English are close to unseen.\n"
        "* Of public comments the authors' names are generated, not collected."
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
