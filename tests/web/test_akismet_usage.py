"""What Akismet's clients are told of how much a key was used."""

from collections.abc import Iterator

import pytest

from service.domain import Comment
from tests.ledgers import lasting_url, opened
from tests.postgres import postgres_url
from tests.web.kitchens import Kitchen, kitchen_of

__all__ = ["lasting_url", "postgres_url"]


@pytest.fixture(scope="module")
def kitchen(lasting_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    """A kitchen in which a month has passed; tests only ask about it."""
    with opened(lasting_url) as blog:
        kitchen = kitchen_of(blog, tmp_path_factory.mktemp("kitchen"))
        for text in ("Enak", "Enak sekali", "Saya ragu", "Main slot gacor"):
            kitchen.wordpress.check(text)
        kitchen.wordpress.about("submit-spam", "Enak")
        kitchen.wordpress.about("submit-ham", "Main slot gacor")
        kitchen.wordpress.about("submit-spam", "Saya ragu")
        kitchen.blog.record(Comment("Lewat jalan lain"))
        yield kitchen


COUNTS = {"spam": 1, "ham": 2, "missed_spam": 1, "false_positives": 1}
LIMIT = {"limit": "none", "usage": 4, "percentage": "0.00", "throttled": False}


def test_use_of_the_month_has_no_limit(kitchen: Kitchen) -> None:
    plain = kitchen.wordpress.get("/1.2/usage-limit")
    extended = kitchen.wordpress.post("/1.2/usage-limit", extended="true")

    assert plain.content_type == "application/json"
    assert plain.get_json() == LIMIT
    assert extended.get_json() == {**LIMIT, "notice_level": 0, "upgrade": False}


def test_a_key_has_one_site(kitchen: Kitchen) -> None:
    found = kitchen.wordpress.get("/1.2/key-sites").get_json()

    site = {"site": "dapur.example", "api_calls": 4, **COUNTS, "is_revoked": False}
    assert found == {"2026-11": [site], "limit": 500, "offset": 0, "total": 1}


def test_statistics_go_by_month(kitchen: Kitchen) -> None:
    stats = kitchen.wordpress.post("/1.1/get-stats", **{"from": "6-months"}).get_json()

    assert {name: stats[name] for name in COUNTS} == COUNTS
    assert (stats["accuracy"], stats["time_saved"]) == ("50.00", 0)
    assert list(stats["breakdown"]) == [f"2026-{month:02d}" for month in range(6, 12)]
    assert stats["breakdown"]["2026-11"] == {**COUNTS, "blogs": 1, "da": "2026-11-01"}
    assert stats["breakdown"]["2026-10"]["ham"] == 0


@pytest.mark.parametrize(
    ("stretch", "first", "months"),
    [("60-days", "2026-10", 2), ("all", "2024-12", 24), ("x", "2026-06", 6)],
)
def test_statistics_go_back_as_far_as_asked(
    kitchen: Kitchen, stretch: str, first: str, months: int
) -> None:
    stats = kitchen.wordpress.post("/1.1/get-stats", **{"from": stretch}).get_json()

    assert min(stats["breakdown"]) == first
    assert len(stats["breakdown"]) == months


def test_sites_are_listed_as_csv(kitchen: Kitchen) -> None:
    reply = kitchen.wordpress.get("/1.2/key-sites", format="csv", month="2026-11", limit="9")

    title, columns, *rows = reply.text.splitlines()
    assert reply.content_type == "text/csv; charset=utf-8"
    assert title.endswith("during 2026-11 (limit:9, offset: 0, total: 1)")
    assert columns == "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked"
    assert rows == ["dapur.example,4,1,2,1,1,false"]
    assert kitchen.issued.secret not in reply.text


@pytest.mark.parametrize(
    ("asked", "total", "listed"),
    [
        ({"filter": "dapur"}, 1, 1),
        ({"filter": "kebun"}, 0, 0),
        ({"offset": "1"}, 1, 0),
        ({"limit": "1", "offset": "-1", "order": "spam"}, 1, 1),
        ({"month": "2026-10"}, 0, 0),
    ],
)
def test_sites_can_be_chosen(
    kitchen: Kitchen, asked: dict[str, str], total: int, listed: int
) -> None:
    found = kitchen.wordpress.get("/1.2/key-sites", **asked).get_json()

    assert found["total"] == total
    assert len(found[asked.get("month", "2026-11")]) == listed


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1", "２０２６-11"])
def test_what_is_no_month_is_invalid(kitchen: Kitchen, month: str) -> None:
    reply = kitchen.wordpress.get("/1.2/key-sites", month=month)

    assert (reply.status_code, reply.data) == (200, b"invalid")
