"""Style tokens: how a comment is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Author, Comment
from service.text.reading import read


def style(body: str, **author: str) -> set[str]:
    return set(read(Comment(body, Author(**author))).style)


@pytest.mark.parametrize(
    ("body", "token"),
    [
        ("main di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 aja gan, pasti menang terus", "styled:part"),
        ("𝓼𝓮𝓵𝓪𝓶𝓪𝓽 𝓹𝓪𝓰𝓲 𝓼𝓮𝓶𝓾𝓪𝓷𝔂𝓪", "styled:whole"),
        ("cuma di РULАU ini saya menang besar", "mixed:part"),
        ("main p u l a u aja bos, cepat cair kok", "spaced:part"),
        ("pulau777 memang beda", "brand"),
        ("hubungi 0812 3456 7890 ya kak", "number"),
        ("menang 5jt semalam", "money"),
        ("cek https://a.example.com dan https://b.example.com", "links:2"),
        ('<a href="https://example.com">toko baju</a>', "anchor"),
        ("mantap 🔥🔥🔥🔥🔥🔥", "emoji:4"),
        ("INI PENTING SEKALI", "capitals"),
        ("berapa harganya?", "asks"),
        ("🚩SGI88🚩 mantap", "framed"),
        ("03:10 keren banget", "time"),
        ("ke situs[dot]com ya", "link:hidden"),
    ],
)
def test_a_body_tells_how_it_is_written(body: str, token: str) -> None:
    assert token in style(body)


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("PULAU777", "name:brand"),
        ("Siti 88", "name:digits"),
        ("tokobaju.com", "name:dotted"),
        ("𝗣𝗨𝗟𝗔𝗨", "name:styled:whole"),
        ("Jasa Sedot WC Murah Jakarta Selatan", "name:words:4"),
    ],
)
def test_a_name_tells_how_it_is_written(name: str, token: str) -> None:
    assert token in style("terima kasih", name=name)


def test_plain_words_leave_only_their_length() -> None:
    assert style("Terima kasih infonya, sangat membantu") == {"words:2"}


def test_an_empty_comment_has_no_style() -> None:
    assert style("") == set()


def test_an_author_url_is_told() -> None:
    assert "author:url" in style("terima kasih", url="https://example.com")


@given(st.text(st.characters(), max_size=200), st.text(st.characters(), max_size=40))
def test_every_token_stands_once(body: str, name: str) -> None:
    tokens = read(Comment(body, Author(name=name))).style

    assert len(tokens) == len(set(tokens))
