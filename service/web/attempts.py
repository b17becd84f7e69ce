"""Attempts to prove who somebody is: counted, slowed down, and all alike to those who guess.

Whether an account exists, is disabled or has to wait, an attempt takes the same time and fails in
the same words. Only who sends from an address with too many failures is told, before any work.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from hmac import compare_digest
from ipaddress import IPv6Address, ip_address
from math import ceil

from flask import request

from service.errors import ModerationError
from service.people import Moderator
from service.store import moderators, throttle, twostep
from service.store.moderators import Account
from service.store.passwords import hash_password, outdated
from service.store.throttle import ADDRESS_FREE, Subject
from service.web.office import Office

TICKET_LIFE = timedelta(minutes=10)
_NETWORK = 64  # bits of an IPv6 address; whoever has one has all that begin with them
_REST = 128 - _NETWORK


class TooManyAttempts(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """Too many attempts from this address failed; `wait` says how long no other is looked at."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many attempts from one address failed")
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The wait in whole seconds."""
        return ceil(self.wait.total_seconds())


@dataclass(frozen=True, slots=True)
class Attempts:
    """Looks at the proofs that this request brings."""

    office: Office

    def password(self, email: str, password: str) -> Account | None:
        """Return the account that these open, None if none; raises TooManyAttempts."""
        account, address = self._account_subject(email), self._address_subject()
        with self.office.read() as connection:
            self._refuse_address(throttle.waiting(connection, address, self.office.now()))
            found = moderators.find_account(connection, email)
        return self._proved(found, password, account, address)

    def own_password(self, me: Moderator, password: str) -> bool:
        """Whether this is the password of who is signed in; raises TooManyAttempts."""
        account, address = self._account_subject(me.email), self._address_subject()
        with self.office.read() as connection:
            self._refuse_address(throttle.waiting(connection, address, self.office.now()))
            found = moderators.find_account_by_id(connection, me.id)
        return self._proved(found, password, account, address) is not None

    def code(self, moderator_id: str, code: str) -> bool:
        """Whether this is a moderator's code of now, used for the first time."""
        subject = Subject(self._digest("code", moderator_id))
        now = self.office.now()
        with self.office.write() as tx:
            if throttle.take(tx, [subject, self._address_subject()], now):
                return False
            good = twostep.spend(tx, moderator_id, code, now)
            if good:
                throttle.clear(tx, subject)
                throttle.give_back(tx, self._address_subject(), now)
        return good

    def ticket(self, account: Account) -> str:
        """Return what lets the owner of an account go on to the second step, for 10 minutes."""
        until = int((self.office.now() + TICKET_LIFE).timestamp())
        return f"{account.moderator.id}.{until}.{self._seal(account, until)}"

    def ticket_holder(self, ticket: str) -> Account | None:
        """Return the account of a ticket that is still good."""
        moderator_id, until, seal = [*ticket.split("."), "", "", ""][:3]
        if not (until.isascii() and until.isdigit() and len(until) < 20):
            return None
        with self.office.read() as connection:
            account = moderators.find_account_by_id(connection, moderator_id)
        if account is None or account.moderator.disabled_at is not None:
            return None
        left = int(until) - self.office.now().timestamp()
        good = 0 < left <= TICKET_LIFE.total_seconds()
        return account if good and compare_digest(seal, self._seal(account, int(until))) else None

    def _proved(
        self, found: Account | None, password: str, account: Subject, address: Subject
    ) -> Account | None:
        """Look at a password in the time it takes for any, and remember how that went."""
        with self.office.write() as tx:
            wait = throttle.take(tx, [account, address], self.office.now())
        right = moderators.proves(found, password)
        if wait or not right or found is None:
            return None
        new_hash = hash_password(password) if outdated(found.password_hash) else found.password_hash
        now = self.office.now()
        with self.office.write() as tx:
            throttle.clear(tx, account)
            throttle.give_back(tx, address, now)
            throttle.forget(tx, now)
            if new_hash != found.password_hash:
                moderators.renew_hash(tx, found, new_hash)
        return replace(found, password_hash=new_hash)

    def _refuse_address(self, wait: timedelta) -> None:
        if wait:
            raise TooManyAttempts(wait)

    def _account_subject(self, email: str) -> Subject:
        return Subject(self._digest("account", moderators.address(email)))

    def _address_subject(self) -> Subject:
        return Subject(self._digest("address", network(request.remote_addr or "")), ADDRESS_FREE)

    def _seal(self, account: Account, until: int) -> str:
        # With the hash, so that no ticket outlives the password it was given for.
        words = f"{account.moderator.id} {until} {account.password_hash}"
        return self._digest("ticket", words)

    def _digest(self, kind: str, value: str) -> str:
        return self.office.pseudonymiser.digest(f"sign-in {kind}", value)


def network(address: str) -> str:
    """Return what all addresses of one sender share: all of IPv4, the first 64 bits of IPv6."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> _REST << _REST)}/{_NETWORK}"
