"""One function per published form of a corpus: its file in, records out.

What publishers call things ends here; everything after sees records.
"""

import ast
import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from training.errors import TrainingError
from training.records import Record

Parser = Callable[[Path, str], Iterator[Record]]
HANDLE = re.compile(r"(?<![\w.])@\w[\w.-]*")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
WEAKEST_VOTE = 0.25
LARGEST_FIELD = 16_000_000


def record_of(text: str, source: str, labels: Mapping[str, int]) -> Record:
    """Return a record of `text` as published: hashed as it is, handles and addresses masked."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    body = HANDLE.sub("@USER", EMAIL.sub("nama@example.com", text))
    return Record(body=body, labels=labels, source=source, sha256=sha256)


def packaged(path: Path, source: str) -> Iterator[Record]:
    """Read a source in the packaged form: gzip, one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Record(
                body=row["text"],
                labels={label: row[label] for label in ("spam", "abuse", "hate") if label in row},
                source=source,
                sha256=row["sha256"],
                context=row.get("context", ""),
                language=row.get("lang", "und"),
                group=row.get("group", ""),
                function=row.get("function", ""),
                published_split=row.get("split", ""),
                weight=agreement(row.get("votes", ())),
                kinds=tuple(row.get("labels", ())),
            )


def agreement(votes: tuple[int, ...] | list[int]) -> float:
    """Return how far annotators agree: 1 where all say the same, WEAKEST_VOTE for a tie."""
    if not votes:
        return 1.0
    return max(WEAKEST_VOTE, abs(2 * sum(votes) / len(votes) - 1))


def judol(path: Path, source: str) -> Iterator[Record]:
    """`comment_id,author,comment_text,label`; the author stays behind."""
    for row in _table(path):
        yield record_of(row["comment_text"], source, {"spam": int(row["label"])})


def prdect(path: Path, source: str) -> Iterator[Record]:
    """Reviews of a shop; nobody voted on spam, so it is assumed absent."""
    for row in _table(path):
        yield record_of(row["Customer Review"], source, {"spam": 0})


def stif(path: Path, source: str) -> Iterator[Record]:
    """One tweet a line; assumed not to be spam."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield record_of(line.strip(), source, {"spam": 0})


def tubespam(path: Path, source: str) -> Iterator[Record]:
    """`COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS`, one file a video; the author stays behind."""
    for row in _table(path):
        record = record_of(row["CONTENT"], source, {"spam": int(row["CLASS"])})
        yield replace(record, group=path.stem)


def sms(path: Path, source: str) -> Iterator[Record]:
    """`ham` or `spam`, a tab, the message."""
    for line in path.read_text(encoding="utf-8").splitlines():
        verdict, _, text = line.partition("\t")
        if text:
            yield record_of(text, source, {"spam": int(verdict == "spam")})


def davidson(path: Path, source: str) -> Iterator[Record]:
    """Class 0 is hate, 1 offensive, 2 neither."""
    for row in _table(path):
        labels = {"abuse": int(row["class"] != "2"), "hate": int(row["class"] == "0")}
        yield record_of(row["tweet"], source, labels)


def hatexplain(path: Path, source: str) -> Iterator[Record]:
    """Tab-separated `text`, `label`; the file's name is the publisher's part."""
    for row in _table(path, delimiter="\t"):
        labels = {"abuse": int(row["label"] != "normal"), "hate": int(row["label"] == "hatespeech")}
        record = record_of(row["text"], source, labels)
        yield replace(record, published_split=path.stem, kinds=(row["label"],))


def robtest(path: Path, source: str) -> Iterator[Record]:
    """A text and whether it is toxic, under whichever of the usual names."""
    for row in _table(path):
        text = _first(row, "text", "sentence", "comment_text")
        yield record_of(text, source, {"abuse": int(float(_first(row, "label", "toxic")))})


def context_toxicity(path: Path, source: str) -> Iterator[Record]:
    """A talk-page comment; judged with its parent comment in view where the file has one."""
    for row in _table(path):
        abuse = round(float(_first(row, "label_ic", "tox", "label")))
        parent = row.get("parent_text") or row.get("parent") or ""
        yield replace(record_of(row["text"], source, {"abuse": abuse}), context=parent)


def toxic_spans(path: Path, source: str) -> Iterator[Record]:
    """A comment is toxic where a span was marked; without one nothing is said of it."""
    for row in _table(path):
        labels = {"abuse": 1} if ast.literal_eval(row["spans"]) else {}
        yield record_of(row["text"], source, labels)


def hatemoji(path: Path, source: str) -> Iterator[Record]:
    """`label_gold` is 1 for hate."""
    for row in _table(path):
        hate = int(row["label_gold"])
        yield record_of(row["text"], source, {"abuse": hate, "hate": hate})


def indotoxic(path: Path, source: str) -> Iterator[Record]:
    """Two published copies: `id;text;label`, and one that mixes corpora and keeps the votes."""
    with path.open(encoding="utf-8") as head:
        voted = "source_dataset" in head.readline()
    for row in _table(path, delimiter="," if voted else ";"):
        if not voted:
            yield record_of(row["text"], source, {"abuse": int(row["label"] == "hate")})
        elif row["source_dataset"].startswith("indotoxic2024"):
            abuse = int(row["cyberbullying_type"] != "normal")
            yield record_of(row["text"], source, {"abuse": abuse})


PARSERS: Mapping[str, Parser] = {
    parser.__name__: parser
    for parser in (
        packaged,
        judol,
        prdect,
        stif,
        tubespam,
        sms,
        davidson,
        hatexplain,
        robtest,
        context_toxicity,
        toxic_spans,
        hatemoji,
        indotoxic,
    )
}


def _table(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    csv.field_size_limit(LARGEST_FIELD)
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _first(row: Mapping[str, str], *names: str) -> str:
    for name in names:
        if name in row:
            return row[name]
    raise TrainingError(f"a published file has none of the columns {', '.join(names)}")
