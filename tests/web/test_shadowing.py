"""What runs in shadow on a site, and that it never stops a comment."""

from dataclasses import replace
from typing import NoReturn

import pytest

from service.app import create_app
from service.domain import Decision, Site
from service.errors import ArtefactError, LedgerUnavailable, SettingsError
from service.people import SHELL
from service.settings import Settings
from service.store import shadows
from service.store.engine import reading, transaction
from service.store.keys import issue_key
from service.store.noted import By
from service.store.policies import cast_shadow, enforce, save_version
from service.web.office import Office
from service.web.shadowing import LONGEST_NAME, Shadowing, load_shadow_model, shadowing
from tests.ledgers import NOW, Blog
from tests.people import THANKS
from tests.scoring.models import model
from tests.web.conftest import Client

HOLDS_ALL = '[[rule]]\nname = "Semua"\naction = "hold"\nwhen = { length = { at_least = 0 } }\n'
SPAM = '[bands]\n"spam" = { hold = 0.25, reject = 0.75 }\n'
OF_ONE_MODEL = '[bands]\n"spam/gambling" = { hold = 0.5 }\n'
OTHER = "2026.11.2"


def saved(office: Office, site: Site, document: str) -> int:
    with office.write() as tx:
        return save_version(tx, By(SHELL, NOW), site.id, document, "mencoba").number


def in_shadow(office: Office, site: Site, document: str) -> Site:
    number = saved(office, site, document)
    with office.write() as tx:
        return cast_shadow(tx, By(SHELL, NOW), site.id, number)


def enforced(office: Office, site: Site, document: str) -> Site:
    number = saved(office, site, document)
    with office.write() as tx:
        return enforce(tx, By(SHELL, NOW), site.id, number)


@pytest.fixture
def beside(office: Office) -> Shadowing:
    """What runs in shadow beside the office's own model: another one, of other labels."""
    return shadowing(office, model())


def test_a_site_without_either_has_no_shadow(office: Office, site: Site) -> None:
    assert shadowing(office, None).shadows_for(site) == ()


def test_a_version_in_shadow_runs_under_its_own_name(office: Office, site: Site) -> None:
    site = in_shadow(office, site, SPAM)

    [shadow] = shadowing(office, None).shadows_for(site)

    assert (shadow.name, shadow.scorer) == ("site@1", None)
    assert shadow.policy.base.thresholds["spam"] == (0.25, 0.75)


def test_a_version_that_does_not_load_is_left_out(office: Office, site: Site) -> None:
    saved(office, site, SPAM)
    site = in_shadow(office, site, "this is no document")

    assert shadowing(office, None).shadows_for(site) == ()


def test_a_model_in_shadow_has_the_preset_that_goes_with_it(beside: Shadowing, site: Site) -> None:
    [shadow] = beside.shadows_for(site)

    assert shadow.name == "model 2026.11.1"
    assert shadow.scorer is beside.scorer
    assert shadow.policy.base.thresholds == {"spam": (0.6, 0.95)}


def test_a_model_in_shadow_is_judged_by_the_sites_own_policy(
    office: Office, beside: Shadowing, site: Site
) -> None:
    site = enforced(office, site, '[bands]\n"spam" = { wrongly_rejected = 0.001 }\n')

    [shadow] = beside.shadows_for(site)

    assert shadow.policy.base.thresholds == {"spam": (0.9, 0.9)}


def test_a_model_that_a_sites_policy_does_not_suit_is_left_out(
    office: Office, beside: Shadowing, site: Site
) -> None:
    site = enforced(office, site, OF_ONE_MODEL)

    assert beside.shadows_for(site) == ()


def test_a_ledger_that_fails_leaves_shadows_out(office: Office, site: Site) -> None:
    site = in_shadow(office, site, SPAM)

    def broken() -> NoReturn:
        raise LedgerUnavailable("gone")

    beside = shadowing(office, None)
    unread = Shadowing(replace(beside.versions, read=broken))

    assert unread.shadows_for(site) == ()


def test_no_model_is_loaded_where_none_is_named_or_it_is_the_one_in_use(
    settings: Settings,
) -> None:
    same = replace(settings, shadow_model="2026.11.3")

    assert load_shadow_model(settings, "2026.11.3") is None
    assert load_shadow_model(same, "2026.11.3") is None


@pytest.mark.parametrize("version", ["2026.1.1", "../models", ".."])
def test_a_model_that_is_not_there_stops_the_start(settings: Settings, version: str) -> None:
    with pytest.raises(ArtefactError):
        create_app(replace(settings, shadow_model=version))


def test_a_version_that_no_ledger_can_name_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="SARING_SHADOW_MODEL"):
        create_app(replace(settings, shadow_model="9" * LONGEST_NAME))


def test_shadows_run_on_what_is_sent_and_change_no_answer(
    sqlite_blog: Blog, settings: Settings
) -> None:
    with transaction(sqlite_blog.engine) as tx:
        key = issue_key(tx, sqlite_blog.site.id, NOW)
        by, site_id = By(SHELL, NOW), sqlite_blog.site.id
        number = save_version(tx, by, site_id, HOLDS_ALL, "mencoba").number
        cast_shadow(tx, by, site_id, number)
    composed = replace(settings, database_url=sqlite_blog.url, shadow_model=OTHER)

    reply = Client(create_app(composed).test_client(), key).moderate(THANKS.body)

    assert reply.get_json()["decision"] == Decision.APPROVE
    with reading(sqlite_blog.engine) as connection:
        totals = shadows.shadows_of(connection, site_id)
        found = shadows.disagreements(connection, site_id, "site@1", 10)
    assert [(one.shadow, one.comments, one.differing) for one in totals] == [
        (f"model {OTHER}", 1, 0),
        ("site@1", 1, 1),
    ]
    assert [one.codes for one in found] == [("rule:Semua",)]
