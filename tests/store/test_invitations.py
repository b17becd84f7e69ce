from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.people import SHELL, Role
from service.store import invitations, moderators, staff
from service.store.audit import entries
from service.store.engine import reading, transaction
from service.store.invitations import InvitationGone, NewInvitation
from service.store.moderators import EVERYWHERE, Access, AddressTaken
from service.store.people_tables import invitations as table
from tests.ledgers import NOW, Blog

AYU = "ayu@dapur.example"


def invite(blog: Blog, email: str = AYU, access: Access = EVERYWHERE) -> NewInvitation:
    with transaction(blog.engine) as tx:
        return staff.invite(tx, email, access, SHELL, NOW)


def accept(blog: Blog, token: str, after: timedelta = timedelta(0)) -> str:
    with transaction(blog.engine) as tx:
        return staff.join(tx, token, "Ayu", "none", NOW + after).id


def test_an_invitation_makes_a_moderator_of_what_was_offered(blog: Blog) -> None:
    access = Access.to(Role.MODERATOR, [blog.site.id])

    moderator_id = accept(blog, invite(blog, " Ayu@Dapur.example", access).token)

    with reading(blog.engine) as connection:
        made = moderators.find(connection, moderator_id)
    assert (made.email, made.name, moderators.access_of(made)) == (AYU, "Ayu", access)


def test_only_the_digest_of_an_invitation_is_kept(blog: Blog) -> None:
    token = invite(blog).token

    with reading(blog.engine) as connection:
        kept = connection.execute(select(table)).one()

    assert len(token) == 43
    assert token not in str(kept)


def test_an_invitation_works_once(blog: Blog) -> None:
    token = invite(blog).token
    accept(blog, token)

    with pytest.raises(InvitationGone):
        accept(blog, token)


def test_of_eight_who_use_a_link_at_once_one_joins(blog: Blog) -> None:
    token = invite(blog).token

    def try_to(_: int) -> bool:
        try:
            accept(blog, token)
        except InvitationGone:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        joined = list(pool.map(try_to, range(8)))

    assert joined.count(True) == 1


def test_an_invitation_ends_after_7_days(blog: Blog) -> None:
    token = invite(blog).token

    with pytest.raises(InvitationGone):
        accept(blog, token, timedelta(days=7, seconds=1))

    assert accept(blog, token, timedelta(days=6, hours=23))


def test_who_is_a_moderator_already_cannot_be_invited(blog: Blog) -> None:
    accept(blog, invite(blog).token)

    with pytest.raises(AddressTaken):
        invite(blog, AYU.upper())


def test_who_became_a_moderator_meanwhile_cannot_join_again(blog: Blog) -> None:
    token = invite(blog).token
    with transaction(blog.engine) as tx:
        moderators.create(tx, AYU, "none", NOW)

    with pytest.raises(AddressTaken):
        accept(blog, token)


def test_a_new_invitation_replaces_the_old_one(blog: Blog) -> None:
    old, new = invite(blog).token, invite(blog).token

    with pytest.raises(InvitationGone):
        accept(blog, old)

    assert accept(blog, new)


def test_a_withdrawn_invitation_is_over(blog: Blog) -> None:
    made = invite(blog)
    with transaction(blog.engine) as tx:
        staff.withdraw(tx, made.invitation.id, SHELL, NOW)

    with pytest.raises(InvitationGone):
        accept(blog, made.token)
    with pytest.raises(InvitationGone), transaction(blog.engine) as tx:
        staff.withdraw(tx, made.invitation.id, SHELL, NOW)


@pytest.mark.parametrize("token", ["", "x", "\ud800", "%00", "A" * 43])
def test_an_invented_link_is_no_invitation(blog: Blog, token: str) -> None:
    invite(blog)

    with reading(blog.engine) as connection, pytest.raises(InvitationGone):
        invitations.find(connection, token, NOW)


def test_open_invitations_are_listed(blog: Blog) -> None:
    accept(blog, invite(blog, "made@dapur.example").token)
    waiting = invite(blog).invitation

    with reading(blog.engine) as connection:
        assert invitations.list_open(connection, NOW) == [waiting]


def test_the_audit_tells_who_invited_whom_without_addresses_or_secrets(blog: Blog) -> None:
    made = invite(blog)
    moderator_id = accept(blog, made.token)

    with reading(blog.engine) as connection:
        noted = entries(connection)

    told = {entry.act.action: entry.act.subject for entry in noted}
    assert told == {"moderator.invite": made.invitation.id, "moderator.join": moderator_id}
    assert made.token not in str(noted)
    assert AYU not in str(noted)
