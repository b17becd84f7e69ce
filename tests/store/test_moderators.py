from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy import Connection, select

from service.errors import NotFound
from service.people import Moderator, Role
from service.store import moderators, passwords
from service.store.engine import reading, transaction
from service.store.moderators import ADMIN, EVERYWHERE, Access, AddressTaken, LastAdmin
from service.store.people_tables import moderators as table
from service.store.sites import create_site
from tests.ledgers import NOW, Blog

PASSWORD = "tujuh-belas-rendang"
AYU = "ayu@dapur.example"
MADE = "made@dapur.example"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return moderators.hash_password(PASSWORD)


def make(
    blog: Blog, email: str = AYU, *, password_hash: str = "", access: Access = EVERYWHERE
) -> Moderator:
    with transaction(blog.engine) as tx:
        return moderators.create(tx, email, password_hash, NOW, access=access)


def found(blog: Blog, moderator_id: str) -> Moderator:
    with reading(blog.engine) as connection:
        return moderators.find(connection, moderator_id)


def test_a_moderator_is_known_by_email_and_password(blog: Blog, password_hash: str) -> None:
    made = make(blog, " Ayu@Dapur.Example ", password_hash=password_hash)

    with reading(blog.engine) as connection:
        assert moderators.verify(connection, AYU, PASSWORD) == made


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (AYU, "salah"),
        (AYU, ""),
        (AYU, "\ud800"),
        (f"{AYU}\ud800\x00", PASSWORD),
        (MADE, PASSWORD),
        ("", ""),
    ],
)
def test_any_other_pair_is_refused(
    blog: Blog, password_hash: str, email: str, password: str
) -> None:
    make(blog, password_hash=password_hash)

    with reading(blog.engine) as connection:
        assert moderators.verify(connection, email, password) is None


def test_a_password_is_kept_only_as_an_argon2id_hash(blog: Blog, password_hash: str) -> None:
    make(blog, password_hash=password_hash)

    with reading(blog.engine) as connection:
        kept = connection.execute(select(table.c.password_hash)).scalar_one()

    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_the_password_of_a_disabled_account_opens_nothing(blog: Blog, password_hash: str) -> None:
    made = make(blog, password_hash=password_hash)

    with transaction(blog.engine) as tx:
        moderators.set_disabled(tx, made.id, NOW)
        refused = moderators.verify(tx, AYU, PASSWORD)
        moderators.set_disabled(tx, made.id, None)
        opened = moderators.verify(tx, AYU, PASSWORD)

    assert refused is None
    assert opened == made


def test_two_moderators_cannot_share_an_address(blog: Blog) -> None:
    make(blog)

    with pytest.raises(AddressTaken):
        make(blog, AYU.upper())


def test_of_two_who_take_an_address_at_once_one_gets_it(blog: Blog) -> None:
    def try_to(_: int) -> bool:
        try:
            make(blog)
        except AddressTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(try_to, range(8)))

    assert made.count(True) == 1


def test_an_unknown_address_costs_a_guesser_as_much_as_a_known_one(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    monkeypatch.setattr(moderators, "matches", lambda kept, _password: checked.append(kept))

    with reading(blog.engine) as connection:
        moderators.verify(connection, "nobody@dapur.example", PASSWORD)

    [kept] = checked
    assert extract_parameters(kept) == extract_parameters(moderators.hash_password(PASSWORD))


def test_a_hash_made_with_other_parameters_is_outdated(password_hash: str) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)

    assert passwords.outdated(old)
    assert not passwords.outdated(password_hash)


def test_a_renewed_hash_does_not_undo_a_change_of_the_password(blog: Blog) -> None:
    made = make(blog, password_hash="old")

    with transaction(blog.engine) as tx:
        account = moderators.find_account(tx, AYU)
        assert account
        moderators.set_password(tx, made.id, "changed meanwhile")
        moderators.renew_hash(tx, account, "renewed")
        kept = moderators.find_account(tx, AYU)

    assert kept
    assert kept.password_hash == "changed meanwhile"


