"""The pages on which admins look after webhooks and send again what could not be delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from service.domain import Site
from service.errors import NotFound
from service.outbound import target
from service.outbound.connection import Trouble
from service.outbound.target import MAX_URL, TargetRefused
from service.store import webhooks as store
from service.store.dead_letters import Standing, dead_letters, retry, standings
from service.store.sites import find_site, list_sites
from service.store.webhooks import MAX_OVERLAP, OVERLAP, NewSecret, WebhookRefused
from service.web import pages
from service.web.admin_forms import Flaw, whole_number
from service.web.admin_sites import OVERLAPS
from service.web.office import Office
from service.web.signin import me, protect

SHOWN = 50
_HOUR = timedelta(hours=1)
_MOST_ID = 999_999_999
NO_TARGET = "This cannot be called: please give an https address that is reachable from outside."
TOO_MANY = "This site has as many webhooks as it may have: %(most)s."
REMOVED = "The webhook is removed."
RETRIED = "On their way again: %(count)s."
SUPERSEDED = "Needed no more, because the blog has heard something newer: %(count)s."
EVENTS: Mapping[str, str] = {
    "comment.resolved": "Decision",
    "comment.resolution_undone": "Decision taken back",
}
RESULTS: Mapping[str, str] = {
    Trouble.UNRESOLVED: "The name is unknown",
    Trouble.NOT_PUBLIC: "The address is not public",
    Trouble.TIMEOUT: "No answer in time",
    Trouble.UNREACHABLE: "Nobody answers there",
    Trouble.TLS: "The certificate is not valid",
    Trouble.BAD_ANSWER: "The answer made no sense",
    "refused": "The address cannot be called",
}
MESSAGES = frozenset(
    {NO_TARGET, TOO_MANY, REMOVED, RETRIED, SUPERSEDED, *EVENTS.values(), *RESULTS.values()}
)


@dataclass(frozen=True, slots=True)
class Notices:
    """What the page has to say beside what there is: a new secret, or what is wrong with a URL."""

    new: NewSecret | None = None
    flaw: Flaw | None = None
    url: str = ""
    site_id: str = ""


def blueprint(office: Office) -> Blueprint:
    """Return the pages under /admin/webhooks."""
    page = Blueprint("webhooks", __name__)
    protect(page, office, admin=True)

    @page.get("/admin/webhooks")
    def webhooks() -> Response:
        return _overview(office, Notices())

    _add_changes(page, office)
    _add_dead_letters(page, office)
    page.register_error_handler(NotFound, _missing)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _add_changes(page: Blueprint, office: Office) -> None:
    @page.post("/admin/webhooks")
    def add_webhook() -> Response:
        url, site_id = request.form.get("url", "").strip(), request.form.get("site", "")
        try:
            target.check(url, private=office.settings.webhook_private)
            with office.write() as tx:
                site = find_site(tx, site_id)
                made = store.add(tx, site.id, url, by=me().actor, now=office.now())
        except TargetRefused:
            return _overview(office, Notices(flaw=Flaw(NO_TARGET), url=url, site_id=site_id))
        except WebhookRefused:
            flaw = Flaw(TOO_MANY, most=store.MAX_WEBHOOKS)
            return _overview(office, Notices(flaw=flaw, url=url, site_id=site_id))
        return _overview(office, Notices(new=made))

    @page.post("/admin/webhooks/<webhook_id>/rotate")
    def rotate_secret(webhook_id: str) -> Response:
        hours = whole_number(request.form, "overlap", MAX_OVERLAP // _HOUR)
        overlap = OVERLAP if hours is None else hours * _HOUR
        by, now = me().actor, office.now()
        with office.write() as tx:
            found = store.find_webhook(tx, webhook_id)
            made = store.rotate(tx, found, by=by, now=now, overlap=overlap)
        return _overview(office, Notices(new=made))

    @page.post("/admin/webhooks/<webhook_id>/remove")
    def remove_webhook(webhook_id: str) -> AnyResponse:
        with office.write() as tx:
            found = store.find_webhook(tx, webhook_id)
            store.remove(tx, found, by=me().actor, now=office.now())
        return _to(pages.link("/admin/webhooks", done="removed"))

    # Where a language link of the page with a new secret leads, and the way back from signing in.
    @page.get("/admin/webhooks/<webhook_id>/rotate")
    def back(webhook_id: str) -> AnyResponse:  # noqa: ARG001 -- of the address
        return _to(pages.link("/admin/webhooks"))


def _add_dead_letters(page: Blueprint, office: Office) -> None:
    @page.get("/admin/webhooks/dead/<site_id>")
    def dead(site_id: str) -> Response:
        after = whole_number(request.args, "after", _MOST_ID) or 0
        with office.read() as connection:
            site = find_site(connection, site_id)
            letters = dead_letters(connection, [site.id], after, SHOWN)
            hooks = store.list_webhooks(connection, [site.id])
        page = render_template(
            "admin_dead_letters.html",
            site=site,
            letters=letters,
            urls={one.id: one.url for one in hooks},
            older=letters[-1].id if len(letters) == SHOWN else 0,
            events=EVENTS,
            results=RESULTS,
            said=_said(),
        )
        return make_response(page)

    @page.post("/admin/webhooks/dead/<site_id>")
    def retry_dead(site_id: str) -> AnyResponse:
        ids = [int(text) for text in request.form.getlist("id") if _is_id(text)][:SHOWN]
        with office.write() as tx:
            site = find_site(tx, site_id)
            result = retry(tx, site.id, ids, by=me().actor, now=office.now())
        counts = {"retried": len(result.pending), "superseded": len(result.superseded)}
        return _to(pages.link(_dead_path(site), **{name: str(n) for name, n in counts.items()}))


def _overview(office: Office, notices: Notices) -> Response:
    with office.read() as connection:
        sites = list_sites(connection)
        ids = [site.id for site in sites]
        standing = standings(connection, ids)
        hooks = store.list_webhooks(connection, ids)
    now = office.now()
    page = render_template(
        "admin_webhooks.html",
        sites=sites,
        hooks={site.id: [one for one in hooks if one.site_id == site.id] for site in sites},
        standing={one.id: standing.get(one.id, Standing()) for one in hooks},
        overlapping={one.id for one in hooks if one.old_until and now < one.old_until},
        overlaps=OVERLAPS,
        max_url=MAX_URL,
        notices=notices,
        done=REMOVED if request.args.get("done") == "removed" else "",
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notices.flaw else HTTPStatus.OK
    return make_response(page, status)


def _said() -> list[tuple[str, int]]:
    """Return what became of the letters that were sent again, as messages with their counts."""
    said = (("retried", RETRIED), ("superseded", SUPERSEDED))
    counts = ((message, whole_number(request.args, name, SHOWN)) for name, message in said)
    return [(message, count) for message, count in counts if count]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _dead_path(site: Site) -> str:
    return f"/admin/webhooks/dead/{site.id}"


def _to(address: str) -> AnyResponse:
    return redirect(address, HTTPStatus.SEE_OTHER)


def _missing(_: NotFound) -> Response:
    return make_response(render_template("admin_missing.html"), HTTPStatus.NOT_FOUND)
