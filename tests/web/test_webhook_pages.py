"""The pages of webhooks: what an admin does there, and what nobody else may."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.domain import Site
from service.people import SHELL, Moderator
from service.store import webhooks
from service.store.dead_letters import Standing, standings
from service.store.webhooks import Webhook, find_destination, list_webhooks
from service.web.office import Office
from service.web.webhook_pages import RESULTS, blueprint
from tests.ledgers import Blog
from tests.store.outboxes import URL, Outbox
from tests.web.office import app_of, client_of, found_site, visitor

SECRET = re.compile(r"whsec_[\w+/=]{44}")
PATH = "/admin/webhooks"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(blueprint(office))


@pytest.fixture
def admin(app: Flask, office: Office, made: Moderator) -> FlaskClient:
    return client_of(app, office, made)


@pytest.fixture
def outbox(office: Office, site: Site) -> Outbox:
    return Outbox(Blog("", office.engine(), site))


def hook_of(office: Office, site: Site, url: str = URL) -> Webhook:
    with office.write() as tx:
        return webhooks.add(tx, site.id, url, by=SHELL, now=office.now()).webhook


def hooks_of(office: Office, site: Site) -> list[Webhook]:
    with office.read() as connection:
        return list_webhooks(connection, [site.id])


def secrets_of(office: Office, webhook: Webhook) -> tuple[str, ...]:
    with office.read() as connection:
        found = find_destination(connection, webhook.id, office.now())
    assert found is not None
    return found.secrets


def standing_of(office: Office, webhook: Webhook) -> Standing:
    with office.read() as connection:
        return standings(connection, [webhook.site_id])[webhook.id]


def test_only_admins_may_see_and_change_webhooks(
    app: Flask, office: Office, site: Site, ayu: Moderator
) -> None:
    hook = hook_of(office, site)
    dead = f"{PATH}/dead/{site.id}"
    posts = [PATH, f"{PATH}/{hook.id}/rotate", f"{PATH}/{hook.id}/remove", dead]
    moderator, stranger = client_of(app, office, ayu), visitor(app)

    assert {moderator.get(path).status_code for path in (PATH, dead)} == {403}
    assert {moderator.post(path).status_code for path in posts} == {403}
    assert {stranger.get(path).status_code for path in (PATH, dead)} == {303}
    assert {stranger.post(path).status_code for path in posts} == {401}
    assert hooks_of(office, site) == [hook]


def test_what_another_site_sends_changes_nothing(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    hook = hook_of(office, site)

    reply = admin.post(f"{PATH}/{hook.id}/remove", headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == 403
    assert hooks_of(office, site) == [hook]


def test_a_new_webhook_shows_its_secret_once(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    page = admin.post(PATH, data={"site": site.id, "url": f" {URL} "})

    [hook] = hooks_of(office, site)
    [secret] = SECRET.findall(page.text)
    assert (page.status_code, hook.url) == (200, URL)
    assert secrets_of(office, hook) == (secret,)
    assert page.headers["Cache-Control"] == "no-store"
    assert SECRET.findall(admin.get(PATH).text) == []


@pytest.mark.parametrize(
    "url", ["", "dapur", "http://169.254.169.254/", "javascript:alert(1)", '"><script>x</script>']
)
def test_an_address_that_cannot_be_called_is_given_back_with_what_is_wrong(
    admin: FlaskClient, office: Office, site: Site, url: str
) -> None:
    page = admin.post(f"{PATH}?lang=en", data={"site": site.id, "url": url})

    assert page.status_code == 422
    assert "This cannot be called" in page.text
    assert "<script" not in page.text
    assert hooks_of(office, site) == []


def test_a_site_that_is_not_there_is_not_found(admin: FlaskClient, site: Site) -> None:
    assert admin.post(PATH, data={"site": "none", "url": URL}).status_code == 404
    assert admin.get(f"{PATH}/dead/none").status_code == 404
    assert admin.post(f"{PATH}/none/rotate").status_code == 404


def test_webhooks_stand_under_their_sites(admin: FlaskClient, office: Office, site: Site) -> None:
    garden = found_site(office, "Kebun")
    hook_of(office, site, "https://dapur.example/a")
    hook_of(office, garden, "https://kebun.example/b")

    page = admin.get(PATH).text

    parts = {part.partition(">")[2].partition("<")[0]: part for part in page.split("<h2")}
    assert "dapur.example/a" in parts["Dapur"]
    assert "kebun.example/b" in parts["Kebun"]


def test_a_rotated_secret_signs_beside_the_old_one_for_as_long_as_asked(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    hook = hook_of(office, site)
    [old] = secrets_of(office, hook)

    page = admin.post(f"{PATH}/{hook.id}/rotate?lang=en", data={"overlap": "168"})

    [new] = SECRET.findall(page.text)
    assert secrets_of(office, hook) == (new, old)
    assert hooks_of(office, site)[0].old_until == office.now() + timedelta(days=7)
    assert "The old secret signs too until" in page.text


def test_a_removed_webhook_is_gone(admin: FlaskClient, office: Office, site: Site) -> None:
    hook = hook_of(office, site)

    reply = admin.post(f"{PATH}/{hook.id}/remove?lang=en", follow_redirects=True)

    assert "The webhook is removed." in reply.text
    assert hook.url not in reply.text
    assert hooks_of(office, site) == []


def test_dead_letters_are_shown_with_what_went_wrong_and_sent_again(
    admin: FlaskClient, office: Office, site: Site, outbox: Outbox
) -> None:
    hook = hook_of(office, site)
    outbox.tell(*outbox.comments(2))
    first, second = outbox.kill(hook)

    overview = admin.get(f"{PATH}?lang=en").text
    page = admin.get(f"{PATH}/dead/{site.id}?lang=en").text
    after = admin.post(
        f"{PATH}/dead/{site.id}?lang=en", data={"id": str(first)}, follow_redirects=True
    ).text

    assert f'href="{PATH}/dead/{site.id}?lang=en">2</a>' in overview
    assert "HTTP 500 · attempts: 1" in page
    assert URL in page
    assert "On their way again: 1." in after
    assert f'value="{second}"' in after
    assert f'value="{first}"' not in after
    assert standing_of(office, hook) == Standing(pending=1, dead=1)


def test_all_letters_of_a_page_are_sent_again_at_once(
    admin: FlaskClient, office: Office, site: Site, outbox: Outbox
) -> None:
    hook = hook_of(office, site)
    outbox.tell(*outbox.comments(3))
    dead = outbox.kill(hook)

    admin.post(f"{PATH}/dead/{site.id}", data={"id": [str(each) for each in dead]})

    assert standing_of(office, hook) == Standing(pending=3, dead=0)


def test_letters_that_something_newer_overtook_are_named_as_such(
    admin: FlaskClient, office: Office, site: Site, outbox: Outbox
) -> None:
    hook = hook_of(office, site)
    [comment] = outbox.comments(1)
    outbox.tell(comment)
    [dead] = outbox.kill(hook)
    outbox.tell(comment)
    [later] = outbox.lend(hook)
    outbox.deliver(later)

    page = admin.post(
        f"{PATH}/dead/{site.id}?lang=en", data={"id": str(dead)}, follow_redirects=True
    ).text

    assert "the blog has heard something newer: 1." in page
    assert "There is nothing here" in page


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["1"], ["9" * 40]])
def test_letters_that_are_not_there_are_not_found(
    admin: FlaskClient, site: Site, ids: list[str]
) -> None:
    assert admin.post(f"{PATH}/dead/{site.id}", data={"id": ids}).status_code == 404


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_way_to_fail_is_put_in_words(
    admin: FlaskClient, office: Office, site: Site, outbox: Outbox, language: str
) -> None:
    hook = hook_of(office, site)
    outbox.tell(*outbox.comments(len(RESULTS)))
    for delivery, code in zip(outbox.lend(hook), RESULTS, strict=True):
        outbox.fail(delivery, hopeless=True, result=code)

    page = admin.get(f"{PATH}/dead/{site.id}?lang={language}").text

    assert "HTTP" not in page
    assert page.count("<li class=") == len(RESULTS)
