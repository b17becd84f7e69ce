"""How a site judges, arranged for the eye: what is in force, and what stands beside it."""

from dataclasses import dataclass
from typing import Self

from service.domain import Site, Switch
from service.policy.compiling import OWN
from service.policy.document import Document, ListSpec
from service.policy.flaws import DocumentInvalid, Flaw
from service.store.list_copies import ListCopy, find_copies
from service.store.policies import PolicyVersion, find_version
from service.store.sites import find_site
from service.web.office import Office


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site judges: `in_force` is the id of the policy that does.

    `version` is the site's own that was put in force, None where the preset judges. `flaws` say why
    it does not load, and `file_flaws` why the site's file cannot be used, where that is so.
    """

    site: Site
    in_force: str
    version: PolicyVersion | None
    shadow: PolicyVersion | None
    document: Document | None
    flaws: tuple[Flaw, ...]
    file_flaws: tuple[Flaw, ...]
    switch: Switch | None

    @property
    def fails(self) -> bool:
        """Whether another policy is in force than the version that was put there."""
        return self.version is not None and self.in_force != f"{OWN}@{self.version.number}"

    @classmethod
    def of(cls, office: Office, site_id: str) -> Self:
        """Look at a site; raises NotFound."""
        with office.read() as connection:
            site = find_site(connection, site_id)
        policy = office.rulebook.policy_of(site)  # which may take up the site's file first
        with office.read() as connection:
            site = find_site(connection, site_id)
            numbers = site.policy_version, site.shadow_version
            version, shadow = (
                find_version(connection, site.id, number) if number else None for number in numbers
            )
        document, flaws = read(office, site, version.document) if version else (None, ())
        return cls(
            site=site,
            in_force=policy.id,
            version=version,
            shadow=shadow,
            document=document,
            flaws=flaws,
            file_flaws=office.rulebook.file_flaws(site),
            switch=site.thrown(office.now()),
        )


def read(office: Office, site: Site, text: str) -> tuple[Document | None, tuple[Flaw, ...]]:
    """Return a document that can be used, or what is wrong with it."""
    try:
        document, _ = office.rulebook.checked(text, site)
    except DocumentInvalid as error:
        return None, error.flaws
    return document, ()


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A list that a policy subscribes to, and its copy; None where none was fetched yet."""

    spec: ListSpec
    copy: ListCopy | None


def subscribed(office: Office, document: Document | None) -> list[Subscribed]:
    """Return the lists that a document subscribes to, in its order."""
    lists = [one for one in document.lists if one.subscription] if document else []
    ids = [one.subscription.id for one in lists if one.subscription]
    with office.read() as connection:
        copies = find_copies(connection, ids) if ids else {}
    return [Subscribed(one, copies.get(id_)) for one, id_ in zip(lists, ids, strict=True)]
