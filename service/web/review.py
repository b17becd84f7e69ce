"""The review page: comments that wait, why they do, and what to do about them.

Every act is a plain form; htmx and one module of our own make the same page quick.
"""

from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request

from service.errors import LedgerUnavailable, NotFound
from service.store.resolving import ChoiceInvalid
from service.web import pages, review_acts, review_words
from service.web.office import Office
from service.web.review_notice import Told, notice
from service.web.review_query import Query
from service.web.review_screen import Looker
from service.web.signin import protect


def blueprint(office: Office) -> Blueprint:
    """Return the page under /review, for moderators who are signed in."""
    page = Blueprint("review", __name__)
    protect(page, office)

    @page.get("/review")
    def listing() -> Response:
        return _show(office, Query.of(request.args))

    @page.get("/review/items/<item_id>")
    def item(item_id: str) -> Response:
        query = Query.of({**request.args, "item": item_id})
        if "HX-Request" not in request.headers:
            return _show(office, query)
        screen = Looker.of(office).beside(query)
        return make_response(
            render_template("_review_detail.html", screen=screen, words=review_words)
        )

    review_acts.add_to(page, office)
    for error, status in _FAILURES.items():
        page.register_error_handler(error, lambda _, status=status: _failed(status))
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _show(office: Office, query: Query) -> Response:
    looker = Looker.of(office)
    told = notice(office, looker.reviewer, Told.read(request.args))
    screen = looker.screen(query, told)
    return make_response(render_template("review.html", screen=screen, words=review_words))


_FAILURES = {
    NotFound: HTTPStatus.NOT_FOUND,
    ChoiceInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def _failed(status: HTTPStatus) -> Response:
    return make_response(render_template("review_failed.html", status=status.value), status)
