from datetime import timedelta

from sqlalchemy import func, insert, select, update

from service.domain import Author, Comment, Decision
from service.review import CampaignSize, State
from service.store.campaigns import COUNTED, assign, sizes
from service.store.engine import reading, transaction
from service.store.review_tables import campaigns, review_items
from service.store.sites import create_site
from service.text.fingerprint import fingerprint
from tests.faults.store.processes import Place, together
from tests.ledgers import LEDGER, NOW, Blog, verdict

SPAM = "main di pulau777 kemarin langsung wd 5 juta, buruan daftar sebelum promonya habis"
WAVE = (
    SPAM,
    SPAM.replace("777", "888").replace("5 juta", "9 juta"),
    SPAM.replace("pulau777", "garuda88"),
    f"permisi kak, {SPAM} 🔥",
)
THANKS = "terima kasih bu, resepnya sudah saya coba dan anak-anak di rumah suka sekali"
PROCESSES = 8


def assigned(blog: Blog, *words: str) -> list[str]:
    with transaction(blog.engine) as tx:
        return assign(tx, blog.site.id, words, NOW)


def count_campaigns(blog: Blog) -> int:
    with reading(blog.engine) as connection:
        return connection.execute(select(func.count()).select_from(campaigns)).scalar_one()


def sizes_of(blog: Blog, *campaign_ids: str) -> dict[str, CampaignSize]:
    with reading(blog.engine) as connection:
        return dict(sizes(connection, campaign_ids))


def test_a_text_that_comes_again_slightly_changed_joins_the_first_ones_campaign(
    blog: Blog,
) -> None:
    first = assigned(blog, SPAM)

    later = [assigned(blog, words) for words in WAVE]

    assert later == [first] * len(WAVE)
    assert count_campaigns(blog) == 1


def test_texts_of_one_call_share_a_campaign(blog: Blog) -> None:
    *wave, thanks = assigned(blog, *WAVE, THANKS)

    assert len(set(wave)) == 1
    assert thanks not in wave
    assert count_campaigns(blog) == 2


def test_a_text_joins_the_campaign_it_is_most_like(blog: Blog) -> None:
    near = SPAM.replace("buruan daftar", "cepat gabung dulu")
    [first] = assigned(blog, SPAM)
    with transaction(blog.engine) as tx:
        tx.execute(insert(campaigns), campaign_row(blog, "01JNEAREST0000000000000000", near))

    assert assigned(blog, f"{near} ya") == ["01JNEAREST0000000000000000"]
    assert assigned(blog, f"{SPAM} ya") == [first]


def campaign_row(blog: Blog, campaign_id: str, words: str) -> dict[str, object]:
    """Return the row of a campaign that began with `words`."""
    first = fingerprint(words)
    keys = {f"key_{place}": key for place, key in enumerate(first.keys)}
    return {
        "id": campaign_id,
        "site_id": blog.site.id,
        "sketch": first.sketch.hex(),
        "created_at": NOW,
        **keys,
    }


def test_campaigns_end_at_the_border_of_a_site(blog: Blog) -> None:
    [first] = assigned(blog, SPAM)

    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
        [other] = assign(tx, garden.id, [SPAM], NOW)

    assert other != first


def test_no_texts_have_no_campaigns(blog: Blog) -> None:
    assert assigned(blog) == []
    assert sizes_of(blog) == {}


def test_more_texts_than_one_statement_holds_all_find_theirs(blog: Blog) -> None:
    words = [f"{letters(number)} beda semuanya {letters(number * 7919)}" for number in range(1200)]
    first = assigned(blog, *words)

    again = assigned(blog, *reversed(words))

    assert again == first[::-1]


def letters(number: int) -> str:
    """Return a word of its own for each number."""
    return "".join("abcdefghijklmnop"[int(digit, 16)] for digit in f"{number * 2654435761:016x}")


def test_the_size_counts_open_items_and_authors_with_and_without_a_key(blog: Blog) -> None:
    authors = [
        Author(id="1", name="Budi"),
        Author(id="1", name="Budi lain"),
        Author(name="Siti"),
        Author(name="Siti"),
        Author(name="Rini"),
    ]
    ids = [blog.record(Comment(SPAM, author)).verdict.id for author in authors]
    decide(blog, ids[-1])
    campaign_id = campaign_of(blog, ids[0])

    assert sizes_of(blog, campaign_id) == {campaign_id: CampaignSize(items=4, authors=2)}


def test_a_campaign_of_which_nothing_is_open_has_no_size(blog: Blog) -> None:
    held = blog.record(Comment(SPAM)).verdict.id
    campaign_id = campaign_of(blog, held)

    decide(blog, held)

    assert sizes_of(blog, campaign_id) == {}


def test_a_rejected_comment_is_no_open_one_of_its_campaign(blog: Blog) -> None:
    held = blog.record(Comment(SPAM)).verdict.id
    blog.record(Comment(SPAM), verdict(Decision.REJECT))

    campaign_id = campaign_of(blog, held)

    assert sizes_of(blog, campaign_id)[campaign_id].items == 1


def test_counting_a_great_campaign_ends_somewhere(
    blog: Blog,
) -> None:
    with transaction(blog.engine) as tx:
        judged = [(Comment(SPAM, Author(id=str(n % 7))), verdict()) for n in range(COUNTED + 5)]
        ids = [one.verdict.id for one in LEDGER.record_many(tx, blog.site, judged, NOW)]

    campaign_id = campaign_of(blog, ids[0])

    assert sizes_of(blog, campaign_id) == {campaign_id: CampaignSize(COUNTED, 7)}


def decide(blog: Blog, item_id: str) -> None:
    """Let an item no longer be open."""
    with transaction(blog.engine) as tx:
        tx.execute(
            update(review_items)
            .where(review_items.c.id == item_id)
            .values(state=State.RESOLVED, leads=False)
        )


def campaign_of(blog: Blog, item_id: str) -> str:
    wanted = select(review_items.c.campaign_id).where(review_items.c.id == item_id)
    with reading(blog.engine) as connection:
        return str(connection.execute(wanted).scalar_one())


def send_the_wave(place: Place) -> list[str]:
    """Assign the same text twenty times, with other numbers; returns its campaigns."""
    blog = place.open(seconds=20.0)
    given = []
    for number in range(20):
        with transaction(blog.engine) as tx:
            now = NOW + timedelta(seconds=number)
            words = [SPAM.replace("777", str(number)), f"{THANKS} {number}"]
            given += assign(tx, place.site.id, words, now)
    blog.engine.dispose()
    return given


def test_eight_processes_with_the_same_texts_at_once_make_one_campaign_of_each(
    blog: Blog,
) -> None:
    given = together(send_the_wave, Place.of(blog), PROCESSES)

    assert {campaign_id for one in given for campaign_id in one} == set(given[0][:2])
    assert count_campaigns(blog) == 2
