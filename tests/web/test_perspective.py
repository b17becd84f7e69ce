"""Perspective's protocol: scores of a comment, recorded as any other."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from service.domain import Decision, Wire
from tests.fakes import FakeScorer
from tests.web.conftest import KEY, KITCHEN, OTHER_KEY, Client
from tests.web.ledger import FakeRecords
from tests.web.perspectives import (
    ANALYZE,
    FEW,
    _as_new,
    analyze,
    client,
    records,
    scorer,
    scores,
    stand,
)

__all__ = ["_as_new", "client", "records", "scorer", "stand"]


def test_comment_is_scored_as_perspective_would(client: Client) -> None:
    reply = analyze(client, "Terima kasih infonya, sangat membantu", clientToken="c-1")

    assert reply.content_type == "application/json; charset=UTF-8"
    assert reply.json == {
        "attributeScores": {
            name: {
                "spanScores": [{"begin": 0, "end": 37, "score": score}],
                "summaryScore": score,
            }
            for name, score in (
                ("TOXICITY", {"value": 0.014, "type": "PROBABILITY"}),
                ("SPAM", {"value": 0.014, "type": "PROBABILITY"}),
            )
        },
        "languages": ["id"],
        "detectedLanguages": ["id"],
        "clientToken": "c-1",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/v1alpha1/comments:analyze",
        "/comments:analyze",
        "/perspective/comments:analyze",
        "/a/b/v1alpha1/comments:analyze",
        "/v1alpha1//comments:analyze",
        "/v1alpha1/comments%3Aanalyze",
        "/v1/comments:analyze",
        "/queue/comments:analyze",
    ],
)
def test_method_stands_under_any_prefix(client: Client, path: str) -> None:
    assert scores(analyze(client, "Main gacor", path))["SPAM"] > 0.9


@pytest.mark.parametrize("path", ["/verdicts/comments:analyze", "/verdicts/x/comments:x"])
def test_address_of_ours_is_not_taken(client: Client, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 404
    assert (reply.json or {}).get("type") == (None if path.endswith(":x") else "/docs#not-found")


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        (f"?key={KEY}", {}),
        ("", {"X-Goog-Api-Key": KEY}),
        ("", {"Authorization": f"Bearer {KEY}"}),
        (f"?key={KEY}&alt=json&fields=languages&quotaUser=u&$.xgafv=2", {}),
    ],
)
def test_key_may_come_in_three_ways(
    client: Client, query: str, headers: Mapping[str, str], records: FakeRecords
) -> None:
    asked = {"comment": {"text": "halo"}, "requestedAttributes": FEW}

    reply = client.wsgi.post(ANALYZE + query, json=asked, headers=headers)

    assert set(scores(reply)) == set(FEW)
    assert records.rows[0][0] == KITCHEN


def test_answer_is_indented_on_request(client: Client) -> None:
    asked = {"comment": {"text": "halo"}, "requestedAttributes": FEW}

    plain = client.post(ANALYZE, asked)
    pretty = client.post(f"{ANALYZE}?prettyPrint=true", asked)

    assert plain.text.count("\n") == 0
    assert pretty.text.startswith('{\n  "attributeScores"')


def test_comment_is_recorded_with_its_wire_and_waits_in_the_queue(
    client: Client, records: FakeRecords
) -> None:
    value = scores(analyze(client, "saya ragu"))["SPAM"]

    verdict = records.rows[0][2].verdict
    assert records.held() == [verdict.id]
    assert verdict.wire is Wire.PERSPECTIVE
    assert 0.7 < value < 0.9


def test_comment_that_is_not_to_be_stored_leaves_no_trace(
    client: Client, records: FakeRecords
) -> None:
    reply = analyze(client, "saya ragu", doNotStore=True)

    assert scores(reply)["SPAM"] > 0.7
    assert records.transactions == 0


def test_nulls_are_as_good_as_nothing(client: Client) -> None:
    absent = ("context", "languages", "doNotStore", "clientToken", "sessionId", "communityId")
    asked = {
        "comment": {"text": "halo", "type": None},
        "requestedAttributes": {"SPAM": None, "TOXICITY": {"scoreThreshold": None}},
        **dict.fromkeys((*absent, "spanAnnotations", "dropUnsupportedAttributes")),
    }

    reply = client.post(ANALYZE, asked)

    assert set(scores(reply)) == {"SPAM", "TOXICITY"}
    assert "clientToken" not in (reply.json or {})


def test_names_of_protocol_buffers_and_unknown_members_are_taken(client: Client) -> None:
    asked = {
        "comment": {"text": "halo", "colour": 1},
        "requested_attributes": {"SPAM": {"score_type": "PROBABILITY", "score_threshold": "0.5"}},
        "client_token": "",
        "whatever": [{}],
    }

    reply = client.post(ANALYZE, asked)

    assert scores(reply) == {}
    assert (reply.json or {})["clientToken"] == ""


def test_attribute_below_its_threshold_is_left_out(client: Client) -> None:
    wanted = {"SPAM": {"scoreThreshold": 0.5}, "TOXICITY": {"scoreThreshold": 0.5}}

    assert set(scores(analyze(client, "Main gacor", requestedAttributes=wanted))) == {"SPAM"}


def test_unknown_attributes_are_dropped_on_request(client: Client) -> None:
    wanted = {**FEW, "FLIRTATION": {}}

    reply = analyze(client, "halo", requestedAttributes=wanted, dropUnsupportedAttributes=True)

    assert set(scores(reply)) == set(FEW)


def test_own_attribute_is_the_score_itself(client: Client) -> None:
    reply = analyze(client, "Main gacor", requestedAttributes={"SARING_SPAM": {}})

    assert scores(reply) == {"SARING_SPAM": 0.97}


@pytest.mark.parametrize(
    ("hint", "languages"),
    [
        (["en"], ["en"]),
        (["xx", "id-Latn"], ["xx", "id-Latn"]),
        ("en", ["en"]),
        ([], ["id"]),
        (7, ["id"]),
        ([None, "<script>", {}], ["id"]),
    ],
)
def test_language_is_only_a_hint(client: Client, hint: object, languages: list[str]) -> None:
    reply = analyze(client, "Terima kasih infonya, sangat membantu", languages=hint)

    assert reply.json is not None
    assert reply.json["languages"] == languages
    assert reply.json["detectedLanguages"] == ["id"]


@pytest.mark.parametrize(("hint", "languages"), [(["de"], ["de"]), ([], ["und"])])
def test_language_that_nobody_knows_is_no_error(
    client: Client, hint: list[str], languages: list[str]
) -> None:
    reply = analyze(client, "😀😀", languages=hint)

    assert reply.json is not None
    assert reply.json["detectedLanguages"] == reply.json["languages"] == languages


def test_sentences_are_scored_by_themselves_in_utf_16(client: Client, scorer: FakeScorer) -> None:
    reply = analyze(client, "Enak 😀! Main gacor.\nYa", spanAnnotations=True)

    assert reply.json is not None
    spans = reply.json["attributeScores"]["SPAM"]["spanScores"]
    assert [(one["begin"], one["end"]) for one in spans] == [(0, 8), (9, 20), (21, 23)]
    assert [one["score"]["value"] > 0.9 for one in spans] == [False, True, False]
    assert scorer.batches == [1, 3]


@pytest.mark.parametrize("annotated", [True, False])
def test_whole_text_is_one_span(client: Client, *, annotated: bool) -> None:
    reply = analyze(client, "Main gacor 😀", spanAnnotations=annotated)

    assert reply.json is not None
    spam = reply.json["attributeScores"]["SPAM"]
    assert spam["spanScores"] == [{"begin": 0, "end": 13, "score": spam["summaryScore"]}]


def test_same_comment_keeps_its_scores(
    client: Client, records: FakeRecords, scorer: FakeScorer
) -> None:
    first = analyze(client, "Main gacor", clientToken="comment:7")
    scorer.by_word = {}
    again = analyze(client, "Main gacor", clientToken="comment:7")

    assert first.json == again.json
    assert [recorded.comment_id for _, _, recorded in records.rows] == ["7"]


def test_context_tells_article_parent_and_coral_s_ids(client: Client, records: FakeRecords) -> None:
    coral = '{"url":"https://koran.example/a","Coral_comment_id":"c-9","reply_to_id":null}'

    analyze(client, "halo", context={"entries": [{"text": coral}]})

    assert records.rows[0][2].comment_id == "c-9"


@pytest.mark.parametrize(
    "context",
    [
        {"entries": []},
        {"entries": [None]},
        {"entries": [{"text": None}]},
        {"entries": [{"text": "an earlier comment"}]},
        {"entries": [{"text": "{"}]},
        {"entries": [{"text": '{"url":7,"Coral_comment_id":["x"]}'}]},
        {"entries": [{"text": '{"url":"javascript:1","Coral_comment_id":"a b"}'}]},
        {"articleAndParentComment": None},
        {"articleAndParentComment": {"article": {"text": "x" * 300_000}, "parentComment": None}},
    ],
)
def test_other_context_is_no_error(client: Client, records: FakeRecords, context: object) -> None:
    assert scores(analyze(client, "halo", context=context))
    assert records.rows[0][2].comment_id == ""


def test_policy_of_the_site_shows_in_likely_to_reject(client: Client, records: FakeRecords) -> None:
    held = "Cek slot88. " + " ".join(f"https://a{n}.example/x" for n in range(8))

    reply = analyze(client, held, requestedAttributes={"LIKELY_TO_REJECT": {}, "SPAM": {}})

    assert records.rows[0][2].verdict.decision is Decision.HOLD
    assert scores(reply) == {"LIKELY_TO_REJECT": 0.75, "SPAM": 0.014}


def test_dry_run_shows_scores_only(client: Client, records: FakeRecords) -> None:
    client.key = "key of a site in a dry run"
    records.keys[client.key] = replace(KITCHEN, dry_run=True)
    held = " ".join(f"https://a{n}.example/x" for n in range(8))

    reply = analyze(client, held, requestedAttributes={"LIKELY_TO_REJECT": {}})

    assert records.rows[0][2].verdict.decision is Decision.HOLD
    assert scores(reply) == {"LIKELY_TO_REJECT": 0.014}


def test_scores_of_an_older_model_are_completed(client: Client, records: FakeRecords) -> None:
    analyze(client, "Main gacor", clientToken="comment:7")
    site, text, recorded = records.rows[0]
    older = replace(recorded, verdict=replace(recorded.verdict, scores={"spam": 0.5}))
    records.rows[0] = (site, text, older)

    reply = analyze(client, "Main gacor", clientToken="comment:7")

    assert scores(reply) == {"SPAM": 0.7, "TOXICITY": 0.028}


def test_other_site_has_its_own(client: Client, records: FakeRecords) -> None:
    client.key = OTHER_KEY

    analyze(client, "saya ragu")

    assert records.rows[0][0].name == "Kebun"