@pytest.mark.parametrize("meanwhile", ["nothing", "another password", "disabled"])
def test_an_account_is_held_only_as_it_was_seen(blog: Blog, meanwhile: str) -> None:
    made = make(blog, password_hash="old")

    with transaction(blog.engine) as tx:
        account = moderators.find_account(tx, AYU)
        assert account
        if meanwhile == "another password":
            moderators.set_password(tx, made.id, "new")
        elif meanwhile == "disabled":
            moderators.set_disabled(tx, made.id, NOW)
        held = moderators.hold(tx, account)

    assert held is (meanwhile == "nothing")


def test_a_moderator_of_some_sites_may_review_only_those(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        other = create_site(tx, "Kebun", "balanced", NOW)
    made = make(blog, access=Access.to(Role.MODERATOR, [blog.site.id]))

    kept = found(blog, made.id)

    assert kept == made
    assert [kept.may_review(blog.site.id), kept.may_review(other.id)] == [True, False]


def test_an_admin_has_all_sites_whatever_is_asked(blog: Blog) -> None:
    made = make(blog, access=Access.to(Role.ADMIN, [blog.site.id]))

    assert (made.all_sites, made.site_ids) == (True, frozenset())


def test_access_is_changed_both_ways(blog: Blog) -> None:
    make(blog, MADE, access=ADMIN)
    made = make(blog)
    seen: list[Access] = []
    wanted = [Access.to(Role.MODERATOR, [blog.site.id]), ADMIN, EVERYWHERE]

    for access in wanted:
        with transaction(blog.engine) as tx:
            moderators.set_access(tx, made.id, access)
        seen.append(moderators.access_of(found(blog, made.id)))

    assert seen == wanted


def test_name_and_blur_are_kept(blog: Blog) -> None:
    made = make(blog)

    with transaction(blog.engine) as tx:
        moderators.rename(tx, made.id, "Ayu\x00\ud800")
        moderators.set_blur(tx, made.id, blur=False)

    kept = found(blog, made.id)
    assert (kept.name, kept.blur) == ("Ayu\x00\ud800", False)


def test_moderators_are_listed_by_address_with_their_sites(blog: Blog) -> None:
    ayu = make(blog, access=Access.to(Role.MODERATOR, [blog.site.id]))
    made = make(blog, MADE, access=ADMIN)

    with reading(blog.engine) as connection:
        assert moderators.list_moderators(connection) == [ayu, made]


@pytest.mark.parametrize("how", ["disabled", "demoted"])
def test_the_last_active_admin_stays(blog: Blog, how: str) -> None:
    gone, last = make(blog, access=ADMIN), make(blog, MADE, access=ADMIN)
    with transaction(blog.engine) as tx:
        moderators.set_disabled(tx, gone.id, NOW)

    with pytest.raises(LastAdmin), transaction(blog.engine) as tx:
        leave(tx, last.id, how)

    assert found(blog, last.id) == last


def test_two_admins_who_leave_at_once_leave_one_behind(blog: Blog) -> None:
    admins = [make(blog, f"admin-{n}@dapur.example", access=ADMIN) for n in range(4)]

    def try_to(admin: Moderator) -> bool:
        try:
            with transaction(blog.engine) as tx:
                leave(tx, admin.id, "demoted")
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        left = list(pool.map(try_to, admins))

    assert left.count(False) == 1


def test_nobody_is_changed_where_there_is_nobody(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        with pytest.raises(NotFound):
            moderators.rename(tx, "nobody", "x")
        with pytest.raises(NotFound):
            moderators.find(tx, "nobody")
        with pytest.raises(NotFound):
            moderators.find_by_email(tx, "nobody")


def leave(tx: Connection, moderator_id: str, how: str) -> None:
    if how == "disabled":
        moderators.set_disabled(tx, moderator_id, NOW)
    else:
        moderators.set_access(tx, moderator_id, EVERYWHERE)
