"""What is done to moderators' accounts, by themselves and by admins, with all that follows from it.

Whatever changes who somebody is or what they may do ends their sessions; all of it is noted in the
audit, which names people by their ids.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from service.people import Actor, Moderator
from service.store import invitations, moderators, sessions, twostep
from service.store.audit import Act, note
from service.store.invitations import Invitation, NewInvitation
from service.store.moderators import Access

_NOTHING: Mapping[str, object] = {}


def add(tx: Connection, made: Moderator, by: Actor, now: datetime) -> None:
    """Note that a moderator was made without an invitation."""
    _changed(tx, by, made.id, now, after=moderators.access_of(made).facts)


def invite(tx: Connection, email: str, access: Access, by: Actor, now: datetime) -> NewInvitation:
    """Invite a new person; raises AddressTaken."""
    made = invitations.invite(tx, email, access, now)
    note(tx, Act(by, "moderator.invite", made.invitation.id, now, after=access.facts))
    return made


def withdraw(tx: Connection, invitation_id: str, by: Actor, now: datetime) -> Invitation:
    """End an invitation that nobody has used; raises InvitationGone."""
    ended = invitations.withdraw(tx, invitation_id, now)
    note(tx, Act(by, "moderator.uninvite", ended.id, now, before=ended.access.facts))
    return ended


def join(tx: Connection, token: str, name: str, password_hash: str, now: datetime) -> Moderator:
    """Make the person who was invited a moderator; raises InvitationGone and AddressTaken."""
    joined = invitations.accept(tx, token, name, password_hash, now)
    facts = moderators.access_of(joined).facts
    note(tx, Act(joined.actor, "moderator.join", joined.id, now, after=facts))
    return joined


def change_access(
    tx: Connection, moderator_id: str, access: Access, by: Actor, now: datetime
) -> bool:
    """Change what a moderator may do, and where; returns whether that changed anything.

    A change of the role ends their sessions. Raises NotFound and LastAdmin.
    """
    before = moderators.access_of(moderators.find(tx, moderator_id))
    if before == access:
        return False
    moderators.set_access(tx, moderator_id, access)
    if before.role is not access.role:
        sessions.revoke_all(tx, moderator_id, now)
    _changed(tx, by, moderator_id, now, before=before.facts, after=access.facts)
    return True


def disable(tx: Connection, moderator_id: str, by: Actor, now: datetime) -> None:
    """Close an account and end its sessions; raises NotFound and LastAdmin."""
    moderators.set_disabled(tx, moderator_id, now)
    sessions.revoke_all(tx, moderator_id, now)
    note(tx, Act(by, "moderator.disable", moderator_id, now))


def enable(tx: Connection, moderator_id: str, by: Actor, now: datetime) -> None:
    """Open an account again; raises NotFound."""
    moderators.set_disabled(tx, moderator_id, None)
    note(tx, Act(by, "moderator.enable", moderator_id, now))


def set_password(
    tx: Connection, moderator_id: str, password_hash: str, by: Actor, now: datetime
) -> None:
    """Replace a password and end all sessions; raises NotFound."""
    moderators.set_password(tx, moderator_id, password_hash)
    sessions.revoke_all(tx, moderator_id, now)
    _changed(tx, by, moderator_id, now, after={"password": "new"})


def rename(tx: Connection, moderator: Moderator, name: str, now: datetime) -> None:
    """Change how a moderator calls themselves."""
    moderators.rename(tx, moderator.id, name)
    _changed(tx, moderator.actor, moderator.id, now, after={"name": "new"})


def set_blur(tx: Connection, moderator: Moderator, now: datetime, *, blur: bool) -> None:
    """Set whether a moderator sees strong language blurred."""
    moderators.set_blur(tx, moderator.id, blur=blur)
    facts = {"blur": moderator.blur}, {"blur": blur}
    _changed(tx, moderator.actor, moderator.id, now, before=facts[0], after=facts[1])


def two_step_on(
    tx: Connection, moderator: Moderator, secret: str, step: int, now: datetime
) -> None:
    """Ask a moderator for codes of `secret` from now on; `step` is that of the one they showed."""
    twostep.switch_on(tx, moderator.id, secret, step)
    _changed(tx, moderator.actor, moderator.id, now, after={"two_step": True})


def two_step_off(tx: Connection, moderator_id: str, by: Actor, now: datetime) -> None:
    """Ask a moderator for no codes any more; raises NotFound."""
    twostep.switch_off(tx, moderator_id)
    _changed(tx, by, moderator_id, now, after={"two_step": False})


def end_session(
    tx: Connection, moderator_id: str, session_id: str, by: Actor, now: datetime
) -> bool:
    """End one session of a moderator; returns whether there was one to end."""
    ended = sessions.revoke(tx, moderator_id, session_id, now)
    if ended:
        note(tx, Act(by, "session.revoke", moderator_id, now, after={"sessions": 1}))
    return ended


def end_sessions(
    tx: Connection, moderator_id: str, by: Actor, now: datetime, *, keep: str = ""
) -> int:
    """End all sessions of a moderator except `keep`; returns how many ended."""
    ended = sessions.revoke_all(tx, moderator_id, now, keep=keep)
    if ended:
        note(tx, Act(by, "session.revoke", moderator_id, now, after={"sessions": ended}))
    return ended


def _changed(
    tx: Connection,
    by: Actor,
    moderator_id: str,
    now: datetime,
    *,
    before: Mapping[str, object] = _NOTHING,
    after: Mapping[str, object] = _NOTHING,
) -> None:
    note(tx, Act(by, "moderator.change", moderator_id, now, before=before, after=after))
