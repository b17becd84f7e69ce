"""Signals from links."""

import pytest

from service.domain import Author, Comment, Field
from service.signals.links import (
    anchor_mismatch,
    link_count,
    link_density,
    messenger_link,
    shortened_link,
)
from tests.people import THANKS
from tests.signals.noticed import noticed

LINKS = [f"https://situs{number}.example/daftar" for number in range(8)]


def test_strength_grows_with_every_link_and_stays_below_one() -> None:
    strengths = [
        noticed(link_count, Comment("cek " + " ".join(LINKS[:number])))["link_count"].strength
        for number in range(1, 9)
    ]

    assert strengths == sorted(set(strengths))
    assert strengths[0] == pytest.approx(0.2)
    assert strengths[-1] < 1


def test_evidence_shows_the_first_five_links() -> None:
    comment = Comment("cek " + " ".join(LINKS))

    signal = noticed(link_count, comment)["link_count"]

    assert [evidence.text for evidence in signal.evidence] == LINKS[:5]


def test_comment_that_is_little_but_links_is_dense() -> None:
    comment = Comment("klik https://situs.example/daftar/sekarang")

    signal = noticed(link_density, comment)["link_density"]

    assert signal.strength == pytest.approx(37 / 42)


def test_link_within_a_long_text_is_not_dense() -> None:
    comment = Comment("Saya pernah menulis hal serupa, silakan baca di https://siti.example/resep")

    assert not noticed(link_density, comment)


@pytest.mark.parametrize(
    "url", ["https://bit.ly/3xYz", "https://s.id/promo", "https://heylink.me/situs"]
)
def test_link_that_hides_where_it_leads_is_noticed(url: str) -> None:
    signal = noticed(shortened_link, Comment(f"daftar di {url} ya"))["shortened_link"]

    assert signal.evidence[0].text == url


def test_shortened_address_of_the_author_is_noticed_too() -> None:
    author = Author(name="Budi", url="https://tinyurl.com/abc")

    signal = noticed(shortened_link, Comment("Bagus", author=author))["shortened_link"]

    assert [evidence.field for evidence in signal.evidence] == [Field.AUTHOR_URL]
    assert signal.evidence[0].text == "https://tinyurl.com/abc"


def test_link_that_opens_a_chat_is_noticed() -> None:
    comment = Comment("pesan di https://wa.me/6281234567890 saja")

    assert noticed(messenger_link, comment)["messenger_link"].strength == 1.0


def test_ordinary_link_neither_hides_nor_chats() -> None:
    comment = Comment("sumber: https://id.wikipedia.org/wiki/Rendang")

    assert not noticed(shortened_link, comment)
    assert not noticed(messenger_link, comment)


def test_link_text_that_shows_another_domain_is_a_mismatch() -> None:
    body = '<a href="https://jahat.example/masuk">https://www.bank.co.id</a>'

    signal = noticed(anchor_mismatch, Comment(body))["anchor_mismatch"]

    assert signal.evidence[0].field is Field.BODY


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://blog.bank.co.id/berita">www.bank.co.id</a>',
        '<a href="https://resep.example/rendang">resep rendang... klik di sini</a>',
    ],
)
def test_link_text_of_the_same_domain_or_in_words_is_no_mismatch(body: str) -> None:
    assert not noticed(anchor_mismatch, Comment(body))


def test_comment_without_links_gives_no_signal_of_links() -> None:
    detectors = (link_count, link_density, shortened_link, messenger_link, anchor_mismatch)

    assert not any(noticed(detector, THANKS) for detector in detectors)
