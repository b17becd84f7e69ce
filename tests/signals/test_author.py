"""Signals from the author's name and address."""

import pytest

from service.domain import Author, Comment, Field
from service.signals.author import advertising_name, advertising_url, author_name_link
from tests.people import BANDAR, BUDI, SITI, WAYAN
from tests.signals.noticed import noticed


@pytest.mark.parametrize(
    ("name", "strength"),
    [
        ("PULAU777 Official", 0.4),
        ("Jasa SEO Murah", 0.8),
        ("slot gacor hari ini", 0.8),
        ("Slot88", 1.0),
        ("agen togel 4D terpercaya", 0.8),
        ("Pinjaman Online", 0.8),
        ("situsjudiku", 0.6),
    ],
)
def test_name_that_offers_something_is_noticed(name: str, strength: float) -> None:
    comment = Comment("Bagus", author=Author(name=name))

    signal = noticed(advertising_name, comment)["advertising_name"]

    assert signal.strength == pytest.approx(strength)
    assert signal.evidence[0].field is Field.AUTHOR_NAME


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Toto Sudarto",
        "Dewi Sartika",
        "budi1998",
        "andi07",
        "Jasmine",
        "Judith Slotboom",
        "I Made Dana",
        "Slamet Obatman",
        "M. Jualianto",
        "宮崎駿",
        "Ибрагим",
    ],
)
def test_name_of_a_person_is_not_advertising(name: str) -> None:
    assert not noticed(advertising_name, Comment("Bagus", author=Author(name=name)))


def test_styled_brand_in_a_name_is_read_and_shown_raw() -> None:
    comment = Comment("Bagus", author=Author(name="𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳"))

    evidence = noticed(advertising_name, comment)["advertising_name"].evidence[0]

    assert evidence.text == "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳"


@pytest.mark.parametrize(
    ("name", "link", "strength"),
    [
        ("Daftar www.situs.com", "www.situs.com", 1.0),
        ("situs.com/daftar", "situs.com/daftar", 1.0),
        ("PULAU777 dot com", "PULAU777 dot com", 1.0),
        ("Ahmad.id", "Ahmad.id", 0.6),
    ],
)
def test_link_in_a_name_is_noticed(name: str, link: str, strength: float) -> None:
    comment = Comment("Bagus", author=Author(name=name))

    signal = noticed(author_name_link, comment)["author_name_link"]

    assert signal.strength == strength
    assert signal.evidence[0].text == link


@pytest.mark.parametrize("name", ["Dr. Budi", "A.H. Nasution", "Budi/Siti"])
def test_titles_and_initials_are_no_links(name: str) -> None:
    assert not noticed(author_name_link, Comment("Bagus", author=Author(name=name)))


@pytest.mark.parametrize(
    "url",
    [
        "https://jasa-backlink.example/murah",
        "https://slotgacor.example",
        "http://x.example/togel-hk",
    ],
)
def test_address_with_the_words_of_a_trade_is_noticed(url: str) -> None:
    comment = Comment("Bagus", author=Author(name="Budi", url=url))

    evidence = noticed(advertising_url, comment)["advertising_url"].evidence[0]

    assert url[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize("author", [BUDI, SITI, WAYAN])
def test_ordinary_author_gives_no_signal(author: Author) -> None:
    detectors = (advertising_name, author_name_link, advertising_url)
    comment = Comment("Bagus sekali", author=author)

    assert not any(noticed(detector, comment) for detector in detectors)


def test_brand_in_the_name_alone_is_noticed_under_an_innocent_comment() -> None:
    comment = Comment("Artikelnya bagus sekali, gan", author=BANDAR)

    assert "advertising_name" in noticed(advertising_name, comment)
