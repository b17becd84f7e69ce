import pytest

from training.records import Record, complete

TAXONOMY = ("spam", "spam/gambling", "abuse")


def test_what_is_no_spam_is_no_gambling_spam_either() -> None:
    labels = complete({"spam": 0}, TAXONOMY)

    assert labels == {"spam": 0, "spam/gambling": 0}


def test_gambling_spam_is_spam() -> None:
    labels = complete({"spam/gambling": 1}, TAXONOMY)

    assert labels["spam"] == 1


@pytest.mark.parametrize("labels", [{"spam": 1}, {"abuse": 0}, {}])
def test_a_label_that_nobody_annotated_stays_absent(labels: dict[str, int]) -> None:
    assert complete(labels, TAXONOMY) == labels


def test_a_record_is_the_comment_that_the_service_would_get() -> None:
    record = Record(
        "Isi", {}, "x", author_name="Rina", author_url="https://rina.id", context="Judul"
    )

    comment = record.comment

    assert (comment.body, comment.author.name, comment.author.url) == (
        "Isi",
        "Rina",
        "https://rina.id",
    )
    assert comment.article.title == "Judul"
