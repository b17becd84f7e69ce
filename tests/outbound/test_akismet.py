"""What a blog's Akismet plugin is told, and the guid by which it knows a comment."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from service.outbound.akismet import guid_of, message, verdict_of

VERDICT = "01KATC0W8YQ2M4N6P8R0S2T4V6"


def told(decision: str | None) -> bytes | None:
    facts = {"verdict": VERDICT, "decision": decision, "resolution": "spam"}
    return message({"type": "comment.resolved", "data": facts}, "0123456789ab")


@pytest.mark.parametrize(("decision", "result"), [("approve", "false"), ("reject", "true")])
def test_a_decision_is_told_in_the_words_of_the_plugin(decision: str, result: str) -> None:
    body = told(decision)

    assert body is not None
    assert json.loads(body) == {
        "key": "0123456789ab",
        "endpoint": "comment-check",
        "comments": [{"guid": guid_of(VERDICT), "result": result}],
    }


@pytest.mark.parametrize("decision", ["hold", None, "other"])
def test_what_the_plugin_has_no_word_for_is_not_told(decision: str | None) -> None:
    assert told(decision) is None


@given(st.binary(min_size=16, max_size=16))
def test_a_guid_is_32_digits_and_leads_back_to_the_verdict(written: bytes) -> None:
    verdict_id = str(ULID.from_bytes(written))

    guid = guid_of(verdict_id)

    assert len(guid) == 32
    assert set(guid) <= set("0123456789abcdef")
    assert verdict_of(guid) == verdict_id


@pytest.mark.parametrize("guid", ["", "x" * 32, "0" * 31])
def test_what_is_no_guid_names_no_verdict(guid: str) -> None:
    with pytest.raises(ValueError, match=r"badly formed|invalid literal"):
        verdict_of(guid)
