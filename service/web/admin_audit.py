"""The audit as admins read it: who did what, when, and what it was before and after."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Self

from flask import Blueprint, make_response, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from service.people import SERVICE, SHELL, Actor
from service.store import audit
from service.store.audit import Act, Entry, Facts
from service.store.moderators import list_moderators
from service.store.sites import list_sites
from service.web import csvout, pages
from service.web.office import Office
from service.web.signin import me

PAGE = 50
CHUNK = 1000
COLUMNS = (
    *("at_utc", "actor_kind", "actor_id", "actor"),
    *("action", "subject", "site_id", "site", "before", "after", "act_id"),
)
# What the audit calls an act, in words; one that is missing here is shown by its name.
ACTIONS: Mapping[str, str] = {
    "item.resolve": "Decided on a comment",
    "item.undo": "Took a decision back",
    "site.add": "Added a site",
    "site.change": "Changed a site",
    "key.issue": "Issued a key",
    "key.rotate": "Rotated a key",
    "key.revoke": "Revoked a key",
    "moderator.invite": "Invited somebody",
    "moderator.uninvite": "Took an invitation back",
    "moderator.join": "Joined",
    "moderator.change": "Changed a moderator",
    "moderator.disable": "Closed an account",
    "moderator.enable": "Opened an account again",
    "session.revoke": "Ended a session",
    "webhook.add": "Added a webhook",
    "webhook.rotate": "Rotated a webhook's secret",
    "webhook.remove": "Removed a webhook",
    "delivery.retry": "Sent a message again",
    "coral.add": "Added a signing secret of Coral",
    "coral.remove": "Removed a signing secret of Coral",
    "author.erase": "Erased an author",
    "policy.save": "Saved a policy",
    "policy.enforce": "Put a policy in force",
    "policy.shadow": "Chose what runs in shadow",
    "switch.throw": "Threw the emergency switch or ended it",
    "export": "Exported",
}
MESSAGES = frozenset(ACTIONS.values())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are looked for; what is empty does not limit. `before` is the page's cursor."""

    site: str = ""
    who: str = ""
    action: str = ""
    before: str = ""

    @classmethod
    def asked(cls) -> Self:
        """Return what this request's address asks for."""
        return cls(*(request.args.get(one.name, "").strip() for one in fields(cls)))

    @property
    def limits(self) -> bool:
        """Whether acts are left out."""
        return bool(self.site or self.who or self.action)

    def link(self, path: str = "/admin/audit", **changed: str) -> str:
        """Return the address at `path` of the same acts, with some wishes changed."""
        wishes = asdict(replace(self, **changed))
        return pages.link(path, **{name: value for name, value in wishes.items() if value})

    def entries(self, connection: Connection, limit: int) -> list[Entry]:
        """Return at most `limit` of these acts, newest first."""
        return audit.entries(
            connection,
            before=self.before,
            site_id=self.site,
            actor_id=self.who,
            action=self.action,
            limit=limit,
        )


def add_to(page: Blueprint, office: Office) -> None:
    """Add the audit to `page`."""

    @page.get("/admin/audit")
    def acts() -> Response:
        wanted = Wanted.asked()
        with office.read() as connection:
            found = wanted.entries(connection, PAGE + 1)
            sites = {site.id: site.name for site in list_sites(connection)}
            people = [one.actor for one in list_moderators(connection)]
        shown = found[:PAGE]
        rendered = render_template(
            "admin_audit.html",
            wanted=wanted,
            entries=shown,
            file=wanted.link("/admin/audit.csv", before=""),
            older=wanted.link(before=shown[-1].id) if len(found) > PAGE else "",
            sites=sites,
            people=_people([*people, SHELL, SERVICE], shown, wanted.who),
            actions={action: pages.say(words) for action, words in ACTIONS.items()},
            changes=changes,
        )
        return make_response(rendered)

    @page.get("/admin/audit.csv")
    def file() -> Response:
        wanted = Wanted.asked()
        with office.read() as connection:
            sites = {site.id: site.name for site in list_sites(connection)}
            first = wanted.entries(connection, CHUNK)
        after = {name: value for name, value in asdict(wanted).items() if value}
        act = Act(me().actor, "export", "audit", office.now(), wanted.site, after=after)
        with office.write() as tx:
            audit.note(tx, act)
        return csvout.attachment(_rows(office, wanted, first, sites), "saring-audit.csv")


def _rows(
    office: Office, wanted: Wanted, chunk: list[Entry], sites: Mapping[str, str]
) -> Iterator[Sequence[csvout.Cell]]:
    """Yield the header and every act, newest first; each chunk is read when it is needed."""
    yield COLUMNS
    while chunk:
        yield from (_row(entry, sites) for entry in chunk)
        with office.read() as connection:
            chunk = replace(wanted, before=chunk[-1].id).entries(connection, CHUNK)


def _row(entry: Entry, sites: Mapping[str, str]) -> Sequence[csvout.Cell]:
    act = entry.act
    what = (act.action, act.subject, act.site_id, sites.get(act.site_id, ""))
    who = (act.actor.kind, act.actor.id, act.actor.name)
    return (act.now, *who, *what, _json(act.before), _json(act.after), act.act_id)


def _json(facts: Facts) -> str:
    return json.dumps(dict(facts), ensure_ascii=False) if facts else ""


def changes(act: Act) -> Iterator[tuple[str, str, str]]:
    """Yield what an act changed: the name of it, what it was before and what it became."""
    for name in dict.fromkeys((*act.before, *act.after)):
        yield name, _text(act.before.get(name)), _text(act.after.get(name))


def _text(value: object) -> str:
    """Return a value of the audit as a person reads it; what was not there is empty."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return str(value)


def _people(known: Sequence[Actor], shown: Sequence[Entry], chosen: str) -> Mapping[str, str]:
    """Return the names to choose from by id, whoever is chosen now among them."""
    names = {actor.id: actor.name for actor in known}
    if chosen and chosen not in names:
        names[chosen] = next((entry.act.actor.name for entry in shown), chosen)
    return names
