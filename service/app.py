"""The composition root: where the concrete things are chosen that the rest only describes."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.types import WSGIApplication

from flask import Flask
from ulid import ULID
from werkzeug.middleware.proxy_fix import ProxyFix

from service import telemetry
from service.errors import SettingsError
from service.moderation import Moderator
from service.policy import Policy, preset
from service.scoring.model import Model, load_model
from service.settings import Settings
from service.signals import DETECTORS
from service.store.engine import make_engine
from service.store.ledger import Ledger
from service.store.pseudonyms import Pseudonymiser
from service.web import (
    account,
    admin,
    akismet,
    coral,
    dashboard,
    demo,
    docs,
    entrance,
    histogram,
    limits,
    openai_wire,
    people,
    perspective,
    policy_pages,
    problems,
    review,
    review_export,
    webhook_pages,
)
from service.web.api import API
from service.web.desk import Desk, Records
from service.web.edge import Edge
from service.web.office import Office
from service.web.openapi import document
from service.web.ops import OPS
from service.web.policy_api import POLICY_API
from service.web.policy_files import PolicyFiles
from service.web.records import LedgerRecords
from service.web.review_api import REVIEW_API
from service.web.security import Keys
from service.web.shadowing import load_shadow_model, shadowing
from service.web.webhook_api import WEBHOOK_API

# The API, in the order it is documented, and the pages of moderators and admins.
PARTS = (API, REVIEW_API, POLICY_API, WEBHOOK_API, OPS)
PAGES = (
    entrance,
    account,
    review,
    review_export,
    histogram,
    dashboard,
    admin,
    people,
    policy_pages,
    webhook_pages,
)
# Other vendors' protocols, which existing clients speak.
WIRES = (akismet, perspective, openai_wire, coral)


def create_app(settings: Settings) -> Flask:
    """Return the application with the current model and the ledger that `settings` name.

    Raises ArtefactError or SettingsError. Nothing of the database is opened before the first
    request, so a server may call this once and fork.
    """
    if not settings.secret_key:
        raise SettingsError("SARING_SECRET_KEY is not set; `saring serve` makes one and keeps it")
    if settings.policies_dir and not Path(settings.policies_dir).is_dir():
        raise SettingsError("SARING_POLICIES_DIR names no folder")
    telemetry.configure_logging(settings.log_level)
    model = load_model(settings.models_dir)
    shadow = load_shadow_model(settings, model.version)
    pseudonymiser = Pseudonymiser(settings.secret_key.encode())
    records = LedgerRecords(
        lambda: make_engine(settings.database, settings.ledger_seconds),
        Ledger(pseudonymiser),
        now,
    )
    office = Office(
        lambda: records.engine,
        now,
        settings,
        presets_of(model),
        pseudonymiser,
        model.manifest.promises,
    )
    return assemble(Moderator(model, DETECTORS, new_id), records, office, shadow)


def load_moderator(settings: Settings) -> tuple[Moderator, Mapping[str, Policy]]:
    """Return what judges comments with the current model, and its presets by name.

    Raises ArtefactError.
    """
    model = load_model(settings.models_dir)
    return Moderator(model, DETECTORS, new_id), presets_of(model)


def presets_of(model: Model) -> Mapping[str, Policy]:
    """Return the presets with the bands that a model's manifest gives, by name."""
    return {name: preset(name, bands) for name, bands in model.manifest.presets.items()}


def assemble(
    moderator: Moderator, records: Records, office: Office, shadow: Model | None = None
) -> Flask:
    """Return the application made of these parts; `shadow` is a model that only runs beside."""
    settings = office.settings
    app = Flask("service.web", static_folder=None)
    app.debug = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes
    app.url_map.merge_slashes = False
    if settings.policies_dir:
        office.rulebook.files = PolicyFiles(office, Path(settings.policies_dir))
    desk = Desk(
        moderator=moderator,
        records=records,
        keys=Keys(records.site_by_key, time.monotonic, limits.count_holder),
        settings=settings,
        metrics=telemetry.metrics_registry(),
        document=document([one for part in PARTS for one in part], settings),
        office=office,
        shadows=shadowing(office, shadow).shadows_for,
    )
    problems.register(app, API.judging())
    limits.install(app, settings)
    for part in PARTS:
        app.register_blueprint(part.blueprint(desk))
    for wire in WIRES:
        app.register_blueprint(wire.blueprint(desk))
    for pages in PAGES:
        app.register_blueprint(pages.blueprint(office))
    app.register_blueprint(docs.blueprint(desk.document))
    if settings.demo_page:
        policy = office.policies[settings.policy]
        app.register_blueprint(demo.blueprint(moderator, policy, settings))
    _wrap(app, settings.trusted_proxies)
    return app


def _wrap(app: Flask, proxies: int) -> None:
    """Put what every request passes around `app`, by the attribute that Flask keeps for it."""
    wrapped: WSGIApplication = Edge(app.wsgi_app)
    if proxies:
        wrapped = ProxyFix(wrapped, x_for=proxies, x_proto=proxies)
    vars(app)["wsgi_app"] = wrapped


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def new_id() -> str:
    """Mint an id that sorts by time."""
    return str(ULID())
