"""Policies over the API: read, checked, changed, restored; and the emergency switch."""

from datetime import timedelta
from http import HTTPStatus

from service.domain import Site
from service.people import Actor, Scope
from service.policy.flaws import DocumentInvalid
from service.policy.lint import lint
from service.store import policies
from service.store.noted import By
from service.store.policies import PolicyRefused
from service.store.sites import find_site
from service.web.answers import FieldErrorOut
from service.web.contract import Contract
from service.web.desk import Desk
from service.web.operations import Operations
from service.web.policy_changes import Draft, save
from service.web.policy_wire import (
    CheckedOut,
    CheckIn,
    PolicyIn,
    PolicyOut,
    SavedOut,
    SwitchIn,
    VersionIn,
    VersionOut,
    VersionsIn,
    VersionsOut,
    flaw_out,
    policy_out,
    version_out,
)
from service.web.problems import INVALID, NOT_FOUND, Problem

POLICY_API = Operations("policy_api")
_DOCUMENT = 'preset = "strict"\n'
_VERSION = {
    "version": 7,
    "reason": "Nomor WA ditahan dulu",
    "by": "Ayu",
    "created_at": "2026-11-25T02:00:00Z",
    "restores": None,
}
_POLICY = {
    "preset": "balanced",
    "version": 7,
    "shadow": None,
    "in_force": "site@7",
    "document": _DOCUMENT,
    "dry_run": False,
    "switch": None,
    "switch_until": None,
}

READ = Contract("GET", "/policy", PolicyOut, scope=Scope.ADMIN, answer=_POLICY)
SAVE = Contract(
    "POST",
    "/policy",
    SavedOut,
    PolicyIn,
    status=HTTPStatus.CREATED,
    scope=Scope.ADMIN,
    acting=True,
    sample={"document": _DOCUMENT, "reason": "Nomor WA ditahan dulu", "use": "enforce"},
    answer={**_VERSION, "document": _DOCUMENT, "warnings": []},
)
CHECK = Contract(
    "POST",
    "/policy/check",
    CheckedOut,
    CheckIn,
    scope=Scope.ADMIN,
    sample={"document": _DOCUMENT},
    answer={"ok": True, "flaws": [], "warnings": []},
)
VERSIONS = Contract(
    "GET",
    "/policy/versions",
    VersionsOut,
    query=VersionsIn,
    scope=Scope.ADMIN,
    problems=(INVALID,),
    answer={"versions": [_VERSION], "next": None},
)
VERSION = Contract(
    "GET",
    "/policy/versions/<int:number>",
    VersionOut,
    scope=Scope.ADMIN,
    problems=(NOT_FOUND,),
    answer={**_VERSION, "document": _DOCUMENT},
)
ENFORCE = Contract(
    "POST",
    "/policy/enforce",
    PolicyOut,
    VersionIn,
    scope=Scope.ADMIN,
    acting=True,
    problems=(NOT_FOUND,),
    sample={"version": 7},
    answer=_POLICY,
)
SHADOW = Contract(
    "POST",
    "/policy/shadow",
    PolicyOut,
    VersionIn,
    scope=Scope.ADMIN,
    acting=True,
    problems=(NOT_FOUND,),
    sample={"version": 8},
    answer={**_POLICY, "shadow": 8},
)
SWITCH = Contract(
    "POST",
    "/policy/switch",
    PolicyOut,
    SwitchIn,
    scope=Scope.ADMIN,
    acting=True,
    sample={"switch": "hold_all", "hours": 4},
    answer={**_POLICY, "switch": "hold_all", "switch_until": "2026-11-25T06:00:00Z"},
)


@POLICY_API.add(READ)
def policy(desk: Desk, site: Site) -> PolicyOut:
    """Say how the site judges now: its policy, what runs in shadow, and the switch."""
    return _standing(desk, site.id)


