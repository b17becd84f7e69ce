"""Policies as files under a running application: taken up when they change, broken ones never."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.app import assemble, create_app, new_id
from service.domain import Decision, Site
from service.errors import LedgerUnavailable, SettingsError
from service.moderation import Moderator
from service.people import SERVICE, SHELL
from service.policy.document import MAX_BYTES, read_document
from service.policy.flaws import BAD_URL, DocumentInvalid
from service.rates import Rate
from service.settings import Settings
from service.signals import DETECTORS
from service.store import policies
from service.store.engine import reading, transaction
from service.store.keys import issue_key
from service.store.ledger import Ledger
from service.store.noted import By
from service.store.sites import find_site
from service.web.office import Office
from service.web.policy_changes import Draft, Use, save
from service.web.records import LedgerRecords
from service.web.rulebook import LOOK_SECONDS, Trouble, check_lists
from tests.fakes import FakeScorer
from tests.ledgers import NOW, Blog
from tests.web.conftest import Client
from tests.web.office import office_over

HOLDING = '[[rule]]\nname = "Kata"\naction = "hold"\nwhen.text.terms = ["sambal"]\n'
REJECTING = HOLDING.replace("hold", "reject")
BROKEN = HOLDING.replace("hold", "burn")
BODY = "resep sambal"


@dataclass
class Host:
    """A running application whose policies may be files, and the clock of its policies."""

    blog: Blog
    folder: Path
    office: Office
    app: Flask
    seconds: float = 0.0

    @property
    def path(self) -> Path:
        """The file of the blog's policy."""
        return self.folder / f"{self.blog.site.id}.toml"

    def put(self, text: str | bytes) -> None:
        """Write the blog's policy, and let the time pass until it is looked at."""
        self.path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.seconds += LOOK_SECONDS

    def decide(self) -> Decision:
        """Have a comment judged for a site that nobody remembers."""
        with transaction(self.blog.engine) as tx:
            key = issue_key(tx, self.blog.site.id, NOW)
        reply = Client(self.app.test_client(), key).moderate(BODY)
        return Decision(reply.get_json()["decision"])

    def ready(self) -> TestResponse:
        """Ask whether the application is ready."""
        return self.app.test_client().get("/readyz")

    def site(self) -> Site:
        """Return the site as it stands in the ledger."""
        with reading(self.blog.engine) as connection:
            return find_site(connection, self.blog.site.id)

    def versions(self) -> list[policies.PolicyVersion]:
        """Return the versions of the blog's policy, the newest first."""
        with reading(self.blog.engine) as connection:
            return policies.list_versions(connection, self.blog.site.id, 100)


def running(blog: Blog, folder: Path) -> Host:
    made = office_over(blog.engine, lambda: NOW, folder)
    unlimited = Settings(secret_key="a secret of the tests", rate_per_address=Rate(0))
    office = replace(made, settings=replace(unlimited, policies_dir=str(folder)))
    records = LedgerRecords(lambda: blog.engine, Ledger(office.pseudonymiser), office.now)
    app = assemble(Moderator(FakeScorer(), DETECTORS, new_id), records, office)
    host = Host(blog, folder, office, app)
    office.rulebook.clock = lambda: host.seconds
    return host


@pytest.fixture
def host(sqlite_blog: Blog, tmp_path: Path) -> Host:
    folder = tmp_path / "policies"
    folder.mkdir()
    return running(sqlite_blog, folder)


def test_a_file_becomes_a_version_that_judges(host: Host) -> None:
    before = host.decide()

    host.put(HOLDING)

    assert (before, host.decide()) == (Decision.APPROVE, Decision.HOLD)
    [version] = host.versions()
    assert (version.number, version.by, version.reason) == (1, SERVICE.name, "from its file")
    assert host.ready().get_json() == {"status": "ok", "model": "fake-1"}


def test_a_broken_file_leaves_the_last_good_policy_until_it_is_mended(host: Host) -> None:
    host.put(HOLDING)
    host.decide()

    host.put(BROKEN)
    broken = host.decide(), host.ready().get_json()["policies_not_loaded"]
    host.put(REJECTING)
    mended = host.decide(), host.ready().get_json().get("policies_not_loaded", 0)
    host.put(BROKEN)
    again = host.decide(), host.ready().get_json()["policies_not_loaded"]

    assert broken == (Decision.HOLD, 1)
    assert mended == (Decision.REJECT, 0)
    assert again == (Decision.REJECT, 1)
    assert [one.number for one in host.versions()] == [2, 1]


UNUSABLE = (
    (b"[[rule", "This is no TOML: "),
    (b'preset = "\xff"', "The file is not UTF-8"),
    (b"#" * (MAX_BYTES + 1), "A policy has at most 262144 bytes"),
    (BROKEN.encode(), "line 3: rule[1].action: This must be one of: "),
)


