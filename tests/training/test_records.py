from training.records import Record


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
