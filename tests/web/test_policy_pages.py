"""The pages on which admins look after a site's policy."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.domain import Site, Switch
from service.people import Moderator
from service.policy.document import read_document
from service.store import policies
from service.web import policy_pages
from service.web.localise import LANGUAGES
from service.web.office import Office
from service.web.policy_files import PolicyFiles
from service.web.policy_forms import example
from tests.web.admins import admin, noted_acts
from tests.web.office import app_of, client_of, visitor
from tests.web.policies import BROKEN, RULE, STRICT, at, put_in_force, standing
from tests.web.queues import HELD, Desk

__all__ = ["admin"]

DOUBTFUL = '[[rule]]\nname = "Semua"\naction = "hold"\nwhen = { all = [] }\n'


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(policy_pages.blueprint(office))


def press(admin: FlaskClient, site: Site, act: str, document: str, **typed: str) -> TestResponse:
    form = {"document": document, "act": act, "based_on": "0"} | typed
    return admin.post(f"{at(site, '/edit')}?lang=en", data=form)


def test_only_admins_may_see_and_change_a_policy(
    app: Flask, office: Office, site: Site, ayu: Moderator
) -> None:
    parts = ("", "/edit", "/versions", "/versions/1", "/shadow", "/watch")
    posts = ("", "/edit", "/versions/1", "/shadow")

    moderator, stranger = client_of(app, office, ayu), visitor(app)

    assert {moderator.get(at(site, part)).status_code for part in parts} == {403}
    assert {moderator.post(at(site, part)).status_code for part in posts} == {403}
    assert {stranger.get(at(site, part)).status_code for part in parts} == {303}
    assert {stranger.post(at(site, part)).status_code for part in posts} == {401}


def test_what_is_not_there_is_not_found(admin: FlaskClient, site: Site) -> None:
    nowhere = Site("01J", "", "")
    pages = [at(nowhere, part) for part in ("", "/edit", "/versions", "/shadow", "/watch")]
    pages += [at(site, "/versions/7"), at(site, f"/versions/{10**40}"), at(site, "/edit?version=7")]

    assert {admin.get(page).status_code for page in pages} == {404}
    assert admin.post(at(nowhere), data={"act": "nothing"}).status_code == 404


def test_a_site_without_a_policy_of_its_own_is_judged_by_its_preset(
    admin: FlaskClient, site: Site
) -> None:
    page = admin.get(at(site)).text

    assert "<strong>Seimbang" in page
    assert "Situs ini belum punya kebijakan sendiri." in page


def test_the_editor_begins_with_an_example_that_has_no_flaw(admin: FlaskClient, site: Site) -> None:
    page = admin.get(at(site, "/edit"))
    checked = press(admin, site, "check", example("id"))

    assert "Komentar sudah ditutup" in page.text
    assert "Nothing is wrong with it." in checked.text
    assert checked.status_code == 200


def test_the_example_says_the_same_in_every_language() -> None:
    documents = [read_document(example(language), ()) for language in LANGUAGES]
    unnamed = {
        replace(one, rules=tuple(replace(rule, name="") for rule in one.rules)) for one in documents
    }

    assert len(unnamed) == 1


def test_a_flaw_is_told_with_its_line_and_nothing_is_saved(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    replies = [press(admin, site, act, BROKEN) for act in ("check", "shadow", "enforce", "confirm")]

    assert {reply.status_code for reply in replies} == {422}
    assert all('data-line="5">Line 5</a>' in reply.text for reply in replies)
    assert all("explode" in reply.text for reply in replies)
    assert standing(office, site) == site
    assert noted_acts(office) == []


def test_what_is_no_toml_is_told_with_its_line(admin: FlaskClient, site: Site) -> None:
    reply = press(admin, site, "check", 'preset = "strict"\n[bands\n')

    assert reply.status_code == 422
    assert 'data-line="2">' in reply.text


def test_what_is_doubtful_is_told_and_keeps_nobody_from_saving(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    checked = press(admin, site, "check", DOUBTFUL)
    saved = press(admin, site, "shadow", DOUBTFUL)

    assert checked.status_code == 200
    assert "This is true of every comment" in checked.text
    assert saved.status_code == 303
    assert standing(office, site).shadow_version == 1


def test_enforcing_shows_what_would_change_first(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    based_on = put_in_force(office, site, 'preset = "lenient"\n')

    reply = press(admin, site, "enforce", STRICT, based_on=str(based_on))

    assert "Lines added: 1. Lines removed: 1." in reply.text
    assert "<ins>preset = &#34;strict&#34;</ins>" in reply.text
    assert "<del>preset = &#34;lenient&#34;</del>" in reply.text
    assert standing(office, site).policy_version == based_on


def test_a_policy_is_put_in_force_with_its_reason_once_it_is_confirmed(
    admin: FlaskClient, office: Office, site: Site, made: Moderator
) -> None:
    reply = press(admin, site, "confirm", STRICT + RULE, reason="Nomor WA ditahan dulu")

    page = admin.get(reply.location).text
    assert "<strong>Version 1</strong>" in page
    assert "Nomor WA ditahan dulu" in page
    assert "Made" in page
    acts = {act.action: act.actor for act in noted_acts(office)}
    assert acts == {"policy.save": made.actor, "policy.enforce": made.actor}


def test_line_ends_of_a_browser_are_not_kept(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    press(admin, site, "confirm", "# satu\r\n# dua\r\n")

    with office.read() as connection:
        assert policies.find_version(connection, site.id, 1).document == "# satu\n# dua\n"


@pytest.mark.parametrize("act", ["enforce", "confirm"])
def test_whoever_was_slower_is_told_and_loses_nothing(
    admin: FlaskClient, office: Office, site: Site, act: str
) -> None:
    put_in_force(office, site, 'preset = "lenient"\n', "Longgarkan dulu")

    reply = press(admin, site, act, STRICT, reason="Perketat")

    assert reply.status_code == 409
    assert "Longgarkan dulu" in reply.text
    assert 'name="based_on" value="1"' in reply.text
    assert 'value="Perketat"' in reply.text
    assert "<ins>preset = &#34;strict&#34;</ins>" in reply.text
    assert standing(office, site).policy_version == 1


def test_a_reason_that_is_too_long_is_pointed_out(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    replies = [press(admin, site, act, STRICT, reason="a" * 501) for act in ("shadow", "confirm")]

    assert {reply.status_code for reply in replies} == {422}
    assert standing(office, site) == site


def test_a_large_document_is_kept_in_the_editor(admin: FlaskClient, site: Site) -> None:
    largest = "# " + "komentar panjang\n# " * 13_000

    fits = press(admin, site, "check", largest)
    too_large = press(admin, site, "check", largest + "#" * 20_000)

    assert fits.status_code == 200
    assert too_large.status_code == 422
    assert "A policy has at most 262144 bytes" in too_large.text
    assert too_large.text.count("komentar panjang") == 13_000


def test_a_draft_is_tried_on_past_comments(admin: FlaskClient, office: Office, site: Site) -> None:
    desk = Desk(office, site)
    desk.put({"spam": 0.6}, HELD)
    lenient = '[bands]\nspam = { hold = 0.8, reject = "never" }\n'

    reply = press(admin, site, "try", lenient)

    assert "Of 1 comments, 1 would be decided otherwise." in reply.text
    assert "Held until now, would be approved: 1" in reply.text
    assert "Komentar 1" in reply.text
    assert standing(office, site) == site


def test_a_version_that_does_not_load_is_told_with_what_is_in_force_instead(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    put_in_force(office, site, STRICT)
    put_in_force(office, site, BROKEN)

    page = admin.get(f"{at(site)}?lang=en").text

    assert "Version 2 does not load" in page
    assert "Until this is mended, this is in force instead: Version 1." in page
    assert "explode" not in page
    assert "This must be one of: approve, hold, reject, reason" in page


def test_a_file_that_cannot_be_used_is_told(
    admin: FlaskClient, office: Office, site: Site, tmp_path: Path
) -> None:
    (tmp_path / f"{site.id}.toml").write_text(BROKEN, encoding="utf-8")
    office.rulebook.files = PolicyFiles(office, tmp_path)

    page = admin.get(f"{at(site)}?lang=en").text

    assert "The file of this site&#39;s policy cannot be used" in page
    assert '<span class="flaw-line">Line 5</span>' in page


def test_the_switch_is_thrown_for_some_hours_and_ended(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    admin.post(at(site), data={"act": "throw", "switch": "hold_all", "hours": "12"})
    thrown = standing(office, site)
    page = admin.get(f"{at(site)}?lang=en").text
    admin.post(at(site), data={"act": "end"})

    assert thrown.thrown(office.now()) is Switch.HOLD_ALL
    assert "Hold everything" in page
    assert "2026-11-23 21:00 UTC" in page
    assert standing(office, site).switch is None
    assert [act.action for act in noted_acts(office)] == ["switch.throw", "switch.throw"]


@pytest.mark.parametrize(
    "typed",
    [{"switch": "hold_all", "hours": "13"}, {"switch": "explode", "hours": "1"}, {"hours": "1"}],
)
def test_a_switch_that_cannot_be_thrown_changes_nothing(
    admin: FlaskClient, office: Office, site: Site, typed: dict[str, str]
) -> None:
    reply = admin.post(at(site), data={"act": "throw"} | typed)

    assert reply.status_code == 303
    assert standing(office, site) == site


def test_a_dry_run_and_a_shared_memory_are_switched_on_and_off(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    for act in ("watch", "share"):
        admin.post(at(site), data={"act": act})
    on = standing(office, site)
    for act in ("judge", "remember-alone"):
        admin.post(at(site), data={"act": act})

    assert (on.dry_run, on.shares_lessons) == (True, True)
    assert standing(office, site) == site


def test_the_preset_is_put_in_force_again(admin: FlaskClient, office: Office, site: Site) -> None:
    put_in_force(office, site, STRICT)

    reply = admin.post(at(site), data={"act": "preset"})

    assert "Preset berlaku lagi." in admin.get(reply.location).text
    assert standing(office, site).policy_version == 0


def test_a_document_is_shown_and_never_run(admin: FlaskClient, office: Office, site: Site) -> None:
    hostile = "# </textarea><script>alert(1)</script>\u202e\n"
    put_in_force(office, site, hostile, "<b>tebal</b>")

    for part in ("", "/edit", "/versions", "/versions/1"):
        page = admin.get(at(site, part)).text
        assert "<script>alert" not in page
        assert "<b>tebal" not in page
    assert "U+202E" in admin.get(at(site, "/versions/1")).text