@POLICY_API.add(SAVE)
def save_policy(desk: Desk, site: Site, actor: Actor, asked: PolicyIn) -> SavedOut:
    """Save a policy as the site's next version, and enforce it, run it in shadow or keep it.

    A document with a flaw is answered 422 and not saved. It takes effect within five seconds.
    """
    draft = Draft(asked.document, asked.reason, asked.use)
    try:
        saved = save(desk.office, site, By(actor, desk.office.now()), draft)
    except DocumentInvalid as error:
        raise _invalid(error) from None
    warnings = [flaw_out(flaw) for flaw in saved.warnings]
    return SavedOut(**version_out(saved.version), warnings=warnings)


@POLICY_API.add(CHECK)
def check_policy(desk: Desk, site: Site, asked: CheckIn) -> CheckedOut:
    """Say what is wrong with a policy, and what is doubtful; nothing is saved."""
    try:
        document, _ = desk.office.rulebook.checked(asked.document, site)
    except DocumentInvalid as error:
        return CheckedOut(ok=False, flaws=[flaw_out(flaw) for flaw in error.flaws], warnings=[])
    warnings = [flaw_out(flaw) for flaw in lint(document, asked.document)]
    return CheckedOut(ok=True, flaws=[], warnings=warnings)


@POLICY_API.add(VERSIONS)
def policy_versions(desk: Desk, site: Site, asked: VersionsIn) -> VersionsOut:
    """List the versions of the site's policy, the newest first."""
    with desk.office.read() as connection:
        found = policies.list_versions(connection, site.id, asked.limit + 1, asked.before)
    shown = found[: asked.limit]
    more = shown[-1].number if len(found) > len(shown) else None
    return VersionsOut(versions=[version_out(one) for one in shown], next=more)


@POLICY_API.add(VERSION)
def policy_version(desk: Desk, site: Site, number: int) -> VersionOut:
    """Return a version of the site's policy with its document."""
    with desk.office.read() as connection:
        return version_out(policies.find_version(connection, site.id, number))


@POLICY_API.add(ENFORCE)
def enforce_policy(desk: Desk, site: Site, actor: Actor, asked: VersionIn) -> PolicyOut:
    """Let a version that was saved judge, or with 0 the site's preset."""
    with desk.office.write() as tx:
        policies.enforce(tx, By(actor, desk.office.now()), site.id, asked.version)
    return _standing(desk, site.id)


@POLICY_API.add(SHADOW)
def shadow_policy(desk: Desk, site: Site, actor: Actor, asked: VersionIn) -> PolicyOut:
    """Let a version run in shadow: it is asked, and decides nothing. 0 ends that."""
    with desk.office.write() as tx:
        policies.cast_shadow(tx, By(actor, desk.office.now()), site.id, asked.version)
    return _standing(desk, site.id)


@POLICY_API.add(SWITCH)
def throw_switch(desk: Desk, site: Site, actor: Actor, asked: SwitchIn) -> PolicyOut:
    """Hold every comment, or approve nothing new, for some hours, whatever the policy says."""
    now = desk.office.now()
    until = now + timedelta(hours=asked.hours)
    try:
        with desk.office.write() as tx:
            policies.throw_switch(tx, By(actor, now), site.id, asked.switch, until)
    except PolicyRefused as error:
        raise Problem(INVALID, f"{error}.".capitalize()) from None
    return _standing(desk, site.id)


def _standing(desk: Desk, site_id: str) -> PolicyOut:
    with desk.office.read() as connection:
        site = find_site(connection, site_id)
        document = None
        if site.policy_version:
            document = policies.find_version(connection, site.id, site.policy_version).document
    in_force = desk.office.rulebook.policy_of(site)
    return policy_out(site, in_force.id, document, desk.office.now())


def _invalid(error: DocumentInvalid) -> Problem:
    found = [FieldErrorOut(pointer="/document", message=str(flaw)) for flaw in error.flaws]
    return Problem(INVALID, "The policy has flaws.", errors=found)
