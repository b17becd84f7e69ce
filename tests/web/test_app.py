"""The whole service as it is composed: the shipped model, and a ledger on each kind of database."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from service.app import create_app, load_moderator
from service.domain import Comment
from service.errors import ArtefactError, SettingsError
from service.settings import Settings
from service.store.engine import make_engine, reading, transaction
from service.store.keys import issue_key, list_keys, revoke_key
from service.store.sites import create_site
from service.web import security
from service.web.records import LedgerRecords
from tests.ledgers import LEDGER, NOW, Blog
from tests.people import CYRILLIC_GAMBLING, GAMBLING, NAME_GAMBLING, SPACED_GAMBLING, THANKS
from tests.web.conftest import Client


@pytest.fixture
def composed(blog: Blog, settings: Settings) -> Settings:
    return replace(settings, database_url=blog.url)


@pytest.fixture
def served(blog: Blog, composed: Settings) -> Client:
    with transaction(blog.engine) as tx:
        key = issue_key(tx, blog.site.id, NOW)
    return Client(create_app(composed).test_client(), key)


def moderate(client: Client, comment: Comment) -> dict[str, object]:
    author = {"name": comment.author.name, "url": comment.author.url}
    reply = client.moderate(comment.body, author=author)
    assert reply.status_code == 200
    answer: dict[str, object] = reply.get_json()
    return answer


def test_thanks_are_approved(served: Client) -> None:
    assert moderate(served, THANKS)["decision"] == "approve"


@pytest.mark.parametrize(
    "comment",
    [GAMBLING, SPACED_GAMBLING, CYRILLIC_GAMBLING, NAME_GAMBLING],
    ids=["styled", "spaced", "cyrillic", "name"],
)
def test_gambling_is_not_approved_in_any_disguise(served: Client, comment: Comment) -> None:
    assert moderate(served, comment)["decision"] != "approve"


def test_verdict_comes_back_as_it_was_answered(served: Client) -> None:
    answered = moderate(served, GAMBLING)

    found = served.get(f"/verdicts/{answered['id']}").get_json()

    assert {name: found[name] for name in answered} == answered


def test_same_comment_is_recorded_once_and_an_edit_is_linked(served: Client) -> None:
    first = served.moderate("Halo semua", id="c-1")
    again = served.moderate("Halo semua", id="c-1")
    edit = served.moderate("Halo semuanya", id="c-1").get_json()

    assert first.data == again.data
    assert served.get(f"/verdicts/{edit['id']}").get_json()["edit_of"] == first.get_json()["id"]


def test_feedback_is_linked_to_the_newest_text(served: Client) -> None:
    served.moderate("Halo semua", id="c-1")
    newest = served.moderate("Halo semuanya", id="c-1").get_json()

    reply = served.post("/feedback", {"comment_id": "c-1", "kind": "missed_spam", "note": "\u0000"})

    assert reply.status_code == 201
    assert reply.get_json()["verdict"] == newest["id"]


def test_held_comments_of_a_batch_wait_in_the_queue(blog: Blog, served: Client) -> None:
    items = [{"comment": {"body": one.body}} for one in (THANKS, GAMBLING, SPACED_GAMBLING)]

    answers = served.post("/moderate/batch", {"items": items}).get_json()["items"]

    held = [answer["id"] for answer in answers if answer["decision"] == "hold"]
    assert blog.queued() == held


@pytest.mark.parametrize("body", ["a\u0000b", "\U0010ffff\ufdd0", "😀" * 16_384, "\\u0000 \\"])
def test_odd_text_survives_the_ledger(served: Client, body: str) -> None:
    answered = served.moderate(body, id=body[:9], author={"name": body[:9]}).get_json()
    again = served.moderate(body, id=body[:9], author={"name": body[:9]}).get_json()

    assert answered == again


def test_other_site_finds_nothing(blog: Blog, served: Client) -> None:
    answered = moderate(served, THANKS)
    with transaction(blog.engine) as tx:
        other = issue_key(tx, create_site(tx, "Kebun", "balanced", NOW).id, NOW)

    assert Client(served.wsgi, other).get(f"/verdicts/{answered['id']}").status_code == 404


def test_revoked_key_is_refused(
    blog: Blog, served: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "REMEMBER_SECONDS", 0.0)
    served.moderate("halo")
    with reading(blog.engine) as connection:
        keys = list_keys(connection, blog.site.id)
    with transaction(blog.engine) as tx:
        revoke_key(tx, keys[0].id, NOW)

    assert served.moderate("halo").status_code == 401


def test_composed_service_is_ready(served: Client) -> None:
    reply = served.wsgi.get("/readyz")

    assert reply.status_code == 200


def test_service_with_a_strict_site_judges_by_its_bands(blog: Blog, served: Client) -> None:
    with transaction(blog.engine) as tx:
        key = issue_key(tx, create_site(tx, "Kebun", "strict", NOW).id, NOW)

    assert moderate(Client(served.wsgi, key), THANKS)["policy"] == "strict@2"


def test_service_without_a_secret_refuses_to_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="SARING_SECRET_KEY"):
        create_app(replace(settings, secret_key=""))


def test_service_without_a_model_refuses_to_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ArtefactError):
        create_app(replace(settings, models_dir=tmp_path))


def test_demo_page_can_be_switched_off(settings: Settings) -> None:
    with_page = create_app(settings).test_client()
    without = create_app(replace(settings, demo_page=False)).test_client()

    assert with_page.get("/").status_code == 200
    assert without.get("/").status_code == 404


def test_address_is_taken_from_a_trusted_proxy_only(settings: Settings) -> None:
    forwarded = {"X-Forwarded-Proto": "https"}
    behind = create_app(replace(settings, trusted_proxies=1)).test_client()
    alone = create_app(settings).test_client()

    assert "curl https://" in behind.get("/docs", headers=forwarded).text
    assert "curl http://" in alone.get("/docs", headers=forwarded).text


def test_every_preset_of_the_model_becomes_a_policy(settings: Settings) -> None:
    _, policies = load_moderator(settings)

    assert {policy.id for policy in policies.values()} == {
        "lenient@2",
        "balanced@2",
        "strict@2",
    }


def test_nothing_of_the_ledger_is_opened_before_the_first_request(settings: Settings) -> None:
    create_app(settings)

    assert not (settings.data_dir / "saring.db").exists()


def test_every_process_has_an_engine_of_its_own(sqlite_blog: Blog) -> None:
    records = LedgerRecords(lambda: make_engine(sqlite_blog.url, 2.0), LEDGER, lambda: NOW)
    records.check()

    child = os.fork()
    if child == 0:
        try:
            records.check()
        except BaseException:  # noqa: BLE001 -- the child must not run on into the tests
            os._exit(1)
        os._exit(0)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_comment_sent_by_many_at_once_is_recorded_once(served: Client) -> None:
    with ThreadPoolExecutor(8) as many:
        replies = list(many.map(lambda _: served.moderate("Halo semua", id="c-1"), range(24)))

    assert {reply.status_code for reply in replies} == {200}
    assert len({reply.get_json()["id"] for reply in replies}) == 1
