"""The API's document and the page that shows it."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # has no types
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.app import PARTS
from service.people import Scope
from service.settings import Settings
from service.web import samples
from service.web.contract import Operation
from service.web.openapi import document
from service.web.problems import KINDS
from service.web.wire import BatchIn, FeedbackIn, ModerateIn
from tests.fakes import FakeClock
from tests.ledgers import NOW, Blog
from tests.web.conftest import Client
from tests.web.desks import client_of
from tests.web.office import office_over

VARIABLE = re.compile(r"<(?:[^>:]*:)?(\w+)>")
PAGES = {
    "account.",
    "admin.",
    "akismet.",
    "coral.",
    "dashboard.",
    "demo.",
    "docs.",
    "entrance.",
    "histogram.",
    "openai.",
    "pages.",
    "people.",
    "perspective.",
    "policy.",
    "review.",
    "review_export.",
    "webhooks.",
}


@pytest.fixture
def written(client: Client) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(client.wsgi.get("/openapi.json").data)
    return found


def test_document_is_valid(written: Mapping[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(written).iter_errors()) == []


def test_every_route_of_the_api_stands_in_the_document(
    app: Flask, written: Mapping[str, Any]
) -> None:
    routes = {
        (VARIABLE.sub(r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(tuple(PAGES))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert routes == {(path, method) for path, on in written["paths"].items() for method in on}


def test_every_operation_is_summed_up_and_has_its_failures(written: Mapping[str, Any]) -> None:
    for methods in written["paths"].values():
        for operation in methods.values():
            assert operation["summary"].endswith(".")
            assert any(int(status) >= 500 for status in operation["responses"])


def test_keyed_operations_answer_401_and_open_ones_do_not(written: Mapping[str, Any]) -> None:
    for methods in written["paths"].values():
        for operation in methods.values():
            assert bool(operation["security"]) == ("401" in operation["responses"])


def test_limits_are_those_of_this_service() -> None:
    settings = Settings(max_body_bytes=1000, max_batch=7)

    schemas = document([one for part in PARTS for one in part], settings)["components"]["schemas"]

    assert schemas["CommentIn"]["properties"]["body"]["maxLength"] == 1000
    assert schemas["BatchIn"]["properties"]["items"]["maxItems"] == 7


def operations() -> Iterator[Operation]:
    for part in PARTS:
        yield from part


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        (model.__name__, sample)
        for one in operations()
        for model, sample in (
            (one.contract.body, one.contract.sample),
            (one.contract.reply, one.contract.answer),
        )
        if model is not None
        and sample is not None
        # One comment of this batch is wrong on purpose, to show its problem.
        and sample is not samples.BATCH
    ],
)
def test_samples_keep_their_schemas(
    written: Mapping[str, Any], name: str, sample: samples.Sample
) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": written["components"]}

    errors = [error.message for error in Draft202012Validator(schema).iter_errors(sample)]

    assert errors == []


@pytest.mark.parametrize(
    ("model", "sample"), [(ModerateIn, samples.MODERATE), (FeedbackIn, samples.FEEDBACK)]
)
def test_sample_requests_are_accepted(
    model: type[ModerateIn] | type[FeedbackIn], sample: samples.Sample
) -> None:
    assert list(model.model_validate(sample).unknown()) == []


def test_sample_verdict_adds_up_as_printed() -> None:
    [reason] = samples.VERDICT["reasons"]

    parts = [reason["rest"], *(each["contribution"] for each in reason["evidence"])]
    assert sum(Decimal(str(part)) for part in parts) == Decimal(str(reason["logit"]))


def test_sample_batch_is_accepted() -> None:
    assert len(BatchIn.model_validate(samples.BATCH).items) == 2


def test_answers_keep_their_schemas(client: Client, written: Mapping[str, Any]) -> None:
    def validate(name: str, answer: object) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": written["components"]}
        Draft202012Validator(schema).validate(answer)

    verdict = client.moderate("gacor", id="c-1").json
    assert verdict is not None
    validate("VerdictOut", verdict)
    validate("RecordedOut", client.get(f"/verdicts/{verdict['id']}").json)
    validate("ProblemOut", client.get("/verdicts/none").json)


def test_readiness_keeps_its_schema(blog: Blog, tmp_path: Path, written: Mapping[str, Any]) -> None:
    clock = FakeClock(NOW)
    ready = client_of(office_over(blog.engine, clock, tmp_path), blog, clock, Scope.MODERATE)

    answer = ready.wsgi.get("/readyz").json

    schema = {"$ref": "#/components/schemas/ReadyOut", "components": written["components"]}
    Draft202012Validator(schema).validate(answer)


def test_page_explains_every_operation_and_every_problem(
    client: Client, written: Mapping[str, Any]
) -> None:
    page = client.wsgi.get("/docs").text

    for path, methods in written["paths"].items():
        assert path in page
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    for kind in KINDS:
        assert f'id="{kind.slug}"' in page


def test_page_asks_nothing_of_other_hosts(client: Client) -> None:
    reply = client.wsgi.get("/docs")

    assert 'src="http' not in reply.text
    assert "<script" not in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_page_shows_a_command_to_paste(client: Client) -> None:
    page = client.wsgi.get("/docs", base_url="http://saring.example:8000").text

    assert "curl http://saring.example:8000/moderate \\" in page
    assert "Authorization: Bearer $SARING_KEY" in page


def test_hostile_host_is_shown_inertly_or_refused(client: Client) -> None:
    reply = client.wsgi.get("/docs", headers={"Host": "a'\"><script>alert(1)</script>"})

    assert "<script" not in reply.text
