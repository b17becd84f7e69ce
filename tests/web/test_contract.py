"""The API's document, tried out: requests that it allows and requests that it forbids."""

import schemathesis
from hypothesis import settings as limits

from service.app import assemble
from service.moderation import Moderator
from service.policy import preset
from service.settings import Settings
from service.signals import DETECTORS
from tests.fakes import FakeIds, FakeScorer
from tests.web.conftest import BANDS, KEY, KITCHEN
from tests.web.ledger import FakeRecords

# A comment or a request that is too large is refused with 413, which counts as refusing. A batch
# accepts items that are not valid and answers each with its own problem.
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "negative_data_rejection": {
                "expected-statuses": [400, 401, 404, 405, 413, 415, 422],
            },
            "max_response_time": 5.0,
        },
        "operations": [
            {
                "include-name": "POST /moderate/batch",
                "checks": {"negative_data_rejection": {"enabled": False}},
            }
        ],
    }
)


APP = assemble(
    Settings(demo_page=False),
    Moderator(FakeScorer(), DETECTORS, FakeIds()),
    {"balanced": preset("balanced", BANDS)},
    FakeRecords(keys={KEY: KITCHEN}),
)
DOCUMENT = schemathesis.openapi.from_wsgi("/openapi.json", APP, config=CONFIG)


@DOCUMENT.parametrize()  # type: ignore[untyped-decorator] # schemathesis gives no types here
@limits(max_examples=60, deadline=None)
def test_every_answer_is_one_the_document_promises(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})
