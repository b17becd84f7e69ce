"""Moderators' accounts: who they are, what they may see, and what proves that it is them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Row, Select, delete, insert, null, select, update
from ulid import ULID

from service.errors import ModerationError, NotFound
from service.people import Moderator, Role
from service.store.insertion import insert_new
from service.store.passwords import NOBODY, hash_password, matches
from service.store.people_tables import moderator_sites, moderators

__all__ = ["hash_password"]  # as the first start and the commands know it

_PERSON = (
    moderators.c.id,
    moderators.c.email,
    moderators.c.name,
    moderators.c.role,
    moderators.c.all_sites,
    moderators.c.blur,
    moderators.c.totp_secret.is_not(None).label("two_step"),
    moderators.c.disabled_at,
)


class AddressTaken(ModerationError):  # noqa: N818 -- reads as what it says
    """A moderator with this address is already there."""


class LastAdmin(ModerationError):  # noqa: N818 -- reads as what it says
    """Without this admin nobody could look after the service any more."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a moderator may do, and where; `site_ids` counts only where `all_sites` does not."""

    role: Role = Role.MODERATOR
    all_sites: bool = True
    site_ids: frozenset[str] = frozenset()

    @classmethod
    def to(cls, role: Role, site_ids: Collection[str] | None) -> Self:
        """Return the access of a role to some sites, or with None, or for an admin, to all."""
        if site_ids is None or role is Role.ADMIN:
            return cls(role)
        return cls(role, all_sites=False, site_ids=frozenset(site_ids))

    @property
    def facts(self) -> dict[str, object]:
        """The access as the audit keeps it."""
        sites = "all" if self.all_sites else sorted(self.site_ids)
        return {"role": str(self.role), "sites": sites}


