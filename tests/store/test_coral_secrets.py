import pytest

from service.errors import NotFound
from service.people import SHELL
from service.store import coral_secrets
from service.store.coral_secrets import MAX_SECRETS, SecretRefused
from service.store.engine import reading, transaction
from service.store.noted import By
from service.store.sites import create_site
from tests.ledgers import NOW, Blog

BY = By(SHELL, NOW)
SECRET = "empsec_0123456789abcdef"


def test_signers_are_a_sites_own_until_they_are_removed(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW)
        kept = coral_secrets.add(tx, BY, blog.site.id, SECRET)
        gone = coral_secrets.add(tx, BY, blog.site.id, f"{SECRET} lama")
        others = coral_secrets.add(tx, BY, garden.id, SECRET)
        coral_secrets.remove(tx, BY, blog.site.id, gone.id)

    with reading(blog.engine) as connection:
        signers = coral_secrets.find_signers(connection, blog.site.id)
        listed = coral_secrets.list_secrets(connection, blog.site.id)
    assert signers == coral_secrets.Signers(blog.site, {kept.id: SECRET})
    assert listed == [kept]
    with pytest.raises(NotFound), transaction(blog.engine) as tx:
        coral_secrets.remove(tx, BY, blog.site.id, others.id)


def test_a_site_has_a_bounded_number_of_secrets(blog: Blog) -> None:
    with transaction(blog.engine) as tx:
        for number in range(MAX_SECRETS):
            coral_secrets.add(tx, BY, blog.site.id, f"{SECRET} {number}")

    with pytest.raises(SecretRefused, match="at most"), transaction(blog.engine) as tx:
        coral_secrets.add(tx, BY, blog.site.id, SECRET)
    with pytest.raises(NotFound), transaction(blog.engine) as tx:
        coral_secrets.add(tx, BY, "nowhere", SECRET)
