import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from service.errors import ModerationError
from tests.training.conftest import package, row
from training.errors import HeldOutError
from training.labels import CODES, LABELS, SPAM_OF_SOME_KIND
from training.records import ANNOTATED, READ_LATER, Record
from training.sources import (
    UNCLEAR,
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
NO_SPAM = dict.fromkeys(("spam", *(name for name in LABELS if name.startswith("spam/"))), 0)
NO_ABUSE = dict.fromkeys(("abuse", *(name for name in LABELS if name.startswith("abuse/"))), 0)


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


def annotations(
    abuse: str | None = None, later: str | None = None, spam: str | None = None
) -> Annotations:
    """Return what was annotated of the comment with the digest 1; None where nothing was."""
    tables = ({} if codes is None else {"1": codes} for codes in (abuse, later, spam))
    return Annotations(*tables)


def published(**labels: int) -> Record:
    return Record("Isi", labels, "x", sha256="1")


@pytest.mark.parametrize("table", ["abuse", "later"])
@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        ("", NO_ABUSE),
        ("i", NO_ABUSE | {"abuse": 1, "abuse/insult": 1}),
        ("ih", NO_ABUSE | {"abuse": 1, "abuse/insult": 1, "abuse/identity": 1}),
        ("p", NO_ABUSE | {"abuse/profanity": 1}),
    ],
)
def test_our_annotations_are_laid_over_the_publishers_labels(
    table: str, codes: str, labels: dict[str, int]
) -> None:
    laid = annotations(**{table: codes}).laid_over(published(spam=0, abuse=1), LABELS)

    assert laid.labels == NO_SPAM | labels


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        ("g", NO_SPAM | {"spam": 1, "spam/gambling": 1}),
        ("a", NO_SPAM | {"spam": 1, "spam/promotion": 1}),
        ("s", {"spam": 1, "spam/gambling": 0}),
    ],
)
def test_spam_that_annotators_of_abuse_met_counts(codes: str, labels: dict[str, int]) -> None:
    laid = annotations(abuse=codes).laid_over(published(), LABELS)

    assert laid.labels == NO_ABUSE | labels


def test_annotators_who_saw_no_spam_leave_the_publishers_word_on_it() -> None:
    laid = annotations(abuse="i").laid_over(published(spam=1), LABELS)

    assert laid.labels["spam"] == 1


@pytest.mark.parametrize(("table", "mark"), [("abuse", ANNOTATED), ("later", READ_LATER)])
def test_an_annotated_record_says_who_read_it_and_what_they_wrote(table: str, mark: str) -> None:
    laid = annotations(**{table: "ip"}).laid_over(published(), LABELS)

    assert laid.kinds == (mark, "i", "p")


def test_what_could_not_be_judged_stays_as_published() -> None:
    record = published(spam=0, abuse=1)

    laid = annotations(abuse="?", later="i?").laid_over(record, ("spam", "abuse"))

    assert laid == record


def test_a_correction_has_the_last_word_on_spam() -> None:
    corrected = annotations(abuse="g", spam="").laid_over(published(spam=1), LABELS)

    assert corrected.labels == NO_ABUSE | NO_SPAM


def test_a_correction_says_nothing_of_abuse() -> None:
    laid = annotations(spam="c").laid_over(published(spam=0, abuse=1), LABELS)

    assert laid.labels == NO_SPAM | {"spam": 1, "spam/scam": 1, "abuse": 1}


def test_a_correction_that_cannot_be_judged_takes_the_spam_labels_away() -> None:
    record = Record("Isi", {"spam": 1, "spam/gambling": 1}, "x", sha256="1")

    laid = annotations(spam="?").laid_over(record, TAXONOMY)

    assert laid.labels == {}


def test_annotations_name_comments_by_digest_only() -> None:
    ours = Annotations.read()

    assert len(ours.abuse) == 5470
    assert len(ours.later) > 5000
    assert {len(key) for key in (*ours.abuse, *ours.later, *ours.spam)} == {64}


def test_no_comment_was_annotated_at_first_and_later_as_well() -> None:
    ours = Annotations.read()

    assert not ours.abuse.keys() & ours.later.keys()


def test_annotations_are_letters_of_the_taxonomy() -> None:
    ours = Annotations.read()
    codes = (*ours.abuse.values(), *ours.later.values(), *ours.spam.values())

    assert set("".join(codes)) <= {*CODES, SPAM_OF_SOME_KIND, UNCLEAR}


@pytest.mark.parametrize(("hate", "identity"), [(1, {"abuse/identity": 1}), (0, {})])
def test_what_a_publisher_calls_hate_is_abuse_of_an_identity(
    hate: int, identity: dict[str, int], tmp_path: Path
) -> None:
    package(tmp_path / "train", {"davidson": [row("Isi", abuse=1, hate=hate, lang="en")]})

    [record] = training_records(read_sources(), ["davidson"], tmp_path, LABELS)

    assert record.labels == {"abuse": 1, "hate": hate} | identity


def test_the_written_comments_stand_in_two_sources_that_need_no_folder() -> None:
    sources = read_sources()

    looks_like = list(training_records(sources, ["saring-corpus"], None, LABELS))
    everyday = list(training_records(sources, ["saring-ordinary"], None, LABELS))

    assert len(looks_like) > 12_000
    assert len(everyday) > 2_000
    assert not {one.sha256 for one in looks_like} & {one.sha256 for one in everyday}


def test_a_source_in_several_languages_leaves_each_comment_its_own() -> None:
    records = training_records(read_sources(), ["saring-ordinary"], None, LABELS)

    assert {"id", "en"} <= {record.language for record in records}


def test_a_source_in_one_language_gives_it_to_its_comments(tmp_path: Path) -> None:
    package(tmp_path / "train", {"sms_spam": [row("Isi", spam=0, lang="und")]})

    [record] = training_records(read_sources(), ["sms_spam"], tmp_path, LABELS)

    assert record.language == "en"
