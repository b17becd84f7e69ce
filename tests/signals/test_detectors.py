"""What holds for every detector on every comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Author, Comment, Field
from service.signals import DETECTORS, SIGNALS
from service.signals.base import detect
from service.signals.spans import MOST_EVIDENCE
from service.text.reading import read
from tests.people import THANKS

texts = st.text(st.characters()) | st.text("aA0 8+62-.\u200b\ud800/:htps𝗣Рu\u0301🄿")
SIZE = 64 * 1024
HOSTILE = ("a", "A", "a ", "0", "0 ", "+1", "+62", "8", "A1", "\u0301", "\u200b", "a.b ", "(", "𝗣u")


@given(body=texts, name=texts, url=texts)
def test_every_signal_is_catalogued_measured_and_points_at_what_it_shows(
    body: str, name: str, url: str
) -> None:
    comment = Comment(body, author=Author(name=name, url=url))
    raw = {Field.BODY: body, Field.AUTHOR_NAME: name, Field.AUTHOR_URL: url}

    for signal in detect(DETECTORS, comment, read(comment)):
        assert signal.name in SIGNALS
        assert 0 < signal.strength <= 1
        assert signal.evidence or not body
        for found in signal.evidence:
            assert 0 <= found.start < found.end <= len(raw[found.field])
            assert found.text == raw[found.field][found.start : found.end]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_looked_through_in_linear_time(piece: str) -> None:
    text = piece * (SIZE // len(piece))
    comment = Comment(text, author=Author(name=text, url=f"https://{text}"))

    signals = detect(DETECTORS, comment, read(comment))

    assert all(len(signal.evidence) <= 2 * MOST_EVIDENCE for signal in signals)


def test_names_of_signals_are_unique_in_one_comment() -> None:
    comment = Comment("https://bit.ly/1 https://bit.ly/2 wa 081234567890 081234567891")

    names = [signal.name for signal in detect(DETECTORS, comment, read(comment))]

    assert len(names) == len(set(names))


def test_plain_comment_gives_no_signal() -> None:
    assert detect(DETECTORS, THANKS, read(THANKS)) == ()
