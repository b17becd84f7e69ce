"""What is judged and counts for nothing: a policy or model in shadow, and a site's dry run."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.domain import Decision, Site
from service.policy.compiling import OWN
from service.policy.flaws import DocumentInvalid
from service.store import policies, shadows, watching
from service.store.policies import PolicyVersion, find_version
from service.store.sites import find_site, lock_site
from service.web.admin_sites import by
from service.web.differences import compare
from service.web.office import Office
from service.web.policy_forms import version_asked
from service.web.policy_lines import Lines
from service.web.policy_places import place, show
from service.web.policy_trial import groups_of
from service.web.signin import me

PAGE = 50
DAYS = 7
_LONGEST = 64


def add_to(page: Blueprint, office: Office) -> None:
    """Add the pages of shadows and of the dry run to `page`."""

    @page.get("/admin/sites/<site_id>/policy/shadow")
    def shadow(site_id: str) -> Response:
        return _shadow(office, site_id)

    @page.post("/admin/sites/<site_id>/policy/shadow")
    def enforce_shadow(site_id: str) -> Response:
        number = version_asked("version")
        with office.read() as connection:
            site = find_site(connection, site_id)
        try:
            if number:
                office.rulebook.version_of(site, number)
        except DocumentInvalid:
            return redirect(place(site_id, f"versions/{number}"), HTTPStatus.SEE_OTHER)
        if not _enforced(office, site_id, number, version_asked("based_on")):
            return _shadow(office, site_id, moved=True)
        return redirect(place(site_id, done="enforced"), HTTPStatus.SEE_OTHER)

    @page.get("/admin/sites/<site_id>/policy/watch")
    def watch(site_id: str) -> Response:
        return _watch(office, site_id)


def _watch(office: Office, site_id: str) -> Response:
    before, since = _cursor(), office.now() - timedelta(days=DAYS)
    with office.read() as connection:
        site = find_site(connection, site_id)
        decisions = watching.count_decisions(connection, site.id, since)
        reasons = watching.count_reasons(connection, site.id, since)
        found = watching.newest(connection, site.id, since, PAGE + 1, before)
    shown = found[:PAGE]
    return show(
        "policy_watch.html",
        site,
        decisions=[(one, decisions.get(one, 0)) for one in Decision],
        reasons=reasons,
        most=watching.REASONS_OF,
        days=DAYS,
        lines=Lines(office, site, me()).watched(shown),
        first=not before,
        older=shown[-1].verdict.id if len(found) > PAGE else "",
    )


def _enforced(office: Office, site_id: str, number: int, based_on: int) -> bool:
    """Put what runs in shadow in force; False where something else does or is meanwhile."""
    with office.write() as tx:
        site = lock_site(tx, site_id)
        if not number or (site.shadow_version, site.policy_version) != (number, based_on):
            return False
        policies.enforce(tx, by(office), site_id, number)
    return True


def _shadow(office: Office, site_id: str, *, moved: bool = False) -> Response:
    before, direction = _cursor(), _direction(request.args)
    with office.read() as connection:
        site = find_site(connection, site_id)
        totals = {one.shadow: one for one in shadows.shadows_of(connection, site.id)}
        name = _chosen(site, totals)
        counts = shadows.counts(connection, site.id, name)
        found = shadows.disagreements(connection, site.id, name, PAGE + 1, before, direction)
        running, in_force = (
            find_version(connection, site.id, number) if number else None
            for number in (site.shadow_version, site.policy_version)
        )
    shown = found[:PAGE]
    return show(
        "policy_shadow.html",
        site,
        HTTPStatus.CONFLICT if moved else HTTPStatus.OK,
        totals=totals,
        name=name,
        total=totals.get(name),
        is_running=name == f"{OWN}@{site.shadow_version}",
        running=running,
        difference=compare(_text(in_force), _text(running)) if running else None,
        groups=groups_of(counts),
        direction=direction if direction != (None, None) else None,
        lines=Lines(office, site, me()).differing(shown),
        first=not before,
        older=shown[-1].verdict_id if len(found) > PAGE else "",
        moved=moved,
    )


def _chosen(site: Site, totals: Mapping[str, object]) -> str:
    """Return which shadow is looked at: that which is asked for, that which runs, or any."""
    asked = request.args.get("of", "")[:_LONGEST]
    if asked in totals:
        return asked
    if site.shadow_version:
        return f"{OWN}@{site.shadow_version}"
    return next(iter(totals), "")


def _direction(args: Mapping[str, str]) -> tuple[Decision | None, Decision | None]:
    before, after = args.get("from", ""), args.get("to", "")
    return (
        Decision(before) if before in list(Decision) else None,
        Decision(after) if after in list(Decision) else None,
    )


def _cursor() -> str:
    """Return the id that a page goes on below; empty for none, or for what no page gave."""
    given = request.args.get("before", "")
    return given if given.isascii() and given.isalnum() and len(given) <= _LONGEST else ""


def _text(version: PolicyVersion | None) -> str:
    return version.document if version else ""
