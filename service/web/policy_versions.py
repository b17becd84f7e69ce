"""The versions of a site's policy: listed, looked at, and brought back."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.domain import Site
from service.policy.flaws import DocumentInvalid, Flaw
from service.store.policies import (
    MAX_REASON,
    PolicyRefused,
    PolicyVersion,
    find_version,
    list_versions,
)
from service.store.sites import find_site
from service.web.admin_sites import by
from service.web.differences import compare
from service.web.office import Office
from service.web.policy_changes import Draft, PolicyMoved, Use, save
from service.web.policy_forms import version_asked
from service.web.policy_places import place, show

PAGE = 20


@dataclass(frozen=True, slots=True)
class Notices:
    """Why a version could not be brought back."""

    flaws: tuple[Flaw, ...] = ()
    moved: bool = False
    long_reason: bool = False

    @property
    def status(self) -> HTTPStatus:
        """The status of the page that says so."""
        if self.moved:
            return HTTPStatus.CONFLICT
        wrong = self.flaws or self.long_reason
        return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def add_to(page: Blueprint, office: Office) -> None:
    """Add the versions to `page`."""

    @page.get("/admin/sites/<site_id>/policy/versions")
    def versions(site_id: str) -> Response:
        before = version_asked("before")
        with office.read() as connection:
            site = find_site(connection, site_id)
            found = list_versions(connection, site.id, PAGE + 1, before)
        shown = found[:PAGE]
        return show(
            "policy_versions.html",
            site,
            versions=shown,
            newest=not before,
            older=str(shown[-1].number) if len(found) > PAGE else "",
        )

    @page.get("/admin/sites/<site_id>/policy/versions/<int(max=999999999):number>")
    def version(site_id: str, number: int) -> Response:
        return _screen(office, site_id, number, Notices())

    @page.post("/admin/sites/<site_id>/policy/versions/<int(max=999999999):number>")
    def restore(site_id: str, number: int) -> Response:
        site, found = _found(office, site_id, number)
        reason = " ".join(request.form.get("reason", "").split())
        based_on = version_asked("based_on")
        draft = Draft(found.document, reason, Use.ENFORCE, restores=number, based_on=based_on)
        try:
            save(office, site, by(office), draft)
        except DocumentInvalid as error:
            return _screen(office, site_id, number, Notices(flaws=error.flaws))
        except PolicyRefused:
            return _screen(office, site_id, number, Notices(long_reason=True))
        except PolicyMoved:
            return _screen(office, site_id, number, Notices(moved=True))
        return redirect(place(site.id, done="enforced"), HTTPStatus.SEE_OTHER)


def _screen(office: Office, site_id: str, number: int, notices: Notices) -> Response:
    site, found = _found(office, site_id, number)
    with office.read() as connection:
        earlier = list_versions(connection, site.id, 1, number)
        before = find_version(connection, site.id, earlier[0].number) if earlier else None
        in_force = site.policy_version
        now = find_version(connection, site.id, in_force) if in_force else None
    return show(
        "policy_version.html",
        site,
        notices.status,
        version=found,
        before=before,
        in_force=now,
        since=compare(before.document if before else "", found.document),
        beside=compare(now.document if now else "", found.document),
        notices=notices,
        max_reason=MAX_REASON,
    )


def _found(office: Office, site_id: str, number: int) -> tuple[Site, PolicyVersion]:
    with office.read() as connection:
        site = find_site(connection, site_id)
        return site, find_version(connection, site.id, number)
