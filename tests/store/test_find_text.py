"""A comment without an id is found again by what it says."""

from dataclasses import replace

import pytest

from service.domain import Article, Comment
from service.errors import NotFound
from service.store.engine import reading, transaction
from service.store.lookup import find_text
from service.store.sites import create_site
from tests.ledgers import NOW, Blog
from tests.people import SITI

SHORT = Comment("Enak")


def found(blog: Blog, comment: Comment, site_id: str = "") -> str:
    with reading(blog.engine) as connection:
        return find_text(connection, site_id or blog.site.id, comment).verdict.id


def test_newest_comment_of_the_same_text_is_found(blog: Blog) -> None:
    blog.record(Comment("Enak sekali"))
    blog.record(SHORT)
    newest = blog.record(SHORT)

    assert found(blog, replace(SHORT, id="c-1", article=Article("https://a.example"))) == (
        newest.verdict.id
    )


@pytest.mark.parametrize(
    "other", [replace(SHORT, body="Enak."), replace(SHORT, author=SITI), Comment("")]
)
def test_other_text_and_other_author_are_not_found(sqlite_blog: Blog, other: Comment) -> None:
    sqlite_blog.record(SHORT)

    with pytest.raises(NotFound):
        found(sqlite_blog, other)


def test_comment_with_an_id_is_known_by_that_alone(sqlite_blog: Blog) -> None:
    sqlite_blog.record(replace(SHORT, id="c-1"))

    with pytest.raises(NotFound):
        found(sqlite_blog, SHORT)


def test_text_of_another_site_is_not_found(sqlite_blog: Blog) -> None:
    sqlite_blog.record(SHORT)
    with transaction(sqlite_blog.engine) as tx:
        other = create_site(tx, "Kebun", "balanced", NOW)

    with pytest.raises(NotFound):
        found(sqlite_blog, SHORT, other.id)
