"""A moderator's own account: name, password, second step, sessions, and how comments are shown."""

from dataclasses import dataclass
from http import HTTPStatus

import segno
from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from service.store import sessions, staff, twostep
from service.store.passwords import hash_password
from service.web import pages, signin
from service.web.account_forms import (
    MAX_NAME,
    MIN_PASSWORD,
    TOO_MANY,
    WRONG_CODE,
    WRONG_PASSWORD,
    NewPassword,
    Problem,
    Problems,
    name_problems,
)
from service.web.attempts import Attempts, TooManyAttempts
from service.web.browsers import browser
from service.web.entrance import ACCOUNT, done_at, see_other
from service.web.office import Office
from service.web.signin import me

TWO_STEP = "/account/two-step"
DONE = {
    "name": "Your name is changed.",
    "blur": "The setting is changed.",
    "password": "Your password is changed, and you are signed out everywhere else.",
    "on": "Signing in now asks for a code.",
    "off": "Signing in no longer asks for a code.",
    "session": "That session is ended.",
    "sessions": "You are signed out everywhere else.",
}
MESSAGES = frozenset(DONE.values())


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a moderator does with their own account in an office."""

    office: Office

    def show(self) -> Response:
        """Show the whole account."""
        return self._page({})

    def rename(self) -> Response:
        """Change the name."""
        name = request.form.get("name", "").strip()
        problems = name_problems(name)
        if problems:
            return self._page(problems, name=name)
        with self.office.write() as tx:
            staff.rename(tx, me(), name, self.office.now())
        return _done("name")

    def set_blur(self) -> Response:
        """Set whether strong language is blurred."""
        with self.office.write() as tx:
            staff.set_blur(tx, me(), self.office.now(), blur="blur" in request.form)
        return _done("blur")

    def change_password(self) -> Response:
        """Replace the password by one typed twice, and sign this browser in anew."""
        new = NewPassword.of(request.form)
        problems = new.problems(me().email) or self._password_problems("old")
        if problems:
            return self._page(problems)
        password_hash = hash_password(new.first)
        with self.office.write() as tx:
            now, mine = self.office.now(), signin.my_session()
            staff.set_password(tx, me().id, password_hash, me().actor, now)
            token = sessions.start(tx, me().id, mine.browser, now)
        response = _done("password")
        signin.keep(response, token)
        return response

    def two_step(self) -> Response:
        """Show a new secret, to be confirmed by a code made with it."""
        if me().two_step:
            return see_other(pages.link(ACCOUNT))
        return self._two_step_page(twostep.new_secret(), {})

    def confirm_two_step(self) -> Response:
        """Switch the second step on, given the password and a code."""
        secret = request.form.get("secret", "")
        if me().two_step or not twostep.usable(secret):
            return see_other(pages.link(TWO_STEP))
        problems = self._password_problems("old")
        step = twostep.step_of(secret, request.form.get("code", ""), self.office.now())
        if problems or step is None:
            return self._two_step_page(secret, problems or {"code": Problem(WRONG_CODE)})
        with self.office.write() as tx:
            staff.two_step_on(tx, me(), secret, step, self.office.now())
        return _done("on")

    def end_two_step(self) -> Response:
        """Switch the second step off, given the password."""
        problems = self._password_problems("proof")
        if problems:
            return self._page(problems)
        with self.office.write() as tx:
            staff.two_step_off(tx, me().id, me().actor, self.office.now())
        return _done("off")

    def end_session(self, session_id: str) -> Response:
        """End one of the moderator's sessions."""
        with self.office.write() as tx:
            staff.end_session(tx, me().id, session_id, me().actor, self.office.now())
        return _done("session")

    def end_others(self) -> Response:
        """End all of the moderator's sessions except this one."""
        keep = signin.my_session().id
        with self.office.write() as tx:
            staff.end_sessions(tx, me().id, me().actor, self.office.now(), keep=keep)
        return _done("sessions")

    def _password_problems(self, field: str) -> Problems:
        try:
            right = Attempts(self.office).own_password(me(), request.form.get(field, ""))
        except TooManyAttempts as refused:
            return {field: Problem(TOO_MANY, refused.seconds)}
        return {} if right else {field: Problem(WRONG_PASSWORD)}

    def _page(self, problems: Problems, name: str = "") -> Response:
        with self.office.read() as connection:
            living = sessions.list_sessions(connection, me().id, self.office.now())
        page = render_template(
            "account.html",
            me=me(),
            name=name or me().name,
            problems=problems,
            sessions=living,
            mine=signin.my_session().id,
            browser=browser,
            done=DONE.get(request.args.get("done", "")),
            min_password=MIN_PASSWORD,
            max_name=MAX_NAME,
        )
        return make_response(page, _status(problems))

    def _two_step_page(self, secret: str, problems: Problems) -> Response:
        page = render_template(
            "account_two_step.html",
            me=me(),
            secret=secret,
            groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
            picture=_picture(twostep.address(secret, me().email)),
            problems=problems,
        )
        return make_response(page, _status(problems))


def blueprint(office: Office) -> Blueprint:
    """Return the pages of the account of whoever is signed in."""
    page = Blueprint("account", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    signin.protect(page, office)
    own = OwnAccount(office)
    page.add_url_rule(ACCOUNT, "show", own.show, methods=["GET"])
    page.add_url_rule(f"{ACCOUNT}/name", "rename", own.rename, methods=["POST"])
    page.add_url_rule(f"{ACCOUNT}/blur", "set_blur", own.set_blur, methods=["POST"])
    page.add_url_rule(f"{ACCOUNT}/password", "password", own.change_password, methods=["POST"])
    page.add_url_rule(TWO_STEP, "two_step", own.two_step, methods=["GET"])
    page.add_url_rule(TWO_STEP, "confirm_two_step", own.confirm_two_step, methods=["POST"])
    page.add_url_rule(f"{TWO_STEP}/off", "end_two_step", own.end_two_step, methods=["POST"])
    page.add_url_rule(
        f"{ACCOUNT}/sessions/<session_id>/end", "end_session", own.end_session, methods=["POST"]
    )
    page.add_url_rule(f"{ACCOUNT}/sessions/end", "end_others", own.end_others, methods=["POST"])
    # Where a form that was refused leaves the browser: a reload or the other language leads back.
    for form in ("name", "blur", "password", "two-step/off"):
        page.add_url_rule(f"{ACCOUNT}/{form}", "back", _back, methods=["GET"])
    return page


def _back() -> Response:
    return see_other(pages.link(ACCOUNT))


def _done(what: str) -> Response:
    return see_other(done_at(ACCOUNT, what))


def _status(problems: Problems) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK


def _picture(text: str) -> Markup:
    """Return a QR code as SVG without any style: what it is made of are squares, not words."""
    svg = segno.make(text, error="m").svg_inline(scale=4, dark="#000", light="#fff")
    return Markup(svg)  # noqa: S704 -- built of numbers only