def test_a_file_that_cannot_be_used_is_told_of_with_the_reason(host: Host) -> None:
    told: list[Trouble] = []
    for content, _ in UNUSABLE:
        host.put(content)
        told += host.office.rulebook.troubles()

    site = host.blog.site.id
    assert [(one.site_id, one.version, one.in_force) for one in told] == [
        (site, 0, "balanced@2") for _ in UNUSABLE
    ]
    for trouble, (_, flaw) in zip(told, UNUSABLE, strict=True):
        assert str(trouble.file_flaws[0]).startswith(flaw)
    assert host.decide() is Decision.APPROVE


def test_a_folder_in_the_place_of_a_file_cannot_be_read(host: Host) -> None:
    host.path.mkdir()

    [trouble] = host.office.rulebook.troubles()

    assert str(trouble.file_flaws[0]) == "The file cannot be read: it is no file"


def test_a_file_that_is_gone_leaves_its_policy_in_force(host: Host) -> None:
    host.put(HOLDING)
    host.decide()
    host.put(BROKEN)
    host.decide()

    host.path.unlink()
    host.seconds += LOOK_SECONDS

    assert host.decide() is Decision.HOLD
    assert "policies_not_loaded" not in host.ready().get_json()


def test_a_file_is_looked_at_once_in_five_seconds(host: Host) -> None:
    host.decide()

    host.path.write_text(HOLDING, encoding="utf-8")
    host.seconds += LOOK_SECONDS - 0.1
    before = host.decide()
    host.seconds += 0.1

    assert (before, host.decide()) == (Decision.APPROVE, Decision.HOLD)


def test_several_processes_make_one_version_of_a_file(blog: Blog, tmp_path: Path) -> None:
    processes = [running(blog, tmp_path) for _ in range(3)]
    for each in processes:
        each.put(HOLDING)

    assert [each.decide() for each in processes] == [Decision.HOLD] * 3
    assert len(processes[0].versions()) == 1


def test_a_process_that_comes_second_saves_nothing(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, newest_by = running(host.blog, host.folder), policies.newest_by
    host.put(HOLDING)

    def overtaken(*asked: Any) -> policies.PolicyVersion | None:
        found = newest_by(*asked)
        monkeypatch.setattr(policies, "newest_by", newest_by)
        first.decide()
        return found

    monkeypatch.setattr(policies, "newest_by", overtaken)
    host.decide()
    host.seconds += LOOK_SECONDS

    assert host.decide() is Decision.HOLD
    assert len(host.versions()) == 1


def test_a_file_written_again_as_it_was_makes_no_version(host: Host) -> None:
    host.put(HOLDING)
    host.decide()

    host.put(b"\xef\xbb\xbf" + HOLDING.replace("\n", "\r\n").encode())
    host.decide()

    assert len(host.versions()) == 1


def test_what_is_changed_elsewhere_stands_until_the_file_changes(host: Host) -> None:
    host.put(HOLDING)
    host.decide()
    save(host.office, host.site(), By(SHELL, NOW), Draft("", "", Use.ENFORCE))

    restarted = running(host.blog, host.folder)
    elsewhere = restarted.decide()
    restarted.put(REJECTING)

    assert (elsewhere, restarted.decide()) == (Decision.APPROVE, Decision.REJECT)


def test_a_site_remembered_from_before_is_judged_by_its_file_too(host: Host) -> None:
    host.put(HOLDING)
    remembered = host.site()
    host.decide()

    assert host.office.rulebook.policy_of(remembered).id == "site@1"


def test_a_ledger_that_cannot_be_written_fails_no_request(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise LedgerUnavailable("the disk is full")

    host.path.write_text(HOLDING, encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(policies, "save_version", full)
        unsaved = host.decide()
    host.seconds += LOOK_SECONDS

    assert (unsaved, host.decide()) == (Decision.APPROVE, Decision.HOLD)


def test_the_files_of_one_site_are_no_others(host: Host) -> None:
    (host.folder / "other.toml").write_text(HOLDING, encoding="utf-8")

    assert host.decide() is Decision.APPROVE


def test_a_folder_that_is_none_stops_the_start(tmp_path: Path) -> None:
    settings = Settings(secret_key="a secret of the tests", policies_dir=str(tmp_path / "none"))

    with pytest.raises(SettingsError, match="SARING_POLICIES_DIR names no folder"):
        create_app(settings)


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]", "localhost", "169.254.169.254"])
def test_a_list_inside_the_network_is_refused_unless_that_is_allowed(address: str) -> None:
    subscribed = (
        f'[[list]]\nname = "L"\nkind = "terms"\naction = "hold"\nurl = "https://{address}/"'
    )
    document = read_document(subscribed, ())

    check_lists(document, private=True)
    with pytest.raises(DocumentInvalid) as refused:
        check_lists(document, private=False)

    assert [(one.at, one.says) for one in refused.value.flaws] == [("list[1].url", BAD_URL)]


def test_a_policy_with_a_list_inside_the_network_is_not_saved(host: Host) -> None:
    host.put('[[list]]\nname = "L"\nkind = "terms"\naction = "hold"\nurl = "https://10.0.0.1/l"\n')

    [trouble] = host.office.rulebook.troubles()

    assert str(trouble.file_flaws[0]).startswith("line 5: list[1].url: Lists are fetched from")
