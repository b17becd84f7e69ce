"""Scores that a site says a comment should have: feedback on the verdict they are about."""

import pytest
from werkzeug.test import TestResponse

from service.domain import Decision, FeedbackKind
from tests.web.conftest import OTHER_KEY, Client
from tests.web.ledger import FakeRecords
from tests.web.perspectives import (
    SUGGEST,
    _as_new,
    analyze,
    client,
    records,
    scorer,
    stand,
)

__all__ = ["_as_new", "client", "records", "scorer", "stand"]

FINE, DOUBTFUL = "Terima kasih infonya, sangat membantu", "saya ragu"


def suggest(
    client: Client, text: str, value: float, name: str = "TOXICITY", **more: object
) -> TestResponse:
    asked = {
        "comment": {"text": text},
        "attributeScores": {name: {"summaryScore": {"value": value}}},
    }
    return client.wsgi.post(f"{SUGGEST}?key={client.key}", json=asked | more)


def told(records: FakeRecords) -> list[FeedbackKind]:
    return [kind for _, _, kind, _ in records.feedback]


@pytest.mark.parametrize(
    ("text", "name", "value", "kind"),
    [
        (FINE, "SPAM", 1, FeedbackKind.MISSED_SPAM),
        (FINE, "SARING_SPAM_GAMBLING", 1, FeedbackKind.MISSED_SPAM),
        (FINE, "TOXICITY", 1, FeedbackKind.MISSED_ABUSE),
        (FINE, "INSULT", 0.8, FeedbackKind.MISSED_ABUSE),
        (FINE, "TOXICITY", 0, FeedbackKind.CONFIRMED),
        (DOUBTFUL, "TOXICITY", 0, FeedbackKind.FALSE_ALARM),
        (DOUBTFUL, "SPAM", 0.1, FeedbackKind.FALSE_ALARM),
        (DOUBTFUL, "SPAM", 1, FeedbackKind.CONFIRMED),
        (FINE, "APPROVED", 1, FeedbackKind.CONFIRMED),
        (DOUBTFUL, "APPROVED", 1, FeedbackKind.FALSE_ALARM),
        (DOUBTFUL, "HIGHLIGHTED", 1, FeedbackKind.FALSE_ALARM),
        (DOUBTFUL, "DELETED", 1, FeedbackKind.CONFIRMED),
        (FINE, "DELETED", 1, FeedbackKind.MISSED_ABUSE),
        (FINE, "LIKELY_TO_REJECT", 1, FeedbackKind.MISSED_ABUSE),
        ("Promo hari ini", "DELETED", 1, FeedbackKind.MISSED_SPAM),
    ],
)
def test_suggested_score_is_feedback_on_the_same_text(
    client: Client, records: FakeRecords, text: str, name: str, value: float, kind: FeedbackKind
) -> None:
    analyze(client, text)

    reply = suggest(client, text, value, name)

    assert reply.status_code == 200
    assert told(records) == [kind]


def test_answer_names_languages_and_token(client: Client) -> None:
    reply = suggest(client, FINE, 1, clientToken="comment:7", languages=["en"])

    assert reply.json == {
        "clientToken": "comment:7",
        "detectedLanguages": ["id"],
        "requestedLanguages": ["en"],
    }


def test_comment_is_known_by_its_id_whatever_its_text(client: Client, records: FakeRecords) -> None:
    analyze(client, DOUBTFUL, clientToken="comment:7")
    coral = '{"url":"https://koran.example/a","Coral_comment_id":"7"}'

    suggest(client, "edited since", 0, clientToken="comment:7")
    suggest(client, "edited since", 0, context={"entries": [{"text": coral}]})

    assert told(records) == [FeedbackKind.FALSE_ALARM] * 2


def test_comment_with_an_id_that_came_without_is_known_by_its_text(
    client: Client, records: FakeRecords
) -> None:
    analyze(client, FINE)

    suggest(client, FINE, 1, clientToken="comment:7", communityId="Coral:https://koran.example")

    assert told(records) == [FeedbackKind.MISSED_ABUSE]
    assert records.rows[0][2].verdict.decision is Decision.APPROVE


def test_unknown_comment_is_answered_and_nothing_is_recorded(
    client: Client, records: FakeRecords
) -> None:
    analyze(client, DOUBTFUL)
    client.key = OTHER_KEY

    reply = suggest(client, DOUBTFUL, 1)

    assert reply.status_code == 200
    assert records.feedback == []
    assert len(records.rows) == 1


@pytest.mark.parametrize("missing", [None, {}])
def test_suggestion_without_scores_is_refused(client: Client, missing: object) -> None:
    reply = client.post(SUGGEST, {"comment": {"text": FINE}, "attributeScores": missing})

    assert reply.status_code == 400
    assert reply.json is not None
    assert reply.json["error"]["message"] == "Missing attribute_scores"


@pytest.mark.parametrize(
    "one", [None, {}, {"summaryScore": None}, {"spanScores": [{"score": {"value": 1}}]}]
)
def test_suggestion_that_gives_no_number_is_no_feedback(
    client: Client, records: FakeRecords, one: object
) -> None:
    analyze(client, FINE)

    reply = client.post(SUGGEST, {"comment": {"text": FINE}, "attributeScores": {"SPAM": one}})

    assert reply.status_code == 200
    assert records.feedback == []
