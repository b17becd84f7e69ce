from dataclasses import replace

import pytest

from service.domain import Author, Comment
from service.store.engine import reading, transaction
from service.store.erasure import Person, find
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, Blog, verdict
from tests.people import BUDI, GAMBLING, INSULT, THANKS

THANKED = replace(THANKS, id="c-1")


def recorded(blog: Blog, comment: Comment = THANKED) -> str:
    return blog.record(comment).verdict.id


def found(blog: Blog, author: Author, site_id: str = "") -> list[str]:
    with reading(blog.engine) as connection:
        return find(connection, LEDGER.pseudonymiser, Person(author, site_id))


@pytest.mark.parametrize(
    "known",
    [
        Author(id="u-1"),
        Author(email=" BUDI@surat.example "),
        Author(ip="192.0.2.10"),
        Author(name="Budi Santoso"),
        Author(id="nobody", name="Budi Santoso"),
    ],
)
def test_a_person_is_found_by_what_the_site_told(blog: Blog, known: Author) -> None:
    thanks = recorded(blog)
    recorded(blog, GAMBLING)

    assert found(blog, known) == [thanks]


@pytest.mark.parametrize("known", [Author(), Author(id="u-2"), Author(name="Budi")])
def test_nobody_else_is_found(blog: Blog, known: Author) -> None:
    recorded(blog)

    assert found(blog, known) == []


def test_an_address_finds_the_account_that_used_it_everywhere_on_its_site(blog: Blog) -> None:
    with_address = recorded(blog)
    without = recorded(blog, replace(INSULT, author=replace(BUDI, email="", ip="")))

    assert found(blog, Author(email=BUDI.email)) == [with_address, without]


def test_an_ip_finds_only_what_came_from_it(blog: Blog) -> None:
    thanks = recorded(blog)
    recorded(blog, replace(INSULT, author=replace(BUDI, ip="192.0.2.77")))

    assert found(blog, Author(ip=BUDI.ip)) == [thanks]


def test_a_search_may_be_limited_to_one_site(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        other = create_site(tx, "Kebun", "balanced", NOW)
        LEDGER.record(tx, other, THANKED, verdict(), NOW)
    here = recorded(blog)

    assert len(found(blog, BUDI)) == 2
    assert found(blog, BUDI, blog.site.id) == [here]
