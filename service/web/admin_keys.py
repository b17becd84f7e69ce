"""What admins do with the keys of a site: issue, rotate, revoke. A new key is shown once."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from service.store import noted
from service.store.keys import MAX_OVERLAP, OVERLAP
from service.store.short_keys import KeyRefused
from service.web.admin_forms import KeyForm, whole_number
from service.web.admin_sites import NOT_ROTATED, Notices, address, by, site_page
from service.web.office import Office

_HOUR = timedelta(hours=1)


def add_to(page: Blueprint, office: Office) -> None:
    """Add to `page` what a site's page posts about keys."""

    @page.post("/admin/sites/<site_id>/keys")
    def issue_key(site_id: str) -> Response:
        form = KeyForm.posted()
        if form.flaws:
            return site_page(office, site_id, Notices(key_form=form, flaws=form.flaws))
        with office.write() as tx:
            new = noted.issue_key(tx, by(office), site_id, form.name, form.scopes, form.short)
        return site_page(office, site_id, Notices(new=new))

    @page.post("/admin/sites/<site_id>/keys/<key_id>/rotate")
    def rotate_key(site_id: str, key_id: str) -> Response:
        hours = whole_number(request.form, "overlap", MAX_OVERLAP // _HOUR)
        overlap = OVERLAP if hours is None else hours * _HOUR
        try:
            with office.write() as tx:
                key = noted.key_of(tx, site_id, key_id)
                new = noted.rotate_key(tx, by(office), key.id, overlap)
        except KeyRefused:
            return site_page(office, site_id, Notices(refused=NOT_ROTATED))
        return site_page(office, site_id, Notices(new=new))

    @page.post("/admin/sites/<site_id>/keys/<key_id>/revoke")
    def revoke_key(site_id: str, key_id: str) -> Response:
        with office.write() as tx:
            noted.revoke_key(tx, by(office), noted.key_of(tx, site_id, key_id).id)
        return redirect(address(site_id, "revoked"), HTTPStatus.SEE_OTHER)

    # Where a language link of the page with a new key leads, and the way back from signing in.
    @page.get("/admin/sites/<site_id>/keys")
    @page.get("/admin/sites/<site_id>/keys/<key_id>/rotate")
    def back(site_id: str, key_id: str = "") -> Response:  # noqa: ARG001 -- of the address
        return redirect(address(site_id), HTTPStatus.SEE_OTHER)
