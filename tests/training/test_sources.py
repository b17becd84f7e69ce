import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.errors import ModerationError
from training.errors import HeldOutError
from training.records import ANNOTATED, Record
from training.sources import (
    Annotations,
    Source,
    SourceFile,
    Use,
    evaluation_records,
    fetched,
    read_sources,
    require_trainable,
    training_records,
)

TAXONOMY = ("spam", "spam/gambling", "abuse")


def source(parser: str, *files: SourceFile) -> Source:
    return Source("tiny", Use.TRAIN, "CC0-1.0", "id", parser, "", files)


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A web server that publishes a folder; yields its address and the folder."""
    folder = tmp_path / "published"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def publish(folder: Path, text: str) -> SourceFile:
    path = folder / "someone/corpus/abc123/data/com ments.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return SourceFile("someone/corpus", "abc123", "data/com ments.csv", digest)


def test_every_evaluation_set_is_refused_for_training() -> None:
    sources = read_sources()
    kept = [name for name, one in sources.items() if one.use is Use.EVALUATE]

    refused = 0
    for name in kept:
        with pytest.raises(HeldOutError, match="may never be trained on"):
            require_trainable(sources, name)
        refused += 1

    assert refused == 17


def test_an_unknown_source_is_refused_for_training() -> None:
    with pytest.raises(HeldOutError, match=r"not in sources\.toml"):
        require_trainable(read_sources(), "found-on-the-web")


def test_records_of_an_evaluation_set_cannot_be_had_for_training(tiny_data: Path) -> None:
    records = training_records(read_sources(), ["muzazr-judol"], tiny_data, TAXONOMY)

    with pytest.raises(HeldOutError):
        next(records)


def test_a_training_source_is_no_evaluation_set(tiny_data: Path) -> None:
    with pytest.raises(ModerationError, match="not an evaluation set"):
        evaluation_records(read_sources()["sms_spam"], tiny_data, TAXONOMY)


def test_every_source_states_a_licence_and_every_file_a_full_digest() -> None:
    for one in read_sources().values():
        assert one.licence
        for file in one.files:
            assert len(file.sha256) == 64
            assert len(file.commit) == 40


def test_a_source_is_fetched_from_its_pinned_address(
    publisher: tuple[str, Path], tmp_path: Path
) -> None:
    base, folder = publisher
    file = publish(folder, "comment_id,author,comment_text,label\n1,@a,Halo @rina semua,0\n")

    records = list(fetched(source("judol", file), base, cache=tmp_path / "cache"))

    assert [(record.body, record.labels) for record in records] == [
        ("Halo @USER semua", {"spam": 0})
    ]
    assert records[0].sha256 == hashlib.sha256(b"Halo @rina semua").hexdigest()


def test_a_file_that_changed_at_its_publisher_is_refused(
    publisher: tuple[str, Path], tmp_path: Path
) -> None:
    base, folder = publisher
    file = publish(folder, "comment_id,author,comment_text,label\n1,@a,Halo,0\n")
    (folder / "someone/corpus/abc123/data/com ments.csv").write_text("something else")

    with pytest.raises(ValueError, match="hash"):
        list(fetched(source("judol", file), base, cache=tmp_path / "cache"))


def test_spam_of_a_gambling_corpus_is_gambling_spam(tiny_data: Path) -> None:
    records = training_records(read_sources(), ["gbennnn-judol-yt"], tiny_data, TAXONOMY)

    found = {record.labels["spam/gambling"] for record in records if record.labels["spam"]}

    assert found == {1}


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        ("", {"spam": 0, "spam/gambling": 0, "abuse": 0}),
        ("i", {"spam": 0, "spam/gambling": 0, "abuse": 1}),
        ("p", {"spam": 0, "spam/gambling": 0, "abuse": 0}),
        ("g", {"spam": 1, "spam/gambling": 1, "abuse": 0}),
        ("s", {"spam": 1, "spam/gambling": 0, "abuse": 0}),
        ("?", {"spam": 0, "spam/gambling": 0}),
    ],
)
def test_our_annotations_are_laid_over_the_publishers_labels(
    codes: str, labels: dict[str, int]
) -> None:
    record = Record("Isi", {"spam": 0, "spam/gambling": 0}, "x", sha256="1")

    laid = Annotations(abuse={"1": codes}, spam={}).laid_over(record, TAXONOMY)

    assert laid.labels == labels
    assert (ANNOTATED in laid.kinds) is ("abuse" in labels)


def test_a_correction_that_cannot_be_judged_takes_the_spam_labels_away() -> None:
    record = Record("Isi", {"spam": 1, "spam/gambling": 1}, "x", sha256="1")

    laid = Annotations(abuse={}, spam={"1": "?"}).laid_over(record, TAXONOMY)

    assert laid.labels == {}


def test_annotations_name_comments_by_digest_only() -> None:
    annotations = Annotations.read()

    assert len(annotations.abuse) == 5470
    assert {len(key) for key in (*annotations.abuse, *annotations.spam)} == {64}
