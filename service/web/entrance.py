"""Signing in, with or without a second step, signing out, and joining by an invitation."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request

from service.store import invitations, moderators, sessions, staff
from service.store.invitations import InvitationGone
from service.store.moderators import Account, AddressTaken
from service.store.passwords import hash_password
from service.web import pages, signin
from service.web.account_forms import (
    MAX_NAME,
    MIN_PASSWORD,
    TICKET_OVER,
    TOO_MANY,
    WRONG,
    WRONG_CODE,
    NewPassword,
    Problem,
    Problems,
    name_problems,
)
from service.web.attempts import Attempts, TooManyAttempts
from service.web.office import Office
from service.web.origin import own_path

START = "/review"
ACCOUNT = "/account"
JOIN = "/account/join"


@dataclass(frozen=True, slots=True)
class Entrance:
    """The way in to an office."""

    office: Office

    @property
    def attempts(self) -> Attempts:
        """What looks at the proofs of who somebody is."""
        return Attempts(self.office)

    def show(self) -> Response:
        """Show the form, or go on for somebody who is signed in already."""
        if signin.recognise(self.office) is not None:
            return see_other(_after())
        return _form()

    def sign_in(self) -> Response:
        """Take e-mail and password, or the code of the second step."""
        if "ticket" in request.form:
            return self._second_step()
        email, password = request.form.get("email", ""), request.form.get("password", "")
        try:
            account = self.attempts.password(email, password)
        except TooManyAttempts as refused:
            return _wait(email, refused)
        if account is None:
            return _form(email, Problem(WRONG))
        if account.moderator.two_step:
            return _code_form(self.attempts.ticket(account))
        return self._enter(account)

    def sign_out(self) -> Response:
        """End the session of this browser."""
        signed_in = signin.recognise(self.office)
        if signed_in is not None:
            with self.office.write() as tx:
                sessions.revoke(tx, signed_in.moderator.id, signed_in.session.id, self.office.now())
        response = see_other(pages.link(signin.SIGN_IN))
        signin.drop(response)
        return response

    def invitation(self, token: str) -> Response:
        """Show who is invited, and take name and password."""
        now = self.office.now()
        try:
            with self.office.read() as connection:
                invited = invitations.find(connection, token, now)
            if request.method == "POST":
                return self._join(token, invited.email)
        except (InvitationGone, AddressTaken):
            page = render_template("account_join_gone.html")
            return make_response(page, HTTPStatus.GONE)
        return _join_form(invited.email, "", {})

    def _second_step(self) -> Response:
        ticket = request.form["ticket"]
        account = self.attempts.ticket_holder(ticket)
        if account is None:
            return _form(problem=Problem(TICKET_OVER))
        if not self.attempts.code(account.moderator.id, request.form.get("code", "")):
            return _code_form(ticket, Problem(WRONG_CODE))
        return self._enter(account)

    def _join(self, token: str, email: str) -> Response:
        name, password = request.form.get("name", "").strip(), NewPassword.of(request.form)
        problems = name_problems(name) | password.problems(email)
        if problems:
            return _join_form(email, name, problems)
        password_hash = hash_password(password.first)
        with self.office.write() as tx:
            joined = staff.join(tx, token, name, password_hash, self.office.now())
        return self._enter(Account(joined, password_hash))

    def _enter(self, account: Account) -> Response:
        """Start a new session and end the one that this browser had."""
        before = signin.recognise(self.office)
        now, told = self.office.now(), request.headers.get("User-Agent", "")
        with self.office.write() as tx:
            if not moderators.hold(tx, account):
                return _form(account.moderator.email, Problem(WRONG))
            if before is not None:
                sessions.revoke(tx, before.moderator.id, before.session.id, now)
            sessions.forget(tx, now)
            token = sessions.start(tx, account.moderator.id, told, now)
        response = see_other(_after())
        signin.keep(response, token)
        return response


def blueprint(office: Office) -> Blueprint:
    """Return the pages that everybody may open."""
    page = Blueprint("entrance", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    signin.guard(page)
    entrance = Entrance(office)
    page.add_url_rule(signin.SIGN_IN, "show", entrance.show, methods=["GET"])
    page.add_url_rule(signin.SIGN_IN, "sign_in", entrance.sign_in, methods=["POST"])
    page.add_url_rule("/account/sign-out", "sign_out", entrance.sign_out, methods=["POST"])
    page.add_url_rule(f"{JOIN}/<token>", "invitation", entrance.invitation, methods=["GET", "POST"])
    return page


def see_other(path: str) -> Response:
    """Return the answer that leads a browser to a page of ours, by GET."""
    return cast("Response", redirect(path, HTTPStatus.SEE_OTHER))


def done_at(path: str, what: str) -> str:
    """Return a page's address with what it is to say has been done, and the place it says it."""
    target = pages.link(path)
    return f"{target}{'&' if '?' in target else '?'}done={what}#done"


def _after() -> str:
    """Return where to go once signed in: where the visitor came from, if that is a page of ours."""
    start = START if pages.offers(START) else ACCOUNT
    return own_path(request.values.get("next", ""), pages.link(start))


def _next() -> str:
    return own_path(request.values.get("next", ""), "")


def _form(email: str = "", problem: Problem | None = None, status: int = 0) -> Response:
    page = render_template("account_sign_in.html", email=email, problem=problem, next=_next())
    return make_response(
        page, status or (HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)
    )


def _wait(email: str, refused: TooManyAttempts) -> Response:
    response = _form(email, Problem(TOO_MANY, refused.seconds), HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(refused.seconds)
    return response


def _code_form(ticket: str, problem: Problem | None = None) -> Response:
    page = render_template("account_code.html", ticket=ticket, problem=problem, next=_next())
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


def _join_form(email: str, name: str, problems: Problems) -> Response:
    page = render_template(
        "account_join.html",
        email=email,
        name=name,
        problems=problems,
        min_password=MIN_PASSWORD,
        max_name=MAX_NAME,
    )
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)
