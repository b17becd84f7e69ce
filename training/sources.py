"""Public corpora: where they are published, what they may be used for, and their records.

Whether something may be fitted on is decided here, by `require_trainable`, and nowhere else.
"""

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

import pooch

from training.errors import HeldOutError, TrainingError
from training.labels import abuse_of, complete, spam_of
from training.parsers import PARSERS, packaged
from training.records import ANNOTATED, READ_LATER, Record
from training.written import written_records

HERE = Path(__file__).resolve().parent
PUBLISHED = "https://raw.githubusercontent.com"
UNCLEAR = "?"
WRITTEN = "written"
SPAM_CODES = frozenset("gacds")


class Use(StrEnum):
    """What a corpus may be used for."""

    TRAIN = "train"
    EVALUATE = "evaluate"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One published file, pinned by commit and sha256."""

    repository: str
    commit: str
    path: str
    sha256: str

    def address(self, base: str = PUBLISHED) -> str:
        """Return where the file is published."""
        return "/".join((base, self.repository, self.commit, self.path.replace(" ", "%20")))


@dataclass(frozen=True, slots=True)
class Source:
    """One corpus. The fields are those that sources.toml explains."""

    name: str
    use: Use
    licence: str
    language: str
    parser: str
    note: str
    files: tuple[SourceFile, ...] = ()
    kinds: Mapping[str, int] | None = None
    assumes: Mapping[str, int] | None = None
    holds_out: bool = False
    at_most: int | None = None
    label: str = ""


def read_sources(path: Path = HERE / "sources.toml") -> dict[str, Source]:
    """Return every known corpus by name."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _source(name, entry) for name, entry in table.items()}


def _source(name: str, entry: dict[str, object]) -> Source:
    files = tuple(SourceFile(*columns) for columns in entry.pop("files"))  # type: ignore[attr-defined]  # rows of strings in sources.toml
    return Source(name=name, files=files, use=Use(str(entry.pop("use"))), **entry)  # type: ignore[arg-type]  # names are those of the table


def require_trainable(sources: Mapping[str, Source], name: str) -> Source:
    """Return the corpus `name`; raises HeldOutError unless it may be fitted on."""
    source = sources.get(name)
    if source is None:
        raise HeldOutError(f"{name} is not in sources.toml, so nothing says it may be trained on")
    if source.use is not Use.TRAIN:
        raise HeldOutError(f"{name} is kept for evaluation and may never be trained on")
    return source


def training_records(
    sources: Mapping[str, Source],
    names: Iterable[str],
    folder: Path | None,
    taxonomy: Sequence[str],
) -> Iterator[Record]:
    """Yield the records of the corpora `names`, one corpus after another.

    They come from `folder`/train in the packaged form, or are fetched from their publishers when
    `folder` is None. Raises HeldOutError when a name may not be trained on.
    """
    annotations = Annotations.read()
    for name in names:
        source = require_trainable(sources, name)
        rows = _rows(source, folder)
        for record in _finished(source, rows, taxonomy):
            yield annotations.laid_over(record, taxonomy)


def evaluation_records(source: Source, folder: Path, taxonomy: Sequence[str]) -> list[Record]:
    """Return the records of one evaluation set out of `folder`/eval."""
    if source.use is not Use.EVALUATE:
        raise TrainingError(f"{source.name} is not an evaluation set")
    return list(_finished(source, _packaged(folder / "eval", source.name), taxonomy))


def _rows(source: Source, folder: Path | None) -> Iterable[Record]:
    if source.parser == WRITTEN:
        return written_records(source.name)
    return _packaged(folder / "train", source.name) if folder else fetched(source)


def fetched(source: Source, base: str = PUBLISHED, cache: Path | None = None) -> Iterator[Record]:
    """Yield a corpus from its publisher; files are cached and must match their sha256."""
    for file in source.files:
        path = pooch.retrieve(
            file.address(base),
            known_hash=f"sha256:{file.sha256}",
            fname=Path(file.path).name,
            path=(cache or pooch.os_cache("saring")) / source.name / file.commit[:12],
        )
        yield from PARSERS[source.parser](Path(path), source.name)


def _packaged(folder: Path, name: str) -> Iterator[Record]:
    path = folder / f"{name}.jsonl.gz"
    if not path.is_file():
        raise TrainingError(f"{name}.jsonl.gz is missing from the {folder.name} folder")
    return packaged(path, name)


def _finished(source: Source, rows: Iterable[Record], taxonomy: Sequence[str]) -> Iterator[Record]:
    """Give each record what its corpus implies, and take `at_most` of them by sha256."""
    chosen = rows
    if source.at_most is not None:
        chosen = sorted(rows, key=lambda record: record.sha256)[: source.at_most]
    for row in chosen:
        labels = {**(source.assumes or {}), **row.labels}
        if labels.get("spam") == 1:
            labels |= source.kinds or {}
        if labels.get("hate") == 1:
            labels["abuse/identity"] = 1
        language = source.language or row.language
        yield replace(row, labels=complete(labels, taxonomy), language=language)


@dataclass(frozen=True, slots=True)
class Annotations:
    """Our own codes by the sha256 of the comment; annotations/README.md explains the letters."""

    abuse: Mapping[str, str]
    later: Mapping[str, str]
    spam: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path = HERE / "annotations") -> Self:
        """Read all tables."""
        return cls(
            abuse=_codes(folder / "indonesian-abuse.csv"),
            later=_codes(folder / "read-later.csv"),
            spam=_codes(folder / "spam-corrections.csv"),
        )

    def laid_over(self, record: Record, taxonomy: Sequence[str]) -> Record:
        """Return `record` with our labels in place of its publisher's."""
        labels, kinds = dict(record.labels), record.kinds
        for mark, table in ((ANNOTATED, self.abuse), (READ_LATER, self.later)):
            codes = table.get(record.sha256, UNCLEAR)
            if UNCLEAR not in codes:
                labels = _without(labels, "abuse") | abuse_of(codes)
                labels |= spam_of(codes) if SPAM_CODES & set(codes) else {}
                kinds = (*kinds, mark, *codes)
        spam = self.spam.get(record.sha256)
        if spam is not None:
            labels = _without(labels, "spam") | ({} if spam == UNCLEAR else spam_of(spam))
        return replace(record, labels=complete(labels, taxonomy), kinds=kinds)


def _without(labels: Mapping[str, int], whole: str) -> dict[str, int]:
    return {label: value for label, value in labels.items() if not label.startswith(whole)}


def _codes(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["sha256"]: row["codes"] for row in csv.DictReader(lines)}
