import pytest
from argon2 import extract_parameters
from sqlalchemy import select

from service.store import moderators
from service.store.engine import reading, transaction
from service.store.tables import moderators as table
from tests.ledgers import NOW, Blog

PASSWORD = "tujuh-belas-rendang"


@pytest.fixture(scope="module")
def password_hash() -> str:
    return moderators.hash_password(PASSWORD)


def test_a_moderator_is_known_by_email_and_password(blog: Blog, password_hash: str) -> None:
    with transaction(blog.engine) as tx:
        made = moderators.create(tx, " Ayu@Dapur.Example ", password_hash, NOW)

    with reading(blog.engine) as connection:
        assert moderators.verify(connection, "ayu@dapur.example", PASSWORD) == made


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ayu@dapur.example", "salah"),
        ("ayu@dapur.example", ""),
        ("ayu@dapur.example", "\ud800"),
        ("ayu@dapur.example\ud800\x00", PASSWORD),
        ("made@dapur.example", PASSWORD),
        ("", ""),
    ],
)
def test_any_other_pair_is_refused(
    blog: Blog, password_hash: str, email: str, password: str
) -> None:
    with transaction(blog.engine) as tx:
        moderators.create(tx, "ayu@dapur.example", password_hash, NOW)

    with reading(blog.engine) as connection:
        assert moderators.verify(connection, email, password) is None


def test_a_password_is_kept_only_as_an_argon2id_hash(blog: Blog, password_hash: str) -> None:
    with transaction(blog.engine) as tx:
        moderators.create(tx, "ayu@dapur.example", password_hash, NOW)

        kept = tx.execute(select(table.c.password_hash)).scalar_one()

    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_two_moderators_cannot_share_an_address(blog: Blog, password_hash: str) -> None:
    with transaction(blog.engine) as tx:
        moderators.create(tx, "ayu@dapur.example", password_hash, NOW)

        with pytest.raises(moderators.AddressTaken):
            moderators.create(tx, "AYU@dapur.example", password_hash, NOW)


def test_an_unknown_address_costs_a_guesser_as_much_as_a_known_one(
    blog: Blog, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    monkeypatch.setattr(moderators, "_matches", lambda kept, _password: checked.append(kept))

    with reading(blog.engine) as connection:
        moderators.verify(connection, "nobody@dapur.example", PASSWORD)

    [kept] = checked
    assert extract_parameters(kept) == extract_parameters(moderators.hash_password(PASSWORD))
