from datetime import timedelta

import pytest
from sqlalchemy import select

from service.people import SHELL, Moderator, Role
from service.store import moderators, sessions, staff
from service.store.engine import reading, transaction
from service.store.moderators import ADMIN, EVERYWHERE, Access
from service.store.people_tables import sessions as table
from service.store.sessions import SignedIn
from tests.ledgers import NOW, Blog

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ayu(blog: Blog) -> Moderator:
    with transaction(blog.engine) as tx:
        return moderators.create(tx, "ayu@dapur.example", "none", NOW)


def start(blog: Blog, moderator: Moderator) -> str:
    with transaction(blog.engine) as tx:
        return sessions.start(tx, moderator.id, BROWSER, NOW)


def found(blog: Blog, token: str, after: timedelta = timedelta(0)) -> SignedIn | None:
    with reading(blog.engine) as connection:
        return sessions.find(connection, token, NOW + after)


def found_for_sure(blog: Blog, token: str) -> SignedIn:
    signed_in = found(blog, token)
    assert signed_in
    return signed_in


def test_a_session_names_its_moderator(blog: Blog, ayu: Moderator) -> None:
    signed_in = found_for_sure(blog, start(blog, ayu))

    assert signed_in.moderator == ayu
    assert (signed_in.session.browser, signed_in.session.seen_at) == (BROWSER, NOW)


def test_a_session_carries_the_sites_of_its_moderator(blog: Blog) -> None:
    access = Access.to(Role.MODERATOR, [blog.site.id])
    with transaction(blog.engine) as tx:
        sri = moderators.create(tx, "sri@dapur.example", "none", NOW, access=access)

    assert found_for_sure(blog, start(blog, sri)).moderator.site_ids == {blog.site.id}


def test_only_the_digest_of_a_session_is_kept(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)

    with reading(blog.engine) as connection:
        kept = connection.execute(select(table)).one()

    assert token not in str(kept)


def test_no_two_sessions_share_a_secret_of_256_bits(blog: Blog, ayu: Moderator) -> None:
    tokens = {start(blog, ayu) for _ in range(20)}

    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize(
    "wrong", ["", "x", "A" * 43, "\ud800" * 43, "é" * 43, "' OR 1=1 --", "A" * 100_000]
)
def test_any_other_secret_names_nobody(blog: Blog, ayu: Moderator, wrong: str) -> None:
    start(blog, ayu)

    assert found(blog, wrong) is None


def test_a_session_ends_7_days_after_it_was_seen_last(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)

    assert found(blog, token, timedelta(days=6, hours=23))
    assert found(blog, token, timedelta(days=7, seconds=1)) is None


def test_a_session_ends_after_30_days_however_much_it_is_used(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)
    session = found_for_sure(blog, token).session
    with transaction(blog.engine) as tx:
        sessions.seen(tx, session.id, NOW + timedelta(days=29))

    assert found(blog, token, timedelta(days=29, hours=23))
    assert found(blog, token, timedelta(days=30, seconds=1)) is None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_session_outlives_a_clock_that_jumps_an_hour(
    blog: Blog, ayu: Moderator, hours: int
) -> None:
    assert found(blog, start(blog, ayu), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("seconds", "due"), [(0, False), (59, False), (60, True), (-59, False), (-3600, True)]
)
def test_that_a_session_was_seen_is_noted_once_a_minute(
    blog: Blog, ayu: Moderator, seconds: int, *, due: bool
) -> None:
    session = found_for_sure(blog, start(blog, ayu)).session

    assert sessions.stale(session, NOW + timedelta(seconds=seconds)) is due


def test_a_revoked_session_ends_and_the_others_stay(blog: Blog, ayu: Moderator) -> None:
    stolen, kept = start(blog, ayu), start(blog, ayu)
    session_id = found_for_sure(blog, stolen).session.id

    with transaction(blog.engine) as tx:
        ended = [sessions.revoke(tx, ayu.id, session_id, NOW) for _ in range(2)]

    assert ended == [True, False]
    assert found(blog, stolen) is None
    assert found(blog, kept)


def test_nobody_revokes_the_session_of_somebody_else(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)
    session_id = found_for_sure(blog, token).session.id

    with transaction(blog.engine) as tx:
        assert not sessions.revoke(tx, "somebody else", session_id, NOW)

    assert found(blog, token)


def test_all_sessions_but_one_end_at_once(blog: Blog, ayu: Moderator) -> None:
    kept, *others = [start(blog, ayu) for _ in range(3)]
    session_id = found_for_sure(blog, kept).session.id

    with transaction(blog.engine) as tx:
        assert sessions.revoke_all(tx, ayu.id, NOW, keep=session_id) == 2

    assert found(blog, kept)
    assert [found(blog, token) for token in others] == [None, None]


def test_a_new_password_ends_all_sessions(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)

    with transaction(blog.engine) as tx:
        staff.set_password(tx, ayu.id, "other", SHELL, NOW)

    assert found(blog, token) is None


def test_a_new_role_ends_all_sessions_and_new_sites_do_not(blog: Blog, ayu: Moderator) -> None:
    token = start(blog, ayu)

    with transaction(blog.engine) as tx:
        staff.change_access(tx, ayu.id, Access.to(Role.MODERATOR, [blog.site.id]), SHELL, NOW)
    after_sites = found(blog, token)
    with transaction(blog.engine) as tx:
        staff.change_access(tx, ayu.id, ADMIN, SHELL, NOW)

    assert after_sites
    assert after_sites.moderator.site_ids == {blog.site.id}
    assert found(blog, token) is None


def test_a_closed_account_has_no_sessions_also_after_it_is_open_again(
    blog: Blog, ayu: Moderator
) -> None:
    token = start(blog, ayu)

    with transaction(blog.engine) as tx:
        staff.disable(tx, ayu.id, SHELL, NOW)
    closed = found(blog, token)
    with transaction(blog.engine) as tx:
        staff.enable(tx, ayu.id, SHELL, NOW)

    assert closed is None
    assert found(blog, token) is None


def test_nothing_changes_where_the_access_is_what_it_was(blog: Blog, ayu: Moderator) -> None:
    with transaction(blog.engine) as tx:
        assert not staff.change_access(tx, ayu.id, EVERYWHERE, SHELL, NOW)


def test_living_sessions_are_listed_last_seen_first(blog: Blog, ayu: Moderator) -> None:
    first, second, gone = (found_for_sure(blog, start(blog, ayu)).session for _ in range(3))
    with transaction(blog.engine) as tx:
        sessions.seen(tx, first.id, NOW + timedelta(hours=1))
        sessions.revoke(tx, ayu.id, gone.id, NOW)

    with reading(blog.engine) as connection:
        listed = sessions.list_sessions(connection, ayu.id, NOW)

    assert [session.id for session in listed] == [first.id, second.id]


def test_sessions_that_ended_long_ago_are_erased(blog: Blog, ayu: Moderator) -> None:
    start(blog, ayu)

    with transaction(blog.engine) as tx:
        erased = [sessions.forget(tx, NOW + timedelta(days=days)) for days in (59, 61)]

    assert erased == [0, 1]
