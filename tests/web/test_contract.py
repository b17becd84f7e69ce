"""The API's document, tried out: requests that it allows and requests that it forbids."""

import tempfile
from pathlib import Path

import schemathesis
from flask import Flask
from hypothesis import settings as limits
from sqlalchemy import insert

from service.app import assemble
from service.moderation import Moderator
from service.people import Scope
from service.policy import preset
from service.rates import Rate
from service.settings import Settings
from service.signals import DETECTORS
from service.store.engine import make_engine, transaction
from service.store.pseudonyms import Pseudonymiser
from service.store.tables import sites
from service.web.office import Office
from tests.fakes import FakeClock, FakeIds, FakeScorer
from tests.ledgers import NOW, sqlite_url, up_to_date
from tests.web.conftest import BANDS, KEY, KITCHEN
from tests.web.ledger import FakeRecords

# A comment or a request that is too large is refused with 413, which counts as refusing. A batch
# accepts items that are not valid and answers each with its own problem. The queue knows only
# cursors that it gave, and labels that go with the resolution; no schema says so. Webhooks go to
# public addresses, and a policy is a language of its own.
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
            },
            *(
                {
                    "include-name": name,
                    "checks": {"positive_data_acceptance": {"enabled": False}},
                }
                for name in ("GET /queue", "POST /queue/resolve", "POST /webhooks", "POST /policy")
            ),
        ],
    }
)


def application() -> Flask:
    """Return the service with a ledger in memory, and one on disk that has the site and no more."""
    engine = make_engine(sqlite_url(Path(tempfile.mkdtemp())), 5.0)
    up_to_date(engine)
    with transaction(engine) as tx:
        founded = {"id": KITCHEN.id, "name": KITCHEN.name, "policy": KITCHEN.policy}
        tx.execute(insert(sites), {**founded, "created_at": NOW})
    office = Office(
        lambda: engine,
        FakeClock(),
        Settings(demo_page=False, rate_per_key=Rate(0), rate_per_address=Rate(0)),
        {"balanced": preset("balanced", BANDS)},
        Pseudonymiser(b"a secret of the tests"),
    )
    moderator = Moderator(FakeScorer(), DETECTORS, FakeIds())
    return assemble(
        moderator, FakeRecords(keys={KEY: KITCHEN}, scopes={KEY: frozenset({Scope.ADMIN})}), office
    )


APP = application()
DOCUMENT = schemathesis.openapi.from_wsgi("/openapi.json", APP, config=CONFIG)


@DOCUMENT.parametrize()  # type: ignore[untyped-decorator] # schemathesis gives no types here
@limits(max_examples=60, deadline=None)
def test_every_answer_is_one_the_document_promises(case: schemathesis.Case) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})
