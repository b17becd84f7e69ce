"""The dashboard: what comes in, what waits, who decides, and where machine and people differ.

Every picture is drawn here and now, with its numbers behind it; nothing of it needs a script.
"""

from flask import Blueprint, Response, make_response, render_template, request

from service.people import Actor
from service.store.audit import Act, note
from service.web import pages, statistics_words
from service.web.csvout import attachment
from service.web.dashboard_csv import table
from service.web.dashboard_view import Asked, Board, board
from service.web.office import Office
from service.web.signin import me, protect, reviewer


def blueprint(office: Office) -> Blueprint:
    """Return the dashboard at /review/dashboard, for moderators who are signed in."""
    page = Blueprint("dashboard", __name__)
    protect(page, office)

    @page.get("/review/dashboard")
    def dashboard() -> Response:
        shown = _board(office)
        rendered = render_template("dashboard.html", board=shown, words=statistics_words)
        return make_response(rendered)

    @page.get("/review/dashboard.csv")
    def dashboard_csv() -> Response:
        shown = _board(office)
        rows = list(table(shown))
        _note(office, me().actor, shown.asked, len(rows) - 1)
        return attachment(rows, "saring-dashboard.csv")

    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _board(office: Office) -> Board:
    mine = reviewer(office)
    return board(office, mine, Asked.of(request.args, mine))


def _note(office: Office, actor: Actor, asked: Asked, rows: int) -> None:
    after = {"rows": rows, "days": asked.days}
    with office.write() as tx:
        note(tx, Act(actor, "export", "dashboard", office.now(), asked.site, after=after))
