"""GET /verdicts/<id> and POST /feedback: what became of a comment, and what the site says of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.domain import Decision, FeedbackKind, Reason, Recorded, Resolution
from service.web.answers import recorded_out
from tests.ledgers import NOW, verdict
from tests.web.conftest import EVIDENCE, KITCHEN, Client
from tests.web.ledger import FakeRecords


def verdict_of(client: Client, body: str, comment_id: str = "c-1") -> str:
    reply = client.moderate(body, id=comment_id)
    assert reply.json is not None
    return str(reply.json["id"])


def test_verdict_is_found_as_it_was_answered(client: Client) -> None:
    answered = client.moderate("gacor", id="c-1").json
    assert answered is not None

    found = client.get(f"/verdicts/{answered['id']}").json

    assert found == answered | {
        "wire": "saring",
        "comment_id": "c-1",
        "recorded_at": "2026-11-23T00:00:00Z",
        "edit_of": None,
        "resolution": None,
    }


def test_verdict_answered_without_evidence_is_found_with_it(client: Client) -> None:
    body = {"comment": {"body": "gacor", "id": "c-1"}, "explain": False}
    answered = client.post("/moderate", body).json
    assert answered is not None

    found = client.get(f"/verdicts/{answered['id']}").json

    assert found is not None
    [reason] = found["reasons"]
    assert (reason["logit"], reason["rest"]) == (1.5, -1.0)
    assert [each["contribution"] for each in reason["evidence"]] == [2.5]


def test_score_recorded_without_its_logit_tells_no_numbers_of_it() -> None:
    first_release = Reason("score:spam", 0.97, Decision.REJECT, EVIDENCE)
    recorded = Recorded(replace(verdict(), reasons=(first_release,)), "c-1", NOW)

    [reason] = recorded_out(recorded)["reasons"]

    assert (reason["logit"], reason["rest"]) == (None, None)
    assert [each["contribution"] for each in reason["evidence"]] == [None]


def test_edit_names_the_first_verdict(client: Client) -> None:
    first = verdict_of(client, "halo")
    second = verdict_of(client, "halo lagi")

    found = client.get(f"/verdicts/{second}").json

    assert found is not None
    assert found["edit_of"] == first


def test_resolution_appears_once_a_moderator_has_decided(
    client: Client, records: FakeRecords
) -> None:
    verdict = verdict_of(client, "saya ragu")
    records.resolve(verdict, Resolution.SPAM, datetime(2026, 11, 24, 8, 30, tzinfo=UTC))

    found = client.get(f"/verdicts/{verdict}").json

    assert found is not None
    assert found["resolution"] == {"resolution": "spam", "resolved_at": "2026-11-24T08:30:00Z"}


def test_other_site_cannot_tell_that_a_verdict_exists(client: Client, stranger: Client) -> None:
    verdict = verdict_of(client, "halo")

    other = stranger.get(f"/verdicts/{verdict}")
    nobodys = stranger.get("/verdicts/none")

    assert other.status_code == 404
    assert other.data == nobodys.data


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd", "a%00b", "%F0%9F%92%A9", "' OR 1=1 --"])
def test_hostile_id_is_not_found(client: Client, path: str) -> None:
    reply = client.get(f"/verdicts/{path}")

    assert reply.status_code == 404


@pytest.mark.parametrize("kind", list(FeedbackKind))
def test_feedback_is_recorded_and_linked(
    client: Client, records: FakeRecords, kind: FeedbackKind
) -> None:
    verdict = verdict_of(client, "halo")

    reply = client.post("/feedback", {"verdict": verdict, "kind": kind, "note": "Pelanggan lama"})

    assert reply.status_code == 201
    assert reply.json == {"id": "feedback-1", "verdict": verdict}
    assert records.feedback == [(KITCHEN.id, verdict, kind, "Pelanggan lama")]


def test_feedback_by_comment_is_about_its_newest_text(client: Client) -> None:
    verdict_of(client, "halo")
    newest = verdict_of(client, "halo lagi")

    reply = client.post("/feedback", {"comment_id": "c-1", "kind": "missed_spam"})

    assert reply.json is not None
    assert reply.json["verdict"] == newest


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"verdict": "none", "kind": "missed_spam"}, 404),
        ({"comment_id": "none", "kind": "missed_spam"}, 404),
        ({"kind": "missed_spam"}, 422),
        ({"verdict": "a", "comment_id": "b", "kind": "missed_spam"}, 422),
        ({"verdict": "a", "kind": "nonsense"}, 422),
        ({"verdict": "a"}, 422),
        ({"verdict": "a", "kind": "missed_spam", "note": "n" * 2049}, 422),
    ],
)
def test_feedback_about_nothing_or_of_no_kind_is_refused(
    client: Client, records: FakeRecords, said: dict[str, str], status: int
) -> None:
    reply = client.post("/feedback", said)

    assert reply.status_code == status
    assert records.feedback == []


def test_feedback_on_another_sites_comment_is_refused(
    client: Client, stranger: Client, records: FakeRecords
) -> None:
    verdict = verdict_of(client, "halo")

    by_verdict = stranger.post("/feedback", {"verdict": verdict, "kind": "missed_spam"})
    by_comment = stranger.post("/feedback", {"comment_id": "c-1", "kind": "missed_spam"})

    assert (by_verdict.status_code, by_comment.status_code) == (404, 404)
    assert records.feedback == []
