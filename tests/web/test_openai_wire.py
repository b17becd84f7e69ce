"""POST /v1/moderations: what OpenAI's clients send and read, made of verdicts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.domain import Decision, Wire
from service.policy import Policy, preset
from tests.fakes import FakeScorer
from tests.web.conftest import KEY, Client
from tests.web.ledger import FakeRecords

PATH = "/v1/moderations"
CATEGORIES = {
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit"),
    *("illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions", "sexual"),
    *("sexual/minors", "violence", "violence/graphic"),
}
BANDS = {
    **dict.fromkeys(("spam", "spam/adult", "abuse"), (0.5, 0.9)),
    **dict.fromkeys(("abuse/identity", "abuse/threat", "abuse/sexual"), (0.2, 2.0)),
    "abuse/insult": (0.7, 2.0),
}
QUIET = dict.fromkeys(BANDS, 0.01)


@pytest.fixture
def scorer() -> FakeScorer:
    return FakeScorer(
        scores=QUIET,
        by_word={
            "gacor": {**QUIET, "spam": 0.97},
            "ragu": {**QUIET, "spam": 0.6},
            "usir": {**QUIET, "abuse": 0.4, "abuse/identity": 0.3, "abuse/threat": 0.1},
            "bakar": {**QUIET, "abuse": 0.55, "abuse/identity": 0.3, "abuse/threat": 0.25},
            "bodoh": {**QUIET, "abuse": 0.45, "abuse/insult": 0.69},
            "mesum": {**QUIET, "spam/adult": 0.7, "abuse/sexual": 0.15},
        },
    )


@pytest.fixture
def policies() -> Mapping[str, Policy]:
    return {"balanced": preset("balanced", BANDS)}


def ask(client: Client, given: object, **more: object) -> TestResponse:
    return client.post(PATH, {"input": given, **more})


def result(client: Client, text: str) -> dict[str, Any]:
    reply = ask(client, text)
    assert reply.json is not None
    [found] = reply.json["results"]
    return dict(found)


def test_a_text_has_one_result_with_every_category(client: Client) -> None:
    reply = ask(client, "Terima kasih")

    assert reply.json is not None
    [found] = reply.json["results"]
    assert (reply.json["id"], reply.json["model"]) == (
        "modr-verdict-000001",
        "omni-moderation-latest",
    )
    for part in ("categories", "category_scores", "category_applied_input_types"):
        assert set(found[part]) == CATEGORIES | set(BANDS)
    assert found["flagged"] is False


def test_what_is_not_approved_is_flagged(client: Client) -> None:
    reply = ask(client, ["halo", "saya ragu", "gacor"])

    assert reply.json is not None
    told = [(one["verdict"], one["decision"], one["flagged"]) for one in reply.json["results"]]
    assert told == [
        ("verdict-000001", "approve", False),
        ("verdict-000002", "hold", True),
        ("verdict-000003", "reject", True),
    ]


def test_nothing_is_flagged_in_a_dry_run(client: Client, records: FakeRecords) -> None:
    records.keys[KEY] = replace(records.keys[KEY], dry_run=True)

    reply = ask(client, ["gacor", "saya ragu"])

    assert reply.json is not None
    assert [one["flagged"] for one in reply.json["results"]] == [False, False]
    assert [row.verdict.decision for _, _, row in records.rows] == [Decision.REJECT, Decision.HOLD]


def test_texts_of_a_list_are_judged_as_one_batch_in_order(
    client: Client, records: FakeRecords, scorer: FakeScorer
) -> None:
    reply = ask(client, ["gacor", "halo", "saya ragu"])

    assert reply.json is not None
    assert [one["flagged"] for one in reply.json["results"]] == [True, False, True]
    assert (scorer.batches, records.transactions) == ([3], 1)
    assert [row.verdict.wire for _, _, row in records.rows] == [Wire.OPENAI] * 3


def test_text_parts_are_one_text(client: Client, records: FakeRecords) -> None:
    parts = [{"type": "text", "text": text} for text in ("Terima kasih", "gacor")]

    reply = ask(client, parts)

    assert reply.json is not None
    assert [one["flagged"] for one in reply.json["results"]] == [True]
    assert records.rows[0][1][0] == "Terima kasih\ngacor"


def test_categories_have_the_scores_of_the_labels_they_are(client: Client) -> None:
    quiet = ("harassment", "harassment/threatening", "hate", "hate/threatening", "sexual")
    usual = dict.fromkeys(CATEGORIES, 0.0) | dict.fromkeys(quiet, 0.01)
    # Of hate and threat the lesser is what both together are.
    exile = {"harassment": 0.4, "harassment/threatening": 0.1, "hate": 0.3, "hate/threatening": 0.1}

    reply = ask(client, ["bodoh", "usir", "mesum", "gacor"])

    assert reply.json is not None
    scores = [one["category_scores"] for one in reply.json["results"]]
    assert [{name: each[name] for name in CATEGORIES} for each in scores] == [
        usual | {"harassment": 0.69},
        usual | exile,
        usual | {"sexual": 0.7},
        usual,
    ]


def test_a_category_applies_from_where_its_labels_hold(client: Client) -> None:
    insult, exile, arson = (
        result(client, text)["categories"] for text in ("bodoh", "usir", "bakar")
    )

    assert not any(insult.values())  # 0.69, and 0.7 holds
    assert {name for name, applies in exile.items() if applies} == {"hate", "abuse/identity"}
    assert {name for name, applies in arson.items() if applies} == {
        *("hate", "hate/threatening", "harassment", "harassment/threatening"),
        *("abuse", "abuse/identity", "abuse/threat"),
    }


def test_labels_stand_beside_the_categories(client: Client) -> None:
    found = result(client, "gacor")

    assert found["category_scores"]["spam"] == 0.97
    assert found["categories"]["spam"] is True


def test_types_say_what_is_looked_for(client: Client) -> None:
    types = result(client, "halo")["category_applied_input_types"]

    assert (types["harassment"], types["spam"]) == (["text"], ["text"])
    assert (types["self-harm"], types["sexual/minors"]) == ([], [])


def test_the_model_that_was_asked_is_named(client: Client) -> None:
    reply = ask(client, "halo", model="text-moderation-stable")

    assert reply.json is not None
    assert reply.json["model"] == "text-moderation-stable"


def test_members_that_are_not_known_and_null_models_are_passed_over(client: Client) -> None:
    assert ask(client, "halo", model=None, user="u-1").status_code == 200


def test_text_that_shows_nothing_is_held(client: Client, records: FakeRecords) -> None:
    reply = ask(client, ["\u200b\u2060", "halo", "\u3164"])

    assert reply.json is not None
    assert [one["decision"] for one in reply.json["results"]] == ["hold", "approve", "hold"]
    assert len(records.held()) == 2
