"""The work of one run: sources in, a folder with a measured model out, progress shown."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from service.scoring.artefact import read_artefact
from service.scoring.model import Model
from training.errors import TrainingError
from training.examine import Unseen, examine, judge_with, with_tubespam
from training.plots import plot
from training.recipe import Recipe
from training.records import Record
from training.report import write_card, write_report
from training.sources import Source, Use, evaluation_records, read_sources, training_records
from training.splits import FOLDS, place
from training.train import Corpus, Trained, assemble, train
from training.tubespam import SOURCE as TUBESPAM

Advance = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A recipe, the folder with sources (None: fetch them), and the sources to leave out."""

    recipe: Recipe
    data: Path | None
    without: tuple[str, ...] = ()

    @property
    def sources(self) -> list[Source]:
        """The sources of this run: all that may be trained on and can be had, less `without`.

        Raises TrainingError when `without` names no such source.
        """
        known = {name: source for name, source in read_sources().items() if source.use is Use.TRAIN}
        if unknown := sorted(set(self.without) - set(known)):
            raise TrainingError(f"{unknown[0]} is not a source that is trained on")
        return [
            source
            for name, source in known.items()
            if name not in self.without and self._can_be_had(source)
        ]

    def records(self) -> list[Record]:
        """Return all records of the sources, as they come."""
        known, sources = read_sources(), self.sources
        found: list[Record] = []
        with bar("Reading sources", len(sources)) as advance:
            for source in sources:
                found += training_records(known, [source.name], self.data, self.recipe.labels)
                advance(1)
        return found

    def corpus(self) -> Corpus:
        """Return the records split by template, with authors and additions."""
        holds_out = {source.name for source in self.sources if source.holds_out}
        return assemble(place(self.records(), holds_out), self.recipe)

    def train(self, corpus: Corpus) -> Trained:
        """Fit, calibrate and band every label."""
        left_out = sum(FOLDS + len(names) for names in self.recipe.apart.values())
        steps = 1 + len(self.recipe.labels) + left_out
        with bar("Fitting", steps) as advance:
            return train(corpus, self.recipe, lambda: advance(1))

    def measure(self, folder: Path, corpus: Corpus) -> None:
        """Write report.json, card.md and plots of the model in `folder`."""
        arrays, manifest = read_artefact(folder)
        unseen = Unseen(corpus.held_out, corpus.seen, self._sets())
        with bar("Judging", unseen.comments()) as advance:
            judge = judge_with(Model(arrays, manifest), advance)
            report, scored = examine(judge, manifest.labels, unseen, self.recipe.seed)
        report = with_tubespam(report, self._tubespam(), self.recipe)
        write_report(folder, report)
        write_card(folder, report, manifest, self.recipe, self.sources)
        plot(folder, scored)

    def _can_be_had(self, source: Source) -> bool:
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

    def _tubespam(self) -> list[Record]:
        if TUBESPAM not in {source.name for source in self.sources}:
            return []
        return list(training_records(read_sources(), [TUBESPAM], self.data, self.recipe.labels))


@contextmanager
def bar(label: str, length: int) -> Iterator[Advance]:
    """Show a progress bar on the error stream; yields what to call with how much was done."""
    with click.progressbar(length=length, label=label, file=sys.stderr) as progress:
        yield progress.update
