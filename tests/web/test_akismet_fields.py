"""What is read of the forms that Akismet's clients send, and what is not."""

from io import BytesIO
from urllib.parse import quote, urlencode

import pytest

from service.web.akismet.comments import moment
from service.web.akismet.fields import MAX_CONTEXTS, MAX_PAIRS, Asked, asked_in
from service.web.problems import REQUEST_TOO_LARGE, Problem
from tests.web.blogs import FORM


def read(payload: bytes, content_type: str = FORM, query: str = "") -> Asked:
    environ = {
        "REQUEST_METHOD": "POST",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(payload)),
        "wsgi.input": BytesIO(payload),
    }
    return asked_in(environ, 1_000_000)


def content(payload: bytes, content_type: str = FORM) -> str:
    return read(payload, content_type).text("comment_content")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"comment_content=Enak+sekali%21", "Enak sekali!"),
        (b"comment_content=Enak%20sekali%21", "Enak sekali!"),
        (b"comment%5Fcontent=Enak", "Enak"),
        (b"comment_content", ""),
        (b"comment_content=", ""),
        (b"&&=&comment_content=a=b&", "a=b"),
        (b"comment_content=a&comment_content=b", "b"),
        (b"comment_content=100%+%zz", "100% %zz"),
        ("comment_content=Mérida".encode(), "Mérida"),
    ],
)
def test_forms_are_read_as_php_reads_them(payload: bytes, says: str) -> None:
    assert content(payload) == says


@pytest.mark.parametrize(
    ("content_type", "charset", "written", "says"),
    [
        (FORM, "", "Mérida €".encode(), "Mérida €"),
        (FORM, "", b"M\xe9rida", "M\ufffdrida"),
        (f"{FORM}; charset=ISO-8859-1", "", b"M\xe9rida", "Mérida"),
        (f'{FORM};charset="iso-8859-1"', "", b"\x80\x93a\x94", "€“a”"),
        (f"{FORM}; charset=windows-1252", "", b"\x81a", "\ufffda"),
        (f"{FORM}; charset=windows-1251", "", b"\xcf\xf0", "Пр"),
        (f"{FORM}; charset=koi8-r", "", b"\xf0\xd2", "Пр"),
        (FORM, "ISO-8859-1", b"M\xe9rida", "Mérida"),
        (f"{FORM}; charset=UTF-8", "ISO-8859-1", b"M\xe9rida", "M\ufffdrida"),
        (f"{FORM}; charset=UTF-8", "ISO-8859-1", "Mérida".encode(), "Mérida"),
        (FORM, "ISO-8859-1", "Mérida".encode(), "Mérida"),
        (f"{FORM}; charset=zip", "", b"M\xe9rida", "M\ufffdrida"),
        (f"{FORM}; charset=punycode", "hex", b"M\xe9rida", "M\ufffdrida"),
        (FORM, "x" * 9, b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ],
)
def test_text_is_read_in_the_charset_it_is_written_in(
    content_type: str, charset: str, written: bytes, says: str
) -> None:
    payload = f"blog_charset={charset}&comment_content=".encode() + quote(written).encode()

    assert content(payload, content_type) == says


@pytest.mark.parametrize(
    "names",
    [
        ("comment_context[0]", "comment_context[1]"),
        ("comment_context[]", "comment_context[]"),
        ("comment_context", "comment_context"),
    ],
)
def test_context_is_a_list_however_it_is_spelled(names: tuple[str, str]) -> None:
    first, second = names

    asked = read(
        urlencode([(first, "resep"), ("x", "y"), (second, "masakan"), (first, "")]).encode()
    )

    assert asked.contexts == ("resep", "masakan")


def test_what_is_not_used_is_not_there() -> None:
    asked = read(b"POST_comment=rahasia&HTTP_COOKIE=rahasia&REMOTE_ADDR=192.0.2.1&blog=x&y=rahasia")

    assert asked == Asked({"blog": "x"})


def test_what_is_in_a_trap_is_not_kept() -> None:
    asked = read(b"honeypot_field_name=surat&surat=rahasia&POST_ak_hp_textarea=rahasia")

    assert asked == Asked({"honeypot_field_name": "surat"}, trapped=True)


def test_the_form_counts_more_than_the_query() -> None:
    asked = read(b"api_key=form", query="api_key=query&blog=query")

    assert asked.values == {"api_key": "form", "blog": "query"}


def test_more_context_than_anybody_has_is_left_out() -> None:
    payload = b"&".join(b"comment_context[]=%d" % n for n in range(MAX_CONTEXTS + 1))

    assert len(read(payload).contexts) == MAX_CONTEXTS


def test_a_form_of_very_many_fields_is_refused_unread() -> None:
    with pytest.raises(Problem) as refused:
        read(b"&" * MAX_PAIRS)

    assert refused.value.kind is REQUEST_TOO_LARGE


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-11-23T03:12:45.000Z", "2026-11-23T03:12:45+00:00"),
        ("2026-11-26 00:50:32", "2026-11-26T00:50:32+00:00"),
        ("2026-11-23T10:12:45+07:00", "2026-11-23T03:12:45+00:00"),
    ],
)
def test_moments_are_in_utc_unless_said_otherwise(written: str, read_as: str) -> None:
    at = moment(written)

    assert at is not None
    assert at.isoformat() == read_as


@pytest.mark.parametrize(
    "written", ["", "kemarin", "0000-00-00 00:00:00", "0001-01-01T00:00:00+14:00", "2026-13-01"]
)
def test_what_is_no_moment_is_none(written: str) -> None:
    assert moment(written) is None
