"""What people type into the forms of accounts, and what may be wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MAX_NAME = 100
MAX_EMAIL = 254

WRONG = "That did not work. Please check the e-mail and the password."
WRONG_CODE = "That code did not work. Codes change every 30 seconds and work once."
WRONG_PASSWORD = "That is not your password."  # noqa: S105 -- a message
TOO_MANY = "Too many sign-ins from your network failed. Please wait %(limit)s seconds."
TICKET_OVER = "That took too long. Please sign in again."
NO_NAME = "Please say how you are called."
TOO_LONG = "That is too long: at most %(limit)s characters, please."
PASSWORD_TOO_SHORT = "At least %(limit)s characters, please."  # noqa: S105 -- a message
PASSWORD_LIKE_EMAIL = "A password must not contain your e-mail address."  # noqa: S105 -- a message
PASSWORDS_DIFFER = "The two passwords are not the same."
NO_EMAIL = "That is not an e-mail address."
MESSAGES = frozenset(
    {
        WRONG,
        WRONG_CODE,
        WRONG_PASSWORD,
        TOO_MANY,
        TICKET_OVER,
        NO_NAME,
        TOO_LONG,
        PASSWORD_TOO_SHORT,
        PASSWORD_LIKE_EMAIL,
        PASSWORDS_DIFFER,
        NO_EMAIL,
    }
)
_EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field: a message and the number in it."""

    message: str
    limit: int = 0


Problems = dict[str, Problem]


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password typed twice."""

    first: str
    again: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Take both from a form."""
        return cls(form.get("password", ""), form.get("again", ""))

    def problems(self, email: str) -> Problems:
        """Return what is wrong with it as the password of a person with this address."""
        if len(self.first) < MIN_PASSWORD:
            return {"password": Problem(PASSWORD_TOO_SHORT, MIN_PASSWORD)}
        if len(self.first) > MAX_PASSWORD:
            return {"password": Problem(TOO_LONG, MAX_PASSWORD)}
        if email in self.first.lower():
            return {"password": Problem(PASSWORD_LIKE_EMAIL)}
        if self.first != self.again:
            return {"again": Problem(PASSWORDS_DIFFER)}
        return {}


def name_problems(name: str) -> Problems:
    """Return what is wrong with a person's name."""
    if not name:
        return {"name": Problem(NO_NAME)}
    if len(name) > MAX_NAME:
        return {"name": Problem(TOO_LONG, MAX_NAME)}
    return {}


def email_problems(email: str) -> Problems:
    """Return what is wrong with an e-mail address."""
    fine = len(email) <= MAX_EMAIL and _EMAIL.fullmatch(email)
    return {} if fine else {"email": Problem(NO_EMAIL)}
