"""What admins type into forms: read, checked, and given back with what is wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Self

from flask import request
from werkzeug.datastructures import MultiDict

from service.domain import Site
from service.people import Scope
from service.store import keys, sites
from service.store.short_keys import MAX_HOSTS, Akismet, is_host
from service.store.sites import Change

NAME_LENGTH = "Between 1 and %(most)s characters, please."
NAME_TOO_LONG = "At most %(most)s characters, please."
OUT_OF_BOUNDS = "A whole number from %(least)s to %(most)s, please."
NO_POLICY = "Please choose one of the policies."
NO_SCOPE = "Please choose at least one."
NO_HOST = "Please write hosts as in blog.example, at most %(most)s of them."
MESSAGES = frozenset({NAME_LENGTH, NAME_TOO_LONG, OUT_OF_BOUNDS, NO_POLICY, NO_SCOPE, NO_HOST})
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a field: a message and the bounds it names."""

    message: str
    least: int = 0
    most: int = 0


Flaws = Mapping[str, Flaw]


@dataclass(frozen=True, slots=True)
class SiteForm:
    """The settings of a site as they stand in a form."""

    name: str = ""
    policy: str = ""
    undo_hours: str = ""
    keep_approved_days: str = ""
    keep_rejected_days: str = ""

    @classmethod
    def of(cls, site: Site) -> Self:
        """Return the settings of `site`."""
        return cls(*(str(getattr(site, one.name)) for one in fields(cls)))

    @classmethod
    def posted(cls) -> Self:
        """Return what this request's form says."""
        return cls(*(request.form.get(one.name, "").strip() for one in fields(cls)))

    def flaws(self, policies: Collection[str]) -> Flaws:
        """Return what is wrong, by field; `policies` are those there are."""
        found = {
            name: Flaw(OUT_OF_BOUNDS, least, most)
            for name, (least, most) in sites.BOUNDS.items()
            if not _lies_in(getattr(self, name), least, most)
        }
        return self.beginning_flaws(policies) | found

    def beginning_flaws(self, policies: Collection[str]) -> dict[str, Flaw]:
        """Return what is wrong with the name and the policy, all that a new site is asked for."""
        found = {}
        if not 0 < len(self.name) <= sites.MAX_NAME:
            found["name"] = Flaw(NAME_LENGTH, 1, sites.MAX_NAME)
        if self.policy not in policies:
            found["policy"] = Flaw(NO_POLICY)
        return found

    @property
    def change(self) -> Change:
        """The change that a form without flaws asks for."""
        return Change(
            name=self.name,
            policy=self.policy,
            undo_hours=int(self.undo_hours),
            keep_approved_days=int(self.keep_approved_days),
            keep_rejected_days=int(self.keep_rejected_days),
        )


@dataclass(frozen=True, slots=True)
class KeyForm:
    """The name and the scopes of a key as they stand in a form.

    One for plugins that speak `akismet` has the hosts of the blogs that may use it.
    """

    name: str = ""
    scopes: frozenset[Scope] = keys.DEFAULT_SCOPES
    akismet: bool = False
    hosts: str = ""

    @classmethod
    def posted(cls) -> Self:
        """Return what this request's form says; scopes that nobody knows are left out."""
        ticked = request.form.getlist("scope")
        scopes = frozenset(scope for scope in Scope if scope in ticked)
        hosts = request.form.get("hosts", "").strip()
        return cls(request.form.get("name", "").strip(), scopes, "akismet" in request.form, hosts)

    @property
    def short(self) -> Akismet | None:
        """What a key for Akismet's wire is made with; None for an ordinary one."""
        return Akismet(hosts=self._named) if self.akismet else None

    @property
    def _named(self) -> tuple[str, ...]:
        return tuple(self.hosts.replace(",", " ").split())

    @property
    def flaws(self) -> Flaws:
        """What is wrong, by field."""
        found = {}
        if len(self.name) > keys.MAX_NAME:
            found["key_name"] = Flaw(NAME_TOO_LONG, most=keys.MAX_NAME)
        if not self.scopes:
            found["scope"] = Flaw(NO_SCOPE)
        if len(self._named) > MAX_HOSTS or not all(is_host(host) for host in self._named):
            found["hosts"] = Flaw(NO_HOST, most=MAX_HOSTS)
        return found


def whole_number(form: MultiDict[str, str], name: str, most: int) -> int | None:
    """Return a number from 0 to `most` that stands in a form, None for anything else."""
    text = form.get(name, "")
    return int(text) if _lies_in(text, 0, most) else None


def _lies_in(text: str, least: int, most: int) -> bool:
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return plain and least <= int(text) <= most
