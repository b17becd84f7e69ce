"""A site's own policy, from being saved over the API to what is answered about comments."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from service.app import assemble, new_id
from service.moderation import Moderator
from service.people import Scope
from service.signals import DETECTORS
from service.store.engine import reading, transaction
from service.store.keys import issue_key
from service.store.ledger import Ledger
from service.store.policy_tables import policy_versions
from service.store.review_tables import audit
from service.store.sites import Change, change_site
from service.web.records import LedgerRecords
from tests.fakes import FakeClock, FakeScorer
from tests.ledgers import NOW, Blog
from tests.web.conftest import Client
from tests.web.office import office_over

DOCUMENT = """
[[rule]]
name = "Kata kasar"
action = "reject"
when.text.terms = ["anjing"]
[[rule]]
name = "Orang baru"
action = "hold"
when.author.approved = 0
"""
BROKEN = "[[rule]]\nname = 'r'\naction = 'hold'\nwhen.lenght = 3\n"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@dataclass(frozen=True)
class House:
    """A service over a blog's ledger; a process remembers for seconds what a key opens."""

    blog: Blog
    clock: FakeClock
    folder: Path

    def client(self, *scopes: Scope) -> Client:
        """Return a client of a process that has just started."""
        office = office_over(self.blog.engine, self.clock, self.folder)
        with transaction(self.blog.engine) as tx:
            opened = frozenset(scopes or (Scope.MODERATE, Scope.ADMIN))
            key = issue_key(tx, self.blog.site.id, NOW, scopes=opened)
        ledger = Ledger(office.pseudonymiser)
        records = LedgerRecords(lambda: self.blog.engine, ledger, self.clock)
        app = assemble(Moderator(FakeScorer(), DETECTORS, new_id), records, office)
        return Client(app.test_client(), key)

    def answered(self, body: str, author: str = "u-1") -> Any:
        """Return the verdict on a comment of an author."""
        asked = {"comment": {"body": body, "author": {"id": author}}}
        return self.client().post("/moderate", asked).get_json()


@pytest.fixture
def house(blog: Blog, clock: FakeClock, tmp_path: Path) -> House:
    return House(blog, clock, tmp_path)


@pytest.fixture
def client(house: House) -> Client:
    return house.client()


def saved(client: Client, document: str = DOCUMENT, use: str = "enforce") -> Any:
    answer = client.post("/policy", {"document": document, "reason": "coba", "use": use})
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()


def standing(client: Client) -> Any:
    return client.get("/policy").get_json()


def test_a_policy_that_was_saved_judges_the_next_comment(house: House, client: Client) -> None:
    assert house.answered("dasar anjing")["decision"] == "approve"

    saved(client)

    verdict = house.answered("dasar anjing")
    assert (verdict["decision"], verdict["policy"]) == ("reject", "site@1")
    assert verdict["reasons"][0]["code"] == "rule:Kata kasar"
    assert verdict["reasons"][0]["evidence"][0]["text"] == "anjing"


def test_an_author_approved_before_is_known_to_the_policy(house: House, client: Client) -> None:
    assert house.answered("Terima kasih banyak")["decision"] == "approve"
    saved(client)

    assert house.answered("Sekali lagi terima kasih")["decision"] == "approve"
    assert house.answered("Terima kasih juga", "u-2")["decision"] == "hold"


def test_a_policy_with_a_flaw_is_not_saved(client: Client) -> None:
    answer = client.post("/policy", {"document": BROKEN})

    assert answer.status_code == 422
    [error] = answer.get_json()["errors"]
    assert error["pointer"] == "/document"
    assert error["message"].startswith("line 4: rule[1].when.lenght")
    assert client.get("/policy/versions").get_json()["versions"] == []


def test_a_policy_is_checked_without_being_saved(client: Client) -> None:
    flawed = client.post("/policy/check", {"document": BROKEN}).get_json()
    sound = client.post("/policy/check", {"document": DOCUMENT}).get_json()

    assert (flawed["ok"], flawed["flaws"][0]["line"]) == (False, 4)
    assert sound == {"ok": True, "flaws": [], "warnings": []}
    assert standing(client)["version"] is None


def test_versions_are_kept_and_any_can_judge_again(client: Client) -> None:
    saved(client)
    saved(client, 'preset = "strict"\n')

    listed = client.get("/policy/versions").get_json()["versions"]
    assert [one["version"] for one in listed] == [2, 1]
    assert client.get("/policy/versions/1").get_json()["document"] == DOCUMENT
    assert client.post("/policy/enforce", {"version": 1}).get_json()["in_force"] == "site@1"
    assert client.post("/policy/enforce", {"version": 0}).get_json()["in_force"] == "balanced@2"
    assert client.post("/policy/enforce", {"version": 9}).status_code == 404


