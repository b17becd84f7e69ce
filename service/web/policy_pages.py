"""The pages on which admins look after a site's policy: how it judges now, and what changes it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from service.errors import NotFound
from service.store import noted, policies
from service.store.sites import Change, find_site
from service.web import (
    pages,
    policy_beside,
    policy_editor,
    policy_versions,
    policy_words,
)
from service.web.admin_sites import by
from service.web.office import Office
from service.web.policy_forms import thrown
from service.web.policy_places import done, place, show
from service.web.policy_view import Standing, subscribed
from service.web.signin import protect

MESSAGES = policy_words.MESSAGES

Act = Callable[[Office, str], str]


def blueprint(office: Office) -> Blueprint:
    """Return the pages under /admin/sites/<id>/policy."""
    page = Blueprint("policy", __name__)
    protect(page, office, admin=True)

    @page.get("/admin/sites/<site_id>/policy")
    def policy(site_id: str) -> AnyResponse:
        standing = Standing.of(office, site_id)
        lists = subscribed(office, standing.document)
        return show("policy.html", standing.site, standing=standing, lists=lists, done=done())

    @page.post("/admin/sites/<site_id>/policy")
    def change(site_id: str) -> AnyResponse:
        act = _ACTS.get(request.form.get("act", ""), _nothing)
        return redirect(place(site_id, done=act(office, site_id)), HTTPStatus.SEE_OTHER)

    policy_editor.add_to(page, office)
    policy_versions.add_to(page, office)
    policy_beside.add_to(page, office)
    page.register_error_handler(NotFound, _missing)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _throw(office: Office, site_id: str) -> str:
    asked = thrown()
    if asked is None:
        return _nothing(office, site_id)
    switch, spell = asked
    with office.write() as tx:
        policies.throw_switch(tx, by(office), site_id, switch, office.now() + spell)
    return "thrown"


def _end(office: Office, site_id: str) -> str:
    with office.write() as tx:
        policies.throw_switch(tx, by(office), site_id, None)
    return "ended"


def _preset(office: Office, site_id: str) -> str:
    with office.write() as tx:
        policies.enforce(tx, by(office), site_id, 0)
    return "preset"


def _stop_shadow(office: Office, site_id: str) -> str:
    with office.write() as tx:
        policies.cast_shadow(tx, by(office), site_id, 0)
    return "stopped"


def _setting(change: Change, told: str) -> Act:
    def act(office: Office, site_id: str) -> str:
        with office.write() as tx:
            noted.change_site(tx, by(office), site_id, change)
        return told

    return act


def _nothing(office: Office, site_id: str) -> str:
    """Change nothing; raises NotFound."""
    with office.read() as connection:
        find_site(connection, site_id)
    return ""


_ACTS: Mapping[str, Act] = {
    "throw": _throw,
    "end": _end,
    "preset": _preset,
    "stop-shadow": _stop_shadow,
    "watch": _setting(Change(dry_run=True), "watching"),
    "judge": _setting(Change(dry_run=False), "judging"),
    "share": _setting(Change(shares_lessons=True), "sharing"),
    "remember-alone": _setting(Change(shares_lessons=False), "alone"),
}


def _missing(_: NotFound) -> Response:
    return make_response(render_template("admin_missing.html"), HTTPStatus.NOT_FOUND)
