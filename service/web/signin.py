"""Who is signed in: pages ask it before they answer.

The cookie holds a random secret and nothing else; what it means stands in the ledger.
"""

from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request

from service.domain import Site
from service.errors import LedgerUnavailable
from service.people import Moderator
from service.store import sessions
from service.store.sessions import SignedIn
from service.store.sites import list_sites
from service.web import limits, pages
from service.web.office import Office
from service.web.origin import is_own
from service.web.reviews import Reviewer

SIGN_IN = "/account/sign-in"
_PLAIN = "saring"
_HOST = "__Host-saring"  # which browsers keep only with Secure, Path=/ and no domain


def protect(blueprint: Blueprint, office: Office, *, admin: bool = False) -> None:
    """Let only moderators, or only admins, use the pages of `blueprint`, and only from our pages.

    Who is not signed in is led to sign in and back. Anything else is answered 401, or 403 where
    somebody signed in may not do it or where another site may have sent it. Who is not signed in
    counts towards the limit of their address.
    """

    def check() -> Response | None:
        if not is_own():
            limits.count_stranger()
            return refuse("elsewhere")
        signed_in = recognise(office)
        if signed_in is None:
            limits.count_stranger()
            return _lead_to_sign_in()
        g.signed_in = signed_in
        if admin and not signed_in.moderator.is_admin:
            return refuse("admins")
        return None

    blueprint.before_request(check)


def guard(blueprint: Blueprint) -> None:
    """Let everybody use the pages of `blueprint`, but only from our pages and not too often."""
    blueprint.before_request(limits.count_stranger)
    blueprint.before_request(lambda: None if is_own() else refuse("elsewhere"))


def me() -> Moderator:
    """Return the moderator who is signed in; only where `protect` has let the request pass."""
    return _signed_in().moderator


def my_session() -> sessions.Session:
    """Return the session of this request; only where `protect` has let the request pass."""
    return _signed_in().session


def sites_of_mine(office: Office) -> list[Site]:
    """Return the sites that the moderator who is signed in may review, oldest first."""
    with office.read() as connection:
        return [site for site in list_sites(connection) if me().may_review(site.id)]


def reviewer(office: Office) -> Reviewer:
    """Return the moderator who is signed in, with the sites they may review."""
    return Reviewer(me().actor, tuple(sites_of_mine(office)))


def recognise(office: Office) -> SignedIn | None:
    """Return who comes with this request's cookie, and note now and then that they were seen."""
    token = request.cookies.get(cookie_name(), "")
    if not token:
        return None
    now = office.now()
    with office.read() as connection:
        signed_in = sessions.find(connection, token, now)
    if signed_in is not None and sessions.stale(signed_in.session, now):
        _note_seen(office, signed_in, now)
    return signed_in


def cookie_name() -> str:
    """Return the name of the session's cookie, which a browser protects more over HTTPS."""
    return _HOST if request.is_secure else _PLAIN


def keep(response: Response, token: str) -> None:
    """Have the browser keep a session's secret."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(sessions.LIFE.total_seconds()),
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response) -> None:
    """Have the browser forget the session's secret."""
    response.delete_cookie(
        cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax"
    )


def refuse(why: str) -> Response:
    """Return the page, 403, that says why a request was refused: "admins" or "elsewhere"."""
    page = render_template("account_refused.html", why=why)
    return pages.secure(make_response(page, HTTPStatus.FORBIDDEN))


def _signed_in() -> SignedIn:
    return cast("SignedIn", g.signed_in)


def _note_seen(office: Office, signed_in: SignedIn, now: datetime) -> None:
    # A ledger that can be read but not written must not keep anybody from reading.
    with suppress(LedgerUnavailable), office.write() as tx:
        sessions.seen(tx, signed_in.session.id, now)


def _lead_to_sign_in() -> Response:
    """Send a page's reader to sign in; a part of a page cannot be replaced by the sign-in page."""
    partial = "HX-Request" in request.headers
    back = request.full_path.rstrip("?") if request.method == "GET" and not partial else ""
    target = pages.link(SIGN_IN)
    if back:
        target += ("&" if "?" in target else "?") + urlencode({"next": back})
    if request.method in ("GET", "HEAD") and not partial:
        return cast("Response", redirect(target, HTTPStatus.SEE_OTHER))
    response = make_response("", HTTPStatus.UNAUTHORIZED)
    response.headers["HX-Redirect"] = target
    return response
