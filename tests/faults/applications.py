"""Applications for the server tests: the real one with a scripted model."""

import time

from flask import Flask, request

from service.app import assemble, new_id, now
from service.domain import Site
from service.moderation import Moderator
from service.policy import preset
from service.settings import Settings
from service.store.engine import make_engine, transaction
from service.store.keys import issue_key
from service.store.ledger import Ledger
from service.store.pseudonyms import Pseudonymiser
from service.store.sites import create_site
from service.web.office import Office
from service.web.records import LedgerRecords
from tests.fakes import FakeScorer
from tests.ledgers import up_to_date

DOUBT = {"spam": 0.6}
BANDS = {"spam": (0.5, 0.9)}


def holding() -> Flask:
    """Return the service with a model that has every comment held."""
    settings = Settings.from_process()
    pseudonymiser = Pseudonymiser(b"a secret of the tests")
    records = LedgerRecords(
        lambda: make_engine(settings.database, settings.ledger_seconds), Ledger(pseudonymiser), now
    )
    moderator = Moderator(FakeScorer(scores=DOUBT), (), new_id)
    policies = {"balanced": preset("balanced", BANDS)}
    office = Office(lambda: records.engine, now, settings, policies, pseudonymiser)
    app = assemble(moderator, records, office)
    app.add_url_rule("/work", view_func=work)
    return app


def work() -> dict[str, bool]:
    """Take as long as `seconds` says, as a request does that is being judged."""
    time.sleep(float(request.args["seconds"]))
    return {"done": True}


def prepare(settings: Settings) -> tuple[Site, str]:
    """Make the database with one site, and return the site and its key."""
    engine = make_engine(settings.database, settings.ledger_seconds)
    up_to_date(engine)
    with transaction(engine) as tx:
        site = create_site(tx, "Dapur", "balanced", now())
        key = issue_key(tx, site.id, now())
    engine.dispose()
    return site, key
