"""Admins look after moderators: who there is, what they may do, and who is invited."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import Connection

from service.people import Actor, Role
from service.store import invitations, moderators, sessions, staff
from service.store.invitations import InvitationGone, NewInvitation
from service.store.moderators import EVERYWHERE, Access, AddressTaken, LastAdmin
from service.store.sites import list_sites
from service.web import pages, signin
from service.web.account_forms import Problem, Problems, email_problems
from service.web.browsers import browser
from service.web.entrance import JOIN, done_at, see_other
from service.web.office import Office
from service.web.signin import me

PEOPLE = "/admin/people"
TAKEN = "A moderator with this address is already there."
LAST_ADMIN = "This is the last admin. Make somebody else an admin first."
NO_SITE = "Please choose at least one site."
DONE = {
    "access": "Role and sites are changed.",
    "disabled": "The account is closed, and its sessions are ended.",
    "enabled": "The account is open again.",
    "sessions": "All sessions of this moderator are ended.",
    "two-step": "Signing in no longer asks this moderator for a code.",
    "withdrawn": "The invitation is withdrawn.",
}
MESSAGES = frozenset({TAKEN, LAST_ADMIN, NO_SITE, *DONE.values()})

Act = Callable[[Connection, str, Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class People:
    """What admins do with the moderators of an office."""

    office: Office

    def show(self) -> Response:
        """Show all moderators and the open invitations."""
        return self._list({})

    def invite(self) -> Response:
        """Invite a person, and show the link this once."""
        email = moderators.address(request.form.get("email", ""))
        access = self._access()
        problems = email_problems(email) | _site_problems(access)
        if problems:
            return self._list(problems, email=email, access=access)
        try:
            with self.office.write() as tx:
                made = staff.invite(tx, email, access, me().actor, self.office.now())
        except AddressTaken:
            return self._list({"email": Problem(TAKEN)}, email=email, access=access)
        return self._list({}, made=made)

    def withdraw(self, invitation_id: str) -> Response:
        """End an invitation that nobody has used yet."""
        try:
            with self.office.write() as tx:
                staff.withdraw(tx, invitation_id, me().actor, self.office.now())
        except InvitationGone:
            return see_other(pages.link(PEOPLE))
        return _done(PEOPLE, "withdrawn")

    def one(self, moderator_id: str) -> Response:
        """Show one moderator."""
        return self._one(moderator_id, {})

    def change_access(self, moderator_id: str) -> Response:
        """Change what a moderator may do, and where."""
        access = self._access()
        problems = _site_problems(access)
        if problems:
            return self._one(moderator_id, problems)

        def change(tx: Connection, moderator_id: str, by: Actor, now: datetime) -> None:
            staff.change_access(tx, moderator_id, access, by, now)

        return self._do(moderator_id, "access", change)

    def disable(self, moderator_id: str) -> Response:
        """Close an account."""
        return self._do(moderator_id, "disabled", staff.disable)

    def enable(self, moderator_id: str) -> Response:
        """Open an account again."""
        return self._do(moderator_id, "enabled", staff.enable)

    def end_sessions(self, moderator_id: str) -> Response:
        """End all sessions of a moderator."""
        return self._do(moderator_id, "sessions", staff.end_sessions)

    def end_two_step(self, moderator_id: str) -> Response:
        """Stop asking a moderator for codes, for somebody who has lost what makes them."""
        return self._do(moderator_id, "two-step", staff.two_step_off)

    def _do(self, moderator_id: str, done: str, act: Act) -> Response:
        try:
            with self.office.write() as tx:
                moderators.find(tx, moderator_id)
                act(tx, moderator_id, me().actor, self.office.now())
        except LastAdmin:
            return self._one(moderator_id, {"role": Problem(LAST_ADMIN)})
        return _done(f"{PEOPLE}/{moderator_id}", done)

    def _access(self) -> Access:
        role = Role.ADMIN if request.form.get("role") == Role.ADMIN else Role.MODERATOR
        if request.form.get("sites") != "some":
            return Access.to(role, None)
        with self.office.read() as connection:
            there = {site.id for site in list_sites(connection)}
        return Access.to(role, there.intersection(request.form.getlist("site")))

    def _list(
        self,
        problems: Problems,
        *,
        email: str = "",
        access: Access = EVERYWHERE,
        made: NewInvitation | None = None,
    ) -> Response:
        with self.office.read() as connection:
            people = moderators.list_moderators(connection)
            invited = invitations.list_open(connection, self.office.now())
            sites = list_sites(connection)
        page = render_template(
            "account_people.html",
            people=people,
            invited=invited,
            sites=sites,
            names={site.id: site.name for site in sites},
            problems=problems,
            email=email,
            access=access,
            made=made,
            invitation_link=self._link(made) if made else "",
            done=DONE.get(request.args.get("done", "")),
        )
        return make_response(page, _status(problems))

    def _one(self, moderator_id: str, problems: Problems) -> Response:
        with self.office.read() as connection:
            person = moderators.find(connection, moderator_id)
            living = sessions.list_sessions(connection, moderator_id, self.office.now())
            sites = list_sites(connection)
        page = render_template(
            "account_person.html",
            person=person,
            access=moderators.access_of(person),
            sessions=living,
            sites=sites,
            browser=browser,
            problems=problems,
            done=DONE.get(request.args.get("done", "")),
        )
        return make_response(page, _status(problems))

    def _link(self, made: NewInvitation) -> str:
        root = self.office.settings.public_url or request.host_url
        return f"{root.rstrip('/')}{pages.link(f'{JOIN}/{made.token}')}"


def blueprint(office: Office) -> Blueprint:
    """Return the pages where admins look after moderators."""
    page = Blueprint("people", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    signin.protect(page, office, admin=True)
    people = People(office)
    page.add_url_rule(PEOPLE, "show", people.show, methods=["GET"])
    page.add_url_rule(f"{PEOPLE}/invite", "invite", people.invite, methods=["POST"])
    page.add_url_rule(
        f"{PEOPLE}/invitations/<invitation_id>/withdraw",
        "withdraw",
        people.withdraw,
        methods=["POST"],
    )
    page.add_url_rule(f"{PEOPLE}/<moderator_id>", "one", people.one, methods=["GET"])
    for path, view in (
        ("access", people.change_access),
        ("disable", people.disable),
        ("enable", people.enable),
        ("sign-out", people.end_sessions),
        ("two-step-off", people.end_two_step),
    ):
        page.add_url_rule(f"{PEOPLE}/<moderator_id>/{path}", path, view, methods=["POST"])
        # Where a form that was refused leaves the browser: reloading it leads back.
        page.add_url_rule(f"{PEOPLE}/<moderator_id>/{path}", "back", _back, methods=["GET"])
    page.add_url_rule(f"{PEOPLE}/invite", "back", _back, methods=["GET"])
    return page


def _back(moderator_id: str = "") -> Response:
    return see_other(pages.link(f"{PEOPLE}/{moderator_id}".rstrip("/")))


def _site_problems(access: Access) -> Problems:
    return {} if access.all_sites or access.site_ids else {"sites": Problem(NO_SITE)}


def _done(path: str, what: str) -> Response:
    return see_other(done_at(path, what))


def _status(problems: Problems) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
