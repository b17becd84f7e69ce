"""The editor of a site's policy: a draft is checked, tried, run in shadow, or put in force."""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from service.domain import Site
from service.policy import Policy
from service.policy.document import Document
from service.policy.flaws import DocumentInvalid, Flaw
from service.policy.lint import lint
from service.store.policies import MAX_REASON, PolicyVersion, find_version
from service.store.sites import find_site
from service.web import pages
from service.web.admin_sites import by
from service.web.differences import Difference, compare
from service.web.office import Office
from service.web.policy_changes import PolicyMoved, Use, save
from service.web.policy_forms import REPLAYED, EditForm, Press, example, version_asked
from service.web.policy_lines import Lines
from service.web.policy_places import place, show
from service.web.policy_trial import Trial
from service.web.signin import me


@dataclass(frozen=True, slots=True)
class Findings:
    """What the editor has to say about a draft.

    `moved` is the version that somebody else put in force meanwhile, with how it differs.
    """

    flaws: tuple[Flaw, ...] = ()
    warnings: tuple[Flaw, ...] = ()
    checked: bool = False
    trial: Trial | None = None
    moved: tuple[PolicyVersion | None, Difference] | None = None
    long_reason: bool = False

    @property
    def status(self) -> HTTPStatus:
        """The status of the page that says so."""
        if self.moved is not None:
            return HTTPStatus.CONFLICT
        wrong = self.flaws or self.long_reason
        return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK


def add_to(page: Blueprint, office: Office) -> None:
    """Add the editor to `page`."""

    @page.get("/admin/sites/<site_id>/policy/edit")
    def edit(site_id: str) -> Response:
        site = _site(office, site_id)
        number = version_asked("version") or site.policy_version
        shown = _version(office, site, number)
        form = EditForm(
            shown.document if shown else example(pages.language()), based_on=site.policy_version
        )
        return _screen(site, form, Findings(), begun=shown is None)

    @page.post("/admin/sites/<site_id>/policy/edit")
    def edited(site_id: str) -> Response:
        site, form = _site(office, site_id), EditForm.posted()
        if form.press is Press.EDIT:
            return _screen(site, form, Findings())
        if form.is_too_long:
            return _screen(site, form, Findings(long_reason=True))
        try:
            document, policy = office.rulebook.checked(form.document, site)
        except DocumentInvalid as error:
            return _screen(site, form, Findings(flaws=error.flaws, checked=True))
        return _Draft(office, site, form, document, policy).pressed()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft without flaws, and what is done with it."""

    office: Office
    site: Site
    form: EditForm
    document: Document = field(repr=False)
    policy: Policy = field(repr=False)

    def pressed(self) -> Response:
        """Do what was asked for."""
        match self.form.press:
            case Press.TRY:
                return self._tried()
            case Press.SHADOW:
                return self._saved(Use.SHADOW)
            case Press.ENFORCE:
                return self._asked()
            case Press.CONFIRM:
                return self._saved(Use.ENFORCE)
            case _:
                return _screen(
                    self.site, self.form, Findings(warnings=self._warnings, checked=True)
                )

    @property
    def _warnings(self) -> tuple[Flaw, ...]:
        return tuple(lint(self.document, self.form.document))

    def _tried(self) -> Response:
        lines = Lines(self.office, self.site, me())
        trial = Trial.of(lines, self.policy, self.form.comments)
        return _screen(self.site, self.form, Findings(warnings=self._warnings, trial=trial))

    def _asked(self) -> Response:
        """Show what would change before it does."""
        if self.form.based_on != self.site.policy_version:
            return self._overtaken(self.site)
        in_force = _version(self.office, self.site, self.site.policy_version)
        return show(
            "policy_enforce.html",
            self.site,
            form=self.form,
            in_force=in_force,
            difference=compare(in_force.document if in_force else "", self.form.document),
            warnings=self._warnings,
            max_reason=MAX_REASON,
        )

    def _saved(self, use: Use) -> Response:
        try:
            save(self.office, self.site, by(self.office), self.form.draft(use))
        except PolicyMoved:
            return self._overtaken(_site(self.office, self.site.id))
        told = "enforced" if use is Use.ENFORCE else "shadow"
        return redirect(place(self.site.id, done=told), HTTPStatus.SEE_OTHER)

    def _overtaken(self, site: Site) -> Response:
        """Say that somebody was faster, and how the draft differs from what is in force now."""
        now = _version(self.office, site, site.policy_version)
        difference = compare(now.document if now else "", self.form.document)
        return _screen(site, self.form.moved(site), Findings(moved=(now, difference)))


def _screen(site: Site, form: EditForm, findings: Findings, *, begun: bool = False) -> Response:
    """Return the editor; `begun` says that its document is the example."""
    return show(
        "policy_edit.html",
        site,
        findings.status,
        form=form,
        findings=findings,
        trial=findings.trial,
        begun=begun,
        replayed=REPLAYED,
        max_reason=MAX_REASON,
    )


def _site(office: Office, site_id: str) -> Site:
    with office.read() as connection:
        return find_site(connection, site_id)


def _version(office: Office, site: Site, number: int) -> PolicyVersion | None:
    if not number:
        return None
    with office.read() as connection:
        return find_version(connection, site.id, number)
