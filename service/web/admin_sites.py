"""The pages on which admins add sites and change what holds for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from service.people import Scope
from service.store import noted
from service.store.keys import NewKey, list_keys
from service.store.noted import By
from service.store.sites import BOUNDS, find_site, list_sites
from service.web import pages
from service.web.admin_forms import Flaw, Flaws, KeyForm, SiteForm
from service.web.office import Office
from service.web.signin import me

POLICIES: Mapping[str, str] = {
    "lenient": "Lenient: holds only what is very likely harmful",
    "balanced": "Balanced: for most blogs",
    "strict": "Strict: holds whatever is in doubt",
}
SCOPES: Mapping[Scope, str] = {
    Scope.MODERATE: "Send comments and look up verdicts",
    Scope.REVIEW: "Work on the queue",
    Scope.ADMIN: "Everything, webhooks included",
}
OVERLAPS: Mapping[int, str] = {
    0: "stops at once",
    1: "stops in an hour",
    24: "stops in a day",
    168: "stops in a week",
}
CHANGED = "The settings are saved."
REVOKED = "The key is revoked. It stops within five seconds."
NOT_ROTATED = "This key has been replaced or revoked meanwhile."
DONE: Mapping[str, str] = {"changed": CHANGED, "revoked": REVOKED}
MESSAGES = frozenset(
    {*POLICIES.values(), *SCOPES.values(), *OVERLAPS.values(), *DONE.values(), NOT_ROTATED}
)


@dataclass(frozen=True, slots=True)
class Notices:
    """What a site's page has to say beside its settings: what is new, and what is wrong."""

    form: SiteForm | None = None
    key_form: KeyForm = field(default_factory=KeyForm)
    flaws: Flaws = field(default_factory=dict)
    new: NewKey | None = None
    refused: str = ""


def add_to(page: Blueprint, office: Office) -> None:
    """Add the pages of sites to `page`."""

    @page.get("/admin/sites")
    def sites() -> Response:
        return _listing(office, SiteForm(policy=office.settings.policy), {})

    @page.post("/admin/sites")
    def add_site() -> Response:
        form = SiteForm.posted()
        flaws = form.beginning_flaws(office.policies)
        if flaws:
            return _listing(office, form, flaws)
        with office.write() as tx:
            site = noted.add_site(tx, by(office), form.name, form.policy)
        return redirect(address(site.id), HTTPStatus.SEE_OTHER)

    @page.get("/admin/sites/<site_id>")
    def site(site_id: str) -> Response:
        return site_page(office, site_id, Notices())

    @page.post("/admin/sites/<site_id>")
    def change_site(site_id: str) -> Response:
        form = SiteForm.posted()
        flaws = form.flaws(office.policies)
        if flaws:
            return site_page(office, site_id, Notices(form=form, flaws=flaws))
        with office.write() as tx:
            noted.change_site(tx, by(office), site_id, form.change)
        return redirect(address(site_id, "changed"), HTTPStatus.SEE_OTHER)


def by(office: Office) -> By:
    """Return who is signed in, and the present moment."""
    return By(me().actor, office.now())


def address(site_id: str, done: str = "") -> str:
    """Return where the page of a site stands; `done` names what the page shall say was done."""
    asked = {"done": done} if done else {}
    return pages.link(f"/admin/sites/{quote(site_id, safe='')}", **asked)


def site_page(office: Office, site_id: str, notices: Notices) -> Response:
    """Return the page of a site: 422 where a form has flaws, 409 where something was refused."""
    now = office.now()
    with office.read() as connection:
        site = find_site(connection, site_id)
        keys = list_keys(connection, site_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notices.flaws else HTTPStatus.OK
    page = render_template(
        "admin_site.html",
        site=site,
        form=notices.form or SiteForm.of(site),
        notices=notices,
        flaws=notices.flaws,
        working=[key for key in keys if key.works(now)],
        stopped=[key for key in keys if not key.works(now)],
        done=DONE.get(request.args.get("done", ""), "") if request.method == "GET" else "",
        policies=_policies(office, site.policy),
        scopes=SCOPES,
        overlaps=OVERLAPS,
        bounds=BOUNDS,
    )
    return make_response(page, HTTPStatus.CONFLICT if notices.refused else status)


def _listing(office: Office, form: SiteForm, flaws: Mapping[str, Flaw]) -> Response:
    with office.read() as connection:
        sites = list_sites(connection)
    page = render_template(
        "admin_sites.html", sites=sites, form=form, flaws=flaws, policies=_policies(office)
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if flaws else HTTPStatus.OK)


def _policies(office: Office, in_force: str = "") -> Mapping[str, str]:
    """Return the policies to choose from in words, from lenient to strict."""
    known = [name for name in POLICIES if name in office.policies or name == in_force]
    others = [name for name in office.policies if name not in POLICIES]
    return {name: POLICIES.get(name, name) for name in (*known, *others)}
