from service.domain import Comment
from service.signals.honeypot import honeypot
from service.text.reading import read


def test_a_trap_that_was_filled_in_is_the_strongest_signal() -> None:
    comment = Comment("Halo", trapped=True)

    [signal] = honeypot(comment, read(comment))

    assert (signal.name, signal.strength) == ("honeypot", 1.0)


def test_a_comment_that_fell_into_no_trap_has_no_signal() -> None:
    comment = Comment("Halo")

    assert list(honeypot(comment, read(comment))) == []