EVERYWHERE = Access()
ADMIN = Access(Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Account:
    """A moderator with what proves that it is them."""

    moderator: Moderator
    password_hash: str = field(repr=False)


def access_of(moderator: Moderator) -> Access:
    """Return what a moderator may do, and where."""
    return Access(moderator.role, moderator.all_sites, moderator.site_ids)


def address(email: str) -> str:
    """Return an e-mail address as accounts are told apart by: case and outer blanks are nothing."""
    return email.strip().lower()


def proves(account: Account | None, password: str) -> bool:
    """Whether the password opens the account; no account and a disabled one are never opened.

    Slow on purpose, and as slow for no account as for one.
    """
    kept = NOBODY if account is None else account.password_hash
    right = matches(kept, password)
    return right and account is not None and account.moderator.disabled_at is None


def create(
    tx: Connection,
    email: str,
    password_hash: str,
    now: datetime,
    *,
    name: str = "",
    access: Access = EVERYWHERE,
) -> Moderator:
    """Create a moderator; `email` counts without regard to case and outer blanks.

    Raises AddressTaken where another moderator has it.
    """
    moderator = Moderator(str(ULID.from_datetime(now)), address(email), name)
    row = {
        "id": moderator.id,
        "email": moderator.email,
        "name": name,
        "role": access.role,
        "all_sites": access.all_sites,
        "password_hash": password_hash,
        "created_at": now,
    }
    if not insert_new(tx, moderators, row):
        raise AddressTaken("another moderator has this address")
    _set_sites(tx, moderator.id, access)
    return _with(moderator, access)


def verify(connection: Connection, email: str, password: str) -> Moderator | None:
    """Return the moderator whose e-mail and password these are; slow on purpose."""
    account = find_account(connection, email)
    if not proves(account, password) or account is None:
        return None
    return account.moderator


def find_account(connection: Connection, email: str) -> Account | None:
    """Return the account with this e-mail, disabled ones included; None where there is none."""
    return _account(connection, _accounts().where(moderators.c.email == address(email)))


def find_account_by_id(connection: Connection, moderator_id: str) -> Account | None:
    """Return the account of a moderator, None where there is none."""
    return _account(connection, _accounts().where(moderators.c.id == moderator_id))


def hold(tx: Connection, account: Account) -> bool:
    """Whether an account is open and has the same password still; so it is until `tx` ends.

    Who changes it meanwhile waits, and then also ends the session that `tx` starts.
    """
    kept = moderators.c
    same = (kept.id == account.moderator.id, kept.password_hash == account.password_hash)
    chosen = select(kept.id).where(*same, kept.disabled_at.is_(None)).with_for_update()
    return tx.execute(chosen).first() is not None


def find(connection: Connection, moderator_id: str) -> Moderator:
    """Return a moderator; raises NotFound."""
    return _one(connection, select(*_PERSON).where(moderators.c.id == moderator_id))


def find_by_email(connection: Connection, email: str) -> Moderator:
    """Return the moderator with an address; raises NotFound."""
    return _one(connection, select(*_PERSON).where(moderators.c.email == address(email)))


def list_moderators(connection: Connection) -> list[Moderator]:
    """Return every moderator, disabled ones included, by address."""
    rows = connection.execute(select(*_PERSON).order_by(moderators.c.email)).all()
    return of_rows(connection, rows)


def columns() -> Sequence[Any]:
    """Return the columns that `of_rows` makes a moderator of, for a join."""
    return _PERSON


def of_rows(connection: Connection, rows: Sequence[Row[Any]]) -> list[Moderator]:
    """Return the moderators in rows that have the columns of `columns`."""
    few = [row.id for row in rows if not row.all_sites]
    sites = _sites(connection, few) if few else {}
    return [_of(row, frozenset(sites.get(row.id, ()))) for row in rows]


def set_password(tx: Connection, moderator_id: str, password_hash: str) -> None:
    """Replace a password."""
    _change(tx, moderator_id, password_hash=password_hash)


def renew_hash(tx: Connection, account: Account, password_hash: str) -> None:
    """Keep another hash of the same password, unless the password was changed meanwhile."""
    person = moderators.c.id == account.moderator.id
    same = moderators.c.password_hash == account.password_hash
    tx.execute(update(moderators).where(person, same).values(password_hash=password_hash))


def rename(tx: Connection, moderator_id: str, name: str) -> None:
    """Change how a moderator is called."""
    _change(tx, moderator_id, name=name)


def set_blur(tx: Connection, moderator_id: str, *, blur: bool) -> None:
    """Set whether a moderator sees strong language blurred."""
    _change(tx, moderator_id, blur=blur)


def set_access(tx: Connection, moderator_id: str, access: Access) -> None:
    """Change what a moderator may do, and where.

    Raises NotFound, and LastAdmin where nobody would be left to look after the service.
    """
    if access.role is not Role.ADMIN:
        _keep_an_admin(tx, moderator_id)
    _change(tx, moderator_id, role=access.role, all_sites=access.all_sites)
    tx.execute(delete(moderator_sites).where(moderator_sites.c.moderator_id == moderator_id))
    _set_sites(tx, moderator_id, access)


def set_disabled(tx: Connection, moderator_id: str, at: datetime | None) -> None:
    """Close an account from a time on, or open it again with None.

    Raises NotFound, and LastAdmin where nobody would be left to look after the service.
    """
    if at is not None:
        _keep_an_admin(tx, moderator_id)
    _change(tx, moderator_id, disabled_at=null() if at is None else at)


def _keep_an_admin(tx: Connection, moderator_id: str) -> None:
    """Raise LastAdmin unless another admin is left; two who leave at once wait for each other."""
    admins = (
        select(moderators.c.id)
        .where(moderators.c.role == Role.ADMIN, moderators.c.disabled_at.is_(None))
        .order_by(moderators.c.id)
        .with_for_update()
    )
    if tx.execute(admins).scalars().all() == [moderator_id]:
        raise LastAdmin("this is the last admin; make somebody else an admin first")


def _change(tx: Connection, moderator_id: str, **values: object) -> None:
    chosen = update(moderators).where(moderators.c.id == moderator_id).values(**values)
    if tx.execute(chosen).rowcount == 0:
        raise NotFound("there is no moderator with this id")


def _set_sites(tx: Connection, moderator_id: str, access: Access) -> None:
    chosen = () if access.all_sites else sorted(access.site_ids)
    rows = [{"moderator_id": moderator_id, "site_id": site_id} for site_id in chosen]
    if rows:
        tx.execute(insert(moderator_sites), rows)


def _accounts() -> Select[Any]:
    return select(*_PERSON, moderators.c.password_hash)


def _account(connection: Connection, chosen: Select[Any]) -> Account | None:
    row = connection.execute(chosen).one_or_none()
    return None if row is None else Account(of_rows(connection, [row])[0], row.password_hash)


def _one(connection: Connection, chosen: Select[Any]) -> Moderator:
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("there is no such moderator")
    return of_rows(connection, [row])[0]


def _sites(connection: Connection, moderator_ids: Sequence[str]) -> dict[str, set[str]]:
    chosen = select(moderator_sites.c.moderator_id, moderator_sites.c.site_id).where(
        moderator_sites.c.moderator_id.in_(moderator_ids)
    )
    found: dict[str, set[str]] = {}
    for moderator_id, site_id in connection.execute(chosen):
        found.setdefault(moderator_id, set()).add(site_id)
    return found


def _of(row: Row[Any], site_ids: frozenset[str]) -> Moderator:
    return Moderator(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        all_sites=row.all_sites,
        site_ids=site_ids,
        blur=row.blur,
        two_step=row.two_step,
        disabled_at=row.disabled_at,
    )


def _with(moderator: Moderator, access: Access) -> Moderator:
    sites = frozenset() if access.all_sites else access.site_ids
    return replace(moderator, role=access.role, all_sites=access.all_sites, site_ids=sites)
