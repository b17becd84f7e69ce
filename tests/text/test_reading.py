"""A reading holds every form of a comment."""

from hypothesis import given

from service.domain import Author, Comment
from service.text.reading import read
from tests.people import BANDAR, CYRILLIC_GAMBLING, GAMBLING, SPACED_GAMBLING, THANKS
from tests.text.alphabet_soup import texts


def test_plain_comment_reads_as_it_is_written() -> None:
    reading = read(THANKS)

    assert reading.body.words == THANKS.body.lower()
    assert reading.body.marks == ()
    assert reading.author_name.words == "budi santoso"
    assert reading.language.code == "id"
    assert reading.links == ()
    assert reading.author_link is None


def test_brand_reads_the_same_in_every_disguise() -> None:
    readings = [read(comment) for comment in (GAMBLING, SPACED_GAMBLING, CYRILLIC_GAMBLING)]

    assert all("pulau777" in reading.body.words.split() for reading in readings)


def test_name_and_address_of_the_author_are_read() -> None:
    reading = read(Comment("Artikelnya bagus", author=BANDAR))

    assert reading.author_name.words == "pulau777 official"
    assert reading.author_link is not None
    assert reading.author_link.domain == "pulau777.example"
    assert "name:brand" in reading.style


def test_link_in_styled_letters_is_found_where_it_stands() -> None:
    body = "ayo ke 𝘀𝗹𝗼𝘁-𝗴𝗮𝗰𝗼𝗿.𝘅𝘆𝘇 sekarang"

    [link] = read(Comment(body)).links

    assert link.domain == "slot-gacor.xyz"
    assert body[link.start : link.end] == link.url == "𝘀𝗹𝗼𝘁-𝗴𝗮𝗰𝗼𝗿.𝘅𝘆𝘇"


def test_link_that_is_legible_already_is_found_once() -> None:
    body = "𝗣𝗨𝗟𝗔𝗨 di https://slot-g4cor.xyz/a"

    assert [link.url for link in read(Comment(body)).links] == ["https://slot-g4cor.xyz/a"]


@given(texts, texts, texts)
def test_every_comment_has_a_reading(body: str, name: str, url: str) -> None:
    reading = read(Comment(body, author=Author(name=name, url=url)))

    assert reading.body.raw == body
