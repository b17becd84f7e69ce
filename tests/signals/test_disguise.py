"""Signals from disguised letters, on readings made by hand: folding has its own tests."""

import pytest

from service.domain import Comment, Field, Language, Signal
from service.signals.catalogue import SIGNALS
from service.signals.disguise import SIGNAL_OF, disguises
from service.text.fold import Disguise, Folded, Mark
from service.text.reading import Reading

PLAIN = Folded("Budi", "budi", "budi")


def worn(raw: str, words: str, *marks: Mark) -> Folded:
    """Return `raw` folded letter by letter to `words`."""
    squeezed = "".join(filter(str.isalnum, words))
    return Folded(raw, words, squeezed, marks, range(len(words)))


def signals(body: Folded, author_name: Folded = PLAIN) -> dict[str, Signal]:
    reading = Reading(body, author_name, (), None, Language(), ())
    return {signal.name: signal for signal in disguises(Comment(body.raw), reading)}


STYLED = worn("main di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 yuk", "main di pulau777 yuk", Mark(Disguise.STYLED, 8, 16))


def test_styled_brand_is_noticed_with_how_it_reads() -> None:
    signal = signals(STYLED)["styled_part"]

    assert signal.strength == 1.0
    assert [(found.start, found.end) for found in signal.evidence] == [(8, 16)]
    assert signal.evidence[0].text == "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳"
    assert signal.evidence[0].reads_as == "pulau777"


def test_text_styled_as_a_whole_is_an_ordinary_habit() -> None:
    body = worn(
        "𝓽𝓮𝓻𝓲𝓶𝓪 𝓴𝓪𝓼𝓲𝓱", "terima kasih", *(Mark(Disguise.STYLED, 0, 6), Mark(Disguise.STYLED, 7, 12))
    )

    assert not signals(body)


@pytest.mark.parametrize(
    ("word", "strength"),
    [
        ("ok", 0.8 / 3),
        ("h2o", 0.4),
        ("hebat", 0.8 * 5 / 6),
        ("gacor", 0.8 * 5 / 6),
        ("pulauwin", 0.8),
        ("selamat", 0.8),
        ("jp88", 0.8 * 4 / 6),
        ("pulau777", 1.0),
        ("situs88slot", 1.0),
        ("081234567890", 0.8),
        ("beritahariinitentangpolitik", 0.4),
    ],
)
def test_disguised_word_weighs_what_it_is_like_a_brand(word: str, strength: float) -> None:
    text = f"main {word} ya kawan"
    body = worn(text, text, Mark(Disguise.SPACED, 5, 5 + len(word)))

    assert signals(body)["spaced_word"].strength == pytest.approx(strength)


@pytest.mark.parametrize("kind", Disguise)
def test_every_kind_of_disguise_has_a_signal_that_is_explained(kind: Disguise) -> None:
    body = worn("main di pulauwin yuk kak", "main di pulauwin yuk kak", Mark(kind, 8, 16))

    assert list(signals(body)) == [SIGNAL_OF[kind]]
    assert SIGNAL_OF[kind] in SIGNALS


def test_several_kinds_give_one_signal_each() -> None:
    body = worn(
        "P U L A U di gаcоr aja",
        "p u l a u di gacor aja",
        Mark(Disguise.SPACED, 0, 9),
        Mark(Disguise.MIXED, 13, 18),
    )

    found = signals(body)

    assert list(found) == ["spaced_word", "mixed_script_word"]
    assert found["spaced_word"].evidence[0].reads_as == "pulau"


def test_disguise_in_the_name_points_into_the_name() -> None:
    name = worn("Official 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳", "official pulau777", Mark(Disguise.STYLED, 9, 17))

    signal = signals(Folded("Bagus", "bagus", "bagus"), name)["styled_part"]

    assert [found.field for found in signal.evidence] == [Field.AUTHOR_NAME]


def test_body_and_name_share_one_signal_at_the_stronger_strength() -> None:
    name = worn("si 𝗼𝗸 aja deh", "si ok aja deh", Mark(Disguise.STYLED, 3, 5))

    signal = signals(STYLED, name)["styled_part"]

    assert signal.strength == 1.0
    assert [found.field for found in signal.evidence] == [Field.BODY, Field.AUTHOR_NAME]


def test_plain_text_gives_no_signal() -> None:
    assert not signals(Folded("Terima kasih", "terima kasih", "terimakasih"))
