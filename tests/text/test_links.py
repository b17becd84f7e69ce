"""Links are found as people and spammers write them, and nothing else is."""

from timeit import repeat

import pytest
from hypothesis import given

from service.text.links import MAX_LINKS, find_links, read_address
from tests.text.alphabet_soup import texts


@pytest.mark.parametrize(
    ("text", "url", "host", "domain"),
    [
        ("cek https://www.toko.co.id/a?b=1, ya", "https://www.toko.co.id/a?b=1", "www.toko.co.id",
         "toko.co.id"),
        ("ke www.blogku.com.", "www.blogku.com", "www.blogku.com", "blogku.com"),
        ("buka slot-gacor.xyz sekarang", "slot-gacor.xyz", "slot-gacor.xyz", "slot-gacor.xyz"),
        ("lewat bit.ly/abc ya", "bit.ly/abc", "bit.ly", "bit.ly"),
        ("t.me/kanal", "t.me/kanal", "t.me", "t.me"),
        ("tokopedia.id", "tokopedia.id", "tokopedia.id", "tokopedia.id"),
        ("situs[dot]com", "situs[dot]com", "situs.com", "situs.com"),
        ("di situs (titik) com ya", "situs (titik) com", "situs.com", "situs.com"),
        ("di situs titik com ya", "situs titik com", "situs.com", "situs.com"),
        ("situs .com murah", "situs .com", "situs.com", "situs.com"),
        ("hxxp://situs.com/x", "hxxp://situs.com/x", "situs.com", "situs.com"),
        ("situs。com", "situs。com", "situs.com", "situs.com"),
        ("SITUS.COM", "SITUS.COM", "situs.com", "situs.com"),
        ("https://пример.рф/а", "https://пример.рф/а", "пример.рф", "пример.рф"),
        ("https://xn--e1afmkfd.xn--p1ai", "https://xn--e1afmkfd.xn--p1ai",
         "xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x", "192.0.2.7", "192.0.2.7"),
        ("https://a:b@jahat.com/", "https://a:b@jahat.com/", "jahat.com", "jahat.com"),
        ("situs.com:8080/x", "situs.com:8080/x", "situs.com", "situs.com"),
        ("(https://id.wikipedia.org/wiki/A_(b))", "https://id.wikipedia.org/wiki/A_(b)",
         "id.wikipedia.org", "wikipedia.org"),
        ("pulau777.com!!!", "pulau777.com", "pulau777.com", "pulau777.com"),
        ("budi.blogspot.com", "budi.blogspot.com", "budi.blogspot.com", "budi.blogspot.com"),
        ("https://situs.example/", "https://situs.example/", "situs.example", "situs.example"),
    ],
)  # fmt: skip
def test_link_is_found_with_its_domain(text: str, url: str, host: str, domain: str) -> None:
    [link] = find_links(text)

    assert (link.url, link.host, link.domain) == (url, host, domain)
    assert text[link.start : link.end] == url


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih infonya, sangat membantu",
        "dll.yang penting, e.g. ini, i.e. itu",
        "edit index.php, main.py, setup.sh dan README.md",
        "harga 1.500.000 atau 2.5jt",
        "bagus.ga nyesel, thanks.it was great",
        "Budi, M.Si. dan Siti, S.Pd.I",
        "budi.santoso@gmail.com",
        "@budi.id dan @toko.com",
        "Bagus.Info lengkap",
        "ASP.NET, Node.js dan Socket.IO",
        "habis titik koma, dot matrix",
        "memakai .net framework",
        "oke... com",
        "https:// lalu apa",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert find_links(text) == ()


@pytest.mark.parametrize(
    ("text", "url", "anchor"),
    [
        ('<a href="https://b.com/x">obat <b>kuat</b></a>', "https://b.com/x", "obat kuat"),
        ("<A HREF=https://b.com>sini</A>", "https://b.com", "sini"),
        ("[url=https://b.com]sini[/url]", "https://b.com", "sini"),
        ("[sini](https://b.com/x) ya", "https://b.com/x", "sini"),
        ('<a href="b.com">https://www.bank.co.id</a>', "b.com", "https://www.bank.co.id"),
    ],
)
def test_linked_text_is_the_anchor_of_one_link(text: str, url: str, anchor: str) -> None:
    [link] = find_links(text)

    assert (link.url, link.anchor) == (url, anchor)
    assert text[link.start : link.end] == url


def test_links_come_in_the_order_they_stand() -> None:
    text = 'satu.com <a href="https://dua.com">dua</a> tiga.com'

    assert [link.host for link in find_links(text)] == ["satu.com", "dua.com", "tiga.com"]


def test_a_flood_of_links_is_cut_off() -> None:
    assert len(find_links("situs.com " * 1000)) == MAX_LINKS


def test_host_too_long_for_an_address_is_no_link() -> None:
    assert find_links("https://" + "a." * 300 + "com") == ()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://siti.example/", "siti.example"),
        ("situs.ga", "situs.ga"),
        ("//situs.com/x", "situs.com"),
        (" http://situs.id ", "situs.id"),
    ],
)
def test_address_is_read_where_it_is_known_to_be_one(address: str, host: str) -> None:
    link = read_address(address)

    assert link is not None
    assert link.host == host
    assert address[link.start : link.end] == link.url


@pytest.mark.parametrize("address", ["", "bukan", "javascript:alert(1)", "mailto:a@b.com", "/x"])
def test_what_is_no_address_is_not_read(address: str) -> None:
    assert read_address(address) is None


@given(texts)
def test_links_of_any_text_lie_where_they_say(text: str) -> None:
    for link in find_links(text):
        assert 0 <= link.start < link.end <= len(text)
        assert len(link.url) == link.end - link.start
        assert link.host.endswith(link.domain)


@pytest.mark.parametrize("unit", ["a.", "a-", "a.com ", "a dot ", "<a ", "[a](", ")", "a@b.c "])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    large = "https://a.com/" + (unit * 65536)[:65536]
    small = large[:16384]

    assert _quickest(large) < 10 * _quickest(small) + 0.002


def _quickest(text: str) -> float:
    return min(repeat(lambda: find_links(text), number=1, repeat=5))
