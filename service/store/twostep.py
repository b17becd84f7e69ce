"""The second step of signing in: time-based one-time codes (RFC 6238), none of them good twice."""

import re
from datetime import datetime

import pyotp
from sqlalchemy import Connection, null, select, update

from service.errors import NotFound
from service.store.people_tables import moderators

ISSUER = "Saring"
STEP_SECONDS = 30
SECRET_LENGTH = 32  # characters of base32: 160 bits, as RFC 4226 recommends
_SECRET = re.compile(rf"[A-Z2-7]{{{SECRET_LENGTH}}}")
_DRIFT = (0, -1, 1)  # steps that a clock may be wrong by


def new_secret() -> str:
    """Return a new secret in base32."""
    return pyotp.random_base32(SECRET_LENGTH)


def usable(secret: str) -> bool:
    """Whether this is a secret as `new_secret` makes them."""
    return _SECRET.fullmatch(secret) is not None


def address(secret: str, email: str) -> str:
    """Return the otpauth:// address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, None where it is not good around `now`."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    steps = (present + drift for drift in _DRIFT)
    matching = (s for s in steps if pyotp.utils.strings_equal(totp.generate_otp(s), digits))
    return next(matching, None)


def switch_on(tx: Connection, moderator_id: str, secret: str, step: int) -> None:
    """Ask a moderator for codes of `secret` from now on, later ones than that of `step`."""
    _set(tx, moderator_id, totp_secret=secret, totp_step=step)


def switch_off(tx: Connection, moderator_id: str) -> None:
    """Ask a moderator for no codes any more; raises NotFound."""
    _set(tx, moderator_id, totp_secret=null(), totp_step=0)


def spend(tx: Connection, moderator_id: str, code: str, now: datetime) -> bool:
    """Whether a code is good; it, and those before it, are good no more."""
    chosen = select(moderators.c.totp_secret).where(moderators.c.id == moderator_id)
    secret = tx.execute(chosen).scalar_one_or_none()
    step = None if secret is None else step_of(secret, code, now)
    if step is None:
        return False
    later = (
        update(moderators)
        .where(
            moderators.c.id == moderator_id,
            moderators.c.totp_secret == secret,
            moderators.c.totp_step < step,
        )
        .values(totp_step=step)
    )
    return tx.execute(later).rowcount == 1


def _set(tx: Connection, moderator_id: str, **values: object) -> None:
    chosen = update(moderators).where(moderators.c.id == moderator_id).values(**values)
    if tx.execute(chosen).rowcount == 0:
        raise NotFound("there is no moderator with this id")
