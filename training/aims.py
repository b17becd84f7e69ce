"""What a model is to reach, and what a plain one reached on the same comments.

The plain model is hashed TF-IDF of words and characters with logistic regression, untuned. A figure
that is missed stays in the table as missed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from training.metrics import Outcome, Share
from training.report import Report

Measure = Callable[[Report], float | None]
JUDOL = ("hf-online-gambling-yt-comments", "muzazr-judol", "kaggle-yaemico-judionline")


@dataclass(frozen=True, slots=True)
class Aim:
    """One row. `plain` is None where the plain model was not measured; `at_most` where less is
    better."""

    name: str
    plain: float | None
    reach: float
    measure: Measure
    at_most: bool = False

    def reached(self, value: float) -> bool:
        """Return whether `value` is good enough, as printed."""
        shown, aim = round(value, 4), round(self.reach, 4)
        return shown <= aim if self.at_most else shown >= aim


def _auc(name: str) -> Measure:
    def measure(report: Report) -> float | None:
        found = [one.whole.ranking for one in report.sets if one.name == name]
        return found[0].roc_auc if found and found[0] else None

    return measure


def _official(name: str) -> Measure:
    return lambda report: report.official.get(name)


def _over_judol(share_of: Callable[[Outcome], Share]) -> Measure:
    def measure(report: Report) -> float | None:
        shares = [share_of(one.whole.outcome) for one in report.sets if one.name in JUDOL]
        measured = [share for share in shares if share.of]
        return _together(measured) if len(measured) == len(JUDOL) else None

    return measure


def _together(shares: Iterable[Share]) -> float:
    counted = list(shares)
    return sum(share.count for share in counted) / sum(share.of for share in counted)


def _ordinary(share_of: Callable[[Outcome], Share]) -> Measure:
    def measure(report: Report) -> float | None:
        if report.ordinary is None or not report.ordinary.comments:
            return None
        return share_of(report.ordinary.outcome).value

    return measure


def _weakest_disguise(report: Report) -> float | None:
    return min((one.relative for one in report.robustness if one.disguised.of), default=None)


AIMS: tuple[Aim, ...] = (
    Aim("hf-online-gambling, ROC-AUC", 0.998, 0.999, _auc(JUDOL[0])),
    Aim("muzazr-judol, ROC-AUC", 0.994, 0.998, _auc(JUDOL[1])),
    Aim("kaggle-yaemico, ROC-AUC", 0.986, 0.995, _auc(JUDOL[2])),
    Aim("these three, caught", 0.86, 0.97, _over_judol(lambda did: did.caught)),
    Aim("these three, rejected", 0.48, 0.85, _over_judol(lambda did: did.rejected)),
    Aim("datacamp, ROC-AUC", 0.82, 0.93, _auc("datacamp_relabelled")),
    Aim("yudiwbs SMS, ROC-AUC", 0.94, 0.97, _auc("yudiwbs-sms-spam")),
    Aim("TubeSpam, accuracy (published .951)", 0.969, 0.975, _official("tubespam one model")),
    Aim(
        "ordinary comments, wrongly held",
        0.005,
        0.01,
        _ordinary(lambda did: did.wrongly_held),
        at_most=True,
    ),
    Aim(
        "ordinary comments, wrongly rejected",
        0.0005,
        0.0005,
        _ordinary(lambda did: did.wrongly_rejected),
        at_most=True,
    ),
    Aim("rizalespe, ROC-AUC", 0.80, 0.92, _auc("rizalespe-ig-cyberbullying")),
    Aim("ibrohim2019, ROC-AUC", 0.69, 0.88, _auc("ibrohim2019-hs-abusive")),
    Aim("our annotations, ROC-AUC", 0.84, 0.93, _official("annotations roc_auc")),
    Aim("surge, ROC-AUC", 0.91, 0.95, _auc("surge_toxicity")),
    Aim("jigsaw_samples, ROC-AUC", 0.98, 0.985, _auc("jigsaw_samples")),
    Aim("openai_moderation, ROC-AUC", 0.83, 0.88, _auc("openai_moderation")),
    Aim("HateXplain, macro-F1 (BERT .674)", 0.658, 0.67, _official("hatexplain macro_f1")),
    Aim("HateXplain, AUROC (BERT .843)", 0.822, 0.84, _official("hatexplain roc_auc")),
    Aim("HateCheck, accuracy (Perspective .766)", 0.594, 0.77, _official("hatecheck accuracy")),
    Aim("weakest disguise, caught relative to none", None, 0.95, _weakest_disguise),
)


def as_rows(report: Report) -> list[dict[str, object]]:
    """Return the table as report.json holds it."""
    return [
        {
            "name": aim.name,
            "plain": aim.plain,
            "value": value,
            "reach": aim.reach,
            "reached": aim.reached(value),
        }
        for aim, value in table(report)
    ]


def table(report: Report) -> list[tuple[Aim, float]]:
    """Return every aim that `report` has a figure for, with the figure."""
    measured = ((aim, aim.measure(report)) for aim in AIMS)
    return [(aim, value) for aim, value in measured if value is not None]
