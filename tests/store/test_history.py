"""What a site remembers of texts and authors."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain import MOST_COUNTED, Article, Author, Comment, Decision, Past, Resolution
from service.signals.base import History
from service.store.engine import transaction
from service.store.history import FLOOD, StoredHistory
from tests.ledgers import LEDGER, NOW, Blog, verdict
from tests.people import ARTICLE, BUDI, SITI, THANKS, WAYAN
from tests.store.memories import decide, look_up, neighbour, past_of, sharing

WAVE = Comment(
    "Kemarin iseng main di PULAU777, modal lima puluh ribu saja, malamnya cair empat juta lebih",
    author=WAYAN,
    article=ARTICLE,
)
ELSEWHERE = replace(WAVE, author=SITI, article=Article("https://dapur.example/lain"))


def test_a_stored_history_is_one_that_signals_can_ask(sqlite_blog: Blog) -> None:
    history: History = StoredHistory(
        sqlite_blog.engine, sqlite_blog.site, LEDGER.pseudonymiser, NOW
    )

    assert history.look_up([]) == []


def test_of_the_first_comment_nothing_is_remembered(blog: Blog) -> None:
    assert past_of(blog, WAVE) == Past()


def test_a_text_is_recognised_whoever_says_it_wherever(blog: Blog) -> None:
    blog.record(WAVE)

    past = past_of(blog, replace(ELSEWHERE, body=WAVE.body.upper() + " 🔥"))

    assert past == Past(same=1, similar=1)


def test_a_text_with_a_letter_exchanged_is_nearly_the_same(blog: Blog) -> None:
    blog.record(WAVE)

    past = past_of(blog, replace(ELSEWHERE, body=WAVE.body + " y"))

    assert past == Past(similar=1)


def test_what_everybody_says_is_not_recognised(blog: Blog) -> None:
    blog.record(THANKS)

    assert past_of(blog, replace(THANKS, author=SITI, article=Article())) == Past()


def test_an_author_has_a_record(blog: Blog) -> None:
    blog.record(Comment("satu", author=BUDI), verdict(Decision.APPROVE))
    blog.record(Comment("dua", author=BUDI), verdict(Decision.REJECT))
    held = blog.record(Comment("tiga", author=BUDI))
    blog.record(Comment("empat", author=BUDI))
    decide(blog, held.verdict.id, Resolution.APPROVE)

    past = past_of(blog, Comment("lima", author=replace(BUDI, ip="")), NOW + timedelta(days=30))

    assert past == Past(comments=4, approved=2, rejected=1)


def test_a_flood_is_counted_for_ten_minutes(blog: Blog) -> None:
    blog.record(Comment("satu", author=BUDI, article=ARTICLE))
    neighbours = Author(name="Tetangga", ip=BUDI.ip)

    same_author = past_of(blog, Comment("dua", author=replace(BUDI, ip="")), NOW + FLOOD)
    same_address = past_of(blog, Comment("dua", author=neighbours), NOW + FLOOD)
    same_article = past_of(blog, Comment("dua", author=SITI, article=ARTICLE), NOW + FLOOD)
    too_late = past_of(blog, Comment("dua", author=neighbours, article=ARTICLE), NOW + 2 * FLOOD)

    assert same_author == Past(comments=1, by_author=1)
    assert same_address == Past(by_address=1)
    assert same_article == Past(on_article=1)
    assert too_late == Past()


def test_what_came_before_in_the_same_batch_counts(blog: Blog) -> None:
    blog.record(WAVE)

    pasts = look_up(blog, WAVE, replace(ELSEWHERE, body=WAVE.body + " y"), ELSEWHERE)

    assert [(past.same, past.similar) for past in pasts] == [(1, 1), (0, 2), (2, 3)]
    assert [(past.comments, past.by_author, past.on_article) for past in pasts] == [
        (1, 1, 1),
        (0, 0, 0),
        (1, 1, 1),
    ]


def test_a_comment_that_is_sent_again_is_not_its_own_past(blog: Blog) -> None:
    sent = replace(WAVE, id="c-1")
    blog.record(sent)

    pasts = look_up(blog, sent, sent, replace(sent, body="Maaf, salah kirim"))

    assert pasts == [Past()] * 3


def test_counts_end_at_a_hundred(blog: Blog) -> None:
    copies = [replace(WAVE, id=str(number)) for number in range(MOST_COUNTED + 20)]

    pasts = look_up(blog, *copies)

    assert pasts[50].same == pasts[50].by_author == pasts[50].on_article == 50
    assert pasts[-1] == Past(
        comments=100, same=100, similar=100, by_author=100, by_address=100, on_article=100
    )


def test_counts_in_the_ledger_end_at_a_hundred(sqlite_blog: Blog) -> None:
    judged = [(WAVE, verdict(Decision.REJECT)) for _ in range(MOST_COUNTED + 3)]
    with transaction(sqlite_blog.engine) as tx:
        LEDGER.record_many(tx, sqlite_blog.site, judged, NOW)

    past = past_of(sqlite_blog, WAVE)

    assert (past.comments, past.rejected, past.same, past.similar, past.by_address) == (100,) * 5


@pytest.mark.parametrize("sharers", ["nobody", "one of them", "the other"])
def test_another_site_remembers_nothing(sqlite_blog: Blog, sharers: str) -> None:
    blog = sqlite_blog
    other = neighbour(blog)
    asking = sharing(blog) if sharers == "one of them" else blog
    knowing = sharing(other) if sharers == "the other" else other
    recorded = knowing.record(WAVE)
    decide(knowing, recorded.verdict.id, Resolution.SPAM)

    assert past_of(asking, WAVE) == Past()


def test_sites_that_share_remember_texts_together_and_authors_apart(blog: Blog) -> None:
    other = sharing(neighbour(blog))
    recorded = other.record(WAVE)
    decide(other, recorded.verdict.id, Resolution.SPAM)

    past = past_of(sharing(blog), WAVE)

    assert past == Past(same=1, similar=1, lesson=1.0)
