"""Language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Language
from service.text.language import identify


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("terima kasih infonya, sangat membantu", "id"),
        ("mantap min", "id"),
        ("saya suka", "id"),
        ("anjir keren", "id"),
        ("thanks for sharing", "en"),
        ("great post", "en"),
        ("aku ra ngerti maksude piye to iki", "jv"),
        ("saya dari malaysia, terima kasih kongsi", "ms"),
        ("спасибо большое, очень полезно", "ru"),
        ("ありがとうございます", "ja"),
        ("شكرا جزيلا", "ar"),
        ("merci beaucoup", "fr"),
    ],
)
def test_a_text_is_given_its_language(text: str, code: str) -> None:
    assert identify(text).code == code


@pytest.mark.parametrize("text", ["", "   ", "777 !!!", "😂😂", "gacor parah", "nice info gan"])
def test_a_text_that_tells_too_little_has_no_language(text: str) -> None:
    assert identify(text) == Language("und", 0.0)


def test_a_longer_text_makes_the_language_surer() -> None:
    short, long = identify("apa kabar"), identify("apa kabar semuanya, semoga sehat selalu ya")

    assert long.confidence > short.confidence


@given(st.text(st.characters(), max_size=400))
def test_every_string_of_code_points_has_an_answer(text: str) -> None:
    assert 0.0 <= identify(text).confidence <= 1.0
