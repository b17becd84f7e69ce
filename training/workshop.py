"""The work of one run: sources in, a folder with a measured model out, progress shown."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from service.scoring.artefact import read_artefact
from service.scoring.model import Model
from training.aims import as_rows
from training.card import write_card
from training.decisions import SOURCE as DECISIONS
from training.decisions import decided_records
from training.errors import TrainingError
from training.examine import Unseen, examine, judge_with
from training.hatexplain import SOURCE as HATEXPLAIN
from training.keeping import kept as kept_promises
from training.mistakes import Mistake, mistakes
from training.plots import plot
from training.published import of_models_of_their_own
from training.recipe import Recipe
from training.records import Record
from training.report import Report, write_report
from training.sources import (
    WRITTEN,
    Source,
    Use,
    evaluation_records,
    read_sources,
    training_records,
)
from training.splits import FOLDS, place, unseen
from training.train import Corpus, Trained, assemble, train
from training.tubespam import SOURCE as TUBESPAM

Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A recipe, the folder with sources (None: fetch them), the sources to leave out, and exports
    of moderators' decisions to train on as well."""

    recipe: Recipe
    data: Path | None
    without: tuple[str, ...] = ()
    decisions: tuple[Path, ...] = ()

    @property
    def sources(self) -> list[Source]:
        """The sources of this run: all that may be trained on and can be had, less `without`.

        Raises TrainingError when `without` names no such source.
        """
        known = {name: source for name, source in read_sources().items() if source.use is Use.TRAIN}
        if unknown := sorted(set(self.without) - set(known)):
            raise TrainingError(f"{unknown[0]} is not a source that is trained on")
        public = [
            source
            for name, source in known.items()
            if name not in self.without and self._can_be_had(source)
        ]
        return [*public, DECISIONS] if self.decisions else public

    def records(self) -> list[Record]:
        """Return all records of the sources, as they come."""
        known, sources = read_sources(), self.sources
        found: list[Record] = []
        with bar("Reading sources", len(sources)) as advance:
            for source in sources:
                if source is DECISIONS:
                    found += decided_records(self.decisions, self.recipe.labels)
                else:
                    found += training_records(known, [source.name], self.data, self.recipe.labels)
                advance(1)
        return found

    def corpus(self) -> Corpus:
        """Return the records split by template, with authors and additions."""
        holds_out = {source.name for source in self.sources if source.holds_out}
        return assemble(place(self.records(), holds_out), self.recipe)

    def train(self, corpus: Corpus) -> Trained:
        """Fit, calibrate and band every label."""
        fits = 1 + FOLDS + len(self.recipe.apart)
        steps = 1 + len(self.recipe.labels) * fits
        with bar("Fitting", steps) as advance:
            return train(corpus, self.recipe, lambda: advance(1))

    def measure(self, folder: Path, corpus: Corpus) -> Report:
        """Write report.json, card.md and plots of the model in `folder`; return the report."""
        arrays, manifest = read_artefact(folder)
        kept = Unseen(corpus.held_out, corpus.seen, self._sets())
        with bar("Judging", kept.comments()) as advance:
            judge = judge_with(Model(arrays, manifest), advance)
            examined = examine(judge, manifest.labels, kept, self.recipe)
        report = examined.report
        own = of_models_of_their_own(self._published(), self.recipe)
        report = replace(
            report,
            official={**report.official, **own},
            promises=tuple(kept_promises(examined.ordinary, manifest.promises)),
        )
        write_report(folder, report, as_rows(report))
        write_card(folder, report, manifest, self.recipe, self.sources)
        plot(folder, examined.scored, examined.decided, report.robustness)
        return report

    def mistakes(self, folder: Path, most: int) -> Iterator[Mistake]:
        """Yield the surest mistakes on what the model in `folder` has not seen, by label."""
        arrays, manifest = read_artefact(folder)
        corpus = self.corpus()
        asked = list(corpus.held_out)
        for _, records in self._sets().values():
            asked += unseen(records, corpus.seen)
        with bar("Judging", len(asked)) as advance:
            judged = judge_with(Model(arrays, manifest), advance).judge(asked)
        yield from mistakes(judged, manifest.labels, most)

    def _can_be_had(self, source: Source) -> bool:
        if source.parser == WRITTEN:
            return True
        if self.data is None:
            return bool(source.files)
        return (self.data / "train" / f"{source.name}.jsonl.gz").is_file()

    def _sets(self) -> dict[str, tuple[str, Sequence[Record]]]:
        if self.data is None:
            return {}
        return {
            source.name: (source.label, evaluation_records(source, self.data, self.recipe.labels))
            for source in read_sources().values()
            if source.use is Use.EVALUATE
            and (self.data / "eval" / f"{source.name}.jsonl.gz").is_file()
        }

    def _published(self) -> list[Record]:
        compared = {TUBESPAM, HATEXPLAIN} & {source.name for source in self.sources}
        return list(
            training_records(read_sources(), sorted(compared), self.data, self.recipe.labels)
        )


@contextmanager
def bar(label: str, length: int) -> Iterator[Advance]:
    """Show a progress bar on the error stream; yields what to call with how much was done."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as progress:
        yield progress.update