def test_what_was_changed_stands_in_the_audit(client: Client, blog: Blog) -> None:
    saved(client)
    client.post("/policy/switch", {"switch": "hold_all", "hours": 2})

    with reading(blog.engine) as connection:
        noted = connection.execute(select(audit.c.action)).scalars().all()
    assert {"policy.save", "policy.enforce", "switch.throw"} <= set(noted)


def test_a_version_that_does_not_load_leaves_the_last_good_one_in_force(
    house: House, client: Client
) -> None:
    saved(client)
    saved(client, 'preset = "strict"\n')
    with transaction(house.blog.engine) as tx:
        second = policy_versions.c.number == 2
        tx.execute(update(policy_versions).where(second).values(document=BROKEN))

    verdict = house.answered("dasar anjing")

    assert (verdict["decision"], verdict["policy"]) == ("reject", "site@1")
    started = house.client()
    assert started.get("/readyz").get_json()["policies_not_loaded"] == 1
    assert standing(started)["in_force"] == "site@1"


def test_a_process_that_had_the_policy_keeps_it(house: House, client: Client) -> None:
    saved(client)
    running = house.client()
    asked = {"comment": {"body": "dasar anjing"}}
    assert running.post("/moderate", asked).get_json()["decision"] == "reject"
    with transaction(house.blog.engine) as tx:
        tx.execute(update(policy_versions).values(document=BROKEN))

    assert running.post("/moderate", asked).get_json()["policy"] == "site@1"


def test_a_dry_run_records_the_verdict_and_answers_approve(house: House, client: Client) -> None:
    saved(client)
    with transaction(house.blog.engine) as tx:
        change_site(tx, house.blog.site.id, Change(dry_run=True))

    verdict = house.answered("dasar anjing")

    assert (verdict["decision"], verdict["would_decide"]) == ("approve", "reject")
    assert verdict["reasons"][0]["band"] == "reject"
    recorded = house.client().get(f"/verdicts/{verdict['id']}").get_json()
    assert (recorded["decision"], recorded["would_decide"]) == ("approve", "reject")


def test_nothing_of_a_dry_run_waits_for_a_moderator(house: House, client: Client) -> None:
    saved(client)
    with transaction(house.blog.engine) as tx:
        change_site(tx, house.blog.site.id, Change(dry_run=True))

    house.answered("Halo semua", "u-3")

    assert house.client(Scope.REVIEW).get("/queue").get_json()["items"] == []


def test_the_switch_holds_every_comment_until_it_ends(house: House, client: Client) -> None:
    thrown = client.post("/policy/switch", {"switch": "approve_none", "hours": 1}).get_json()

    assert thrown["switch"] == "approve_none"
    verdict = house.answered("Terima kasih")
    assert (verdict["decision"], verdict["reasons"][0]["code"]) == ("hold", "switch:approve_none")
    house.clock.advance(3601)
    assert house.answered("Terima kasih sekali")["decision"] == "approve"
    assert standing(client)["switch"] is None


@pytest.mark.parametrize("hours", [0, 721, -1])
def test_a_switch_ends_in_time(client: Client, hours: int) -> None:
    assert client.post("/policy/switch", {"switch": "hold_all", "hours": hours}).status_code == 422


def test_a_switch_is_taken_back(house: House, client: Client) -> None:
    client.post("/policy/switch", {"switch": "hold_all", "hours": 1})

    assert client.post("/policy/switch", {"switch": None}).get_json()["switch"] is None
    assert house.answered("Terima kasih")["decision"] == "approve"


def test_what_a_moderator_rejected_is_rejected_again_and_unlearned_when_approved(
    house: House,
) -> None:
    wave = "Main di PULAU777 tadi malam, modal receh langsung cair, buruan daftar sekarang juga ya"
    reviewer = house.client(Scope.REVIEW)

    def resolve(verdict_id: str, resolution: str) -> None:
        items = [{"id": verdict_id}]
        asked = {"items": items, "resolution": resolution}
        assert reviewer.post("/queue/resolve", asked).status_code == 200

    first = house.answered(wave)
    assert first["decision"] == "approve"

    resolve(first["id"], "spam")
    second = house.answered(wave.replace("PULAU777", "RAJA88"), "u-2")
    assert (second["decision"], second["reasons"][0]["code"]) == (
        "reject",
        "signal:rejected_before",
    )

    resolve(second["id"], "approve")
    assert house.answered(wave.replace("PULAU777", "HOKI138"), "u-3")["decision"] == "approve"


def test_a_shadow_is_recorded_and_decides_nothing(house: House, client: Client) -> None:
    saved(client, use="shadow")

    verdict = house.answered("dasar anjing")

    assert (verdict["decision"], verdict["policy"]) == ("approve", "balanced@2")
    assert standing(client)["shadow"] == 1


def test_a_key_without_the_scope_is_refused(house: House) -> None:
    assert house.client(Scope.MODERATE).get("/policy").status_code == 403
