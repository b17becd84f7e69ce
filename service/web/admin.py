"""The pages of admins: sites with their keys, and the audit. Each part stands in a module."""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template

from service.errors import NotFound
from service.store.keys import count_keys
from service.store.sites import list_sites
from service.web import admin_audit, admin_forms, admin_keys, admin_sites, pages
from service.web.office import Office
from service.web.signin import protect

MESSAGES = admin_forms.MESSAGES | admin_sites.MESSAGES | admin_audit.MESSAGES


def blueprint(office: Office) -> Blueprint:
    """Return the pages under /admin that look after sites, keys and the audit."""
    page = Blueprint("admin", __name__)
    protect(page, office, admin=True)

    @page.get("/admin")
    def overview() -> Response:
        with office.read() as connection:
            sites = list_sites(connection)
            keys = count_keys(connection, office.now())
        return make_response(render_template("admin.html", sites=sites, keys=keys))

    admin_sites.add_to(page, office)
    admin_keys.add_to(page, office)
    admin_audit.add_to(page, office)
    page.register_error_handler(NotFound, _missing)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _missing(_: NotFound) -> Response:
    return make_response(render_template("admin_missing.html"), HTTPStatus.NOT_FOUND)
