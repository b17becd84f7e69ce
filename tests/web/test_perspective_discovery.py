"""The document that Google's client libraries make their methods from."""

from service.web.perspective_discovery import discovery
from tests.web.conftest import Client
from tests.web.perspectives import _as_new, client, records, scorer, stand

__all__ = ["_as_new", "client", "records", "scorer", "stand"]


def test_discovery_document_describes_both_methods(client: Client) -> None:
    reply = client.wsgi.get("/$discovery/rest?version=v1alpha1&key=x", headers={"Host": "a.test"})

    assert reply.status_code == 200
    document = reply.json
    assert document is not None
    assert document["kind"] == "discovery#restDescription"
    assert document["rootUrl"] == document["baseUrl"] == "http://a.test/"
    assert document["servicePath"] == ""
    methods = document["resources"]["comments"]["methods"]
    assert {name: (one["httpMethod"], one["path"]) for name, one in methods.items()} == {
        "analyze": ("POST", "v1alpha1/comments:analyze"),
        "suggestscore": ("POST", "v1alpha1/comments:suggestscore"),
    }
    for method in methods.values():
        assert {method["request"]["$ref"], method["response"]["$ref"]} <= set(document["schemas"])


def references(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
    return own.union(*map(references, value.values()))


def test_discovery_document_is_closed_in_itself(client: Client) -> None:
    document = client.wsgi.get("/$discovery/rest").json

    assert document is not None
    assert references(document) <= set(document["schemas"])
    assert {
        *("TextEntry", "AttributeParameters", "Score", "SpanScore", "AttributeScores", "Context"),
        *("AnalyzeCommentRequest", "AnalyzeCommentResponse"),
        *("SuggestCommentScoreRequest", "SuggestCommentScoreResponse"),
    } <= set(document["schemas"])


def test_discovery_document_leads_to_the_address_that_is_told() -> None:
    document = discovery("https://saring.example/")

    assert document["rootUrl"] == "https://saring.example/"
