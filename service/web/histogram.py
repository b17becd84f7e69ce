"""The histogram: how the scores of the queue lie, and one decision about a whole range of them.

A range is decided on as it was counted: what arrives later, or was left out by hand, is left alone.
"""

from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request

from service.errors import LedgerUnavailable, NotFound
from service.review import Choice
from service.store.resolving import ChoiceInvalid
from service.web import pages, review_words, statistics_words
from service.web.dashboard_view import within
from service.web.histogram_view import Asked, known_labels, scores
from service.web.office import Office
from service.web.review_choices import choice_of
from service.web.review_notice import Told, notice
from service.web.reviews import Group, Reviewer, Reviews
from service.web.signin import me, protect, reviewer

PATH = "/review/histogram"
NO_CHOICE = "Please choose what to decide."
NOT_SURE = "Please confirm that you mean all of them."
NO_RANGE = "Please choose a range first."
MESSAGES = frozenset({NO_CHOICE, NOT_SURE, NO_RANGE})


def blueprint(office: Office) -> Blueprint:
    """Return the histogram at /review/histogram, for moderators who are signed in."""
    page = Blueprint("histogram", __name__)
    protect(page, office)

    @page.get(PATH)
    def histogram() -> Response:
        mine = reviewer(office)
        return _page(office, mine, Asked.of(request.args, mine))

    @page.post(PATH)
    def decide() -> Response:
        mine = reviewer(office)
        asked = Asked.of(request.form, mine)
        choice = choice_of(request.form.get("choice", ""), known_labels(office))
        flaw = _flaw(asked, choice)
        if flaw or choice is None or asked.scores is None:
            return _page(office, mine, asked, flaw=flaw)
        group = Group(request.form["until"], frozenset(request.form.getlist("except")))
        sites = within(mine, asked.site)
        outcome = Reviews(office).resolve_range(sites, asked.scores, group, choice)
        return _back(asked, Told.of(outcome))

    @page.post(f"{PATH}/undo")
    def undo() -> Response:
        mine = reviewer(office)
        act_id = request.form.get("act", "")
        outcome = Reviews(office).undo(mine, act_id)
        return _back(Asked.of(request.form, mine), Told.of(outcome, act_id=act_id, undone=True))

    for error, status in _FAILURES.items():
        page.register_error_handler(error, lambda _, status=status: _failed(status))
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


_FAILURES = {
    NotFound: HTTPStatus.NOT_FOUND,
    ChoiceInvalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def _failed(status: HTTPStatus) -> Response:
    return make_response(render_template("review_failed.html", status=status.value), status)


def _page(office: Office, mine: Reviewer, asked: Asked, flaw: str = "") -> Response:
    rendered = render_template(
        "histogram.html",
        shown=scores(office, mine, asked),
        flaw=flaw,
        blur=me().blur,
        notice=notice(office, mine, Told.read(request.args)),
        words=statistics_words,
        review_words=review_words,
    )
    return make_response(rendered, HTTPStatus.UNPROCESSABLE_ENTITY if flaw else HTTPStatus.OK)


def _back(asked: Asked, told: Told) -> Response:
    target = pages.link(PATH, **asked.values(), **told.spelled)
    return cast("Response", redirect(target, HTTPStatus.SEE_OTHER))


def _flaw(asked: Asked, choice: Choice | None) -> str:
    if asked.scores is None or not request.form.get("until"):
        return NO_RANGE
    if choice is None:
        return NO_CHOICE
    return "" if request.form.get("sure") == "yes" else NOT_SURE
