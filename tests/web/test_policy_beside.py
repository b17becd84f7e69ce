"""The pages of what is judged and counts for nothing: shadows, and the dry run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from ulid import ULID

from service.domain import Aside, Author, Comment, Decision, Language, Reason, Site, Verdict
from service.people import SHELL
from service.store import policies
from service.store.ledger import Ledger
from service.store.noted import By
from service.store.sites import find_site
from service.web import policy_pages
from service.web.office import Office
from tests.web.admins import admin
from tests.web.office import app_of

__all__ = ["admin"]

LENIENT, STRICT = 'preset = "lenient"\n', 'preset = "strict"\n'
HOSTILE = "<script>alert(1)</script> {{7*7}} \u202etxt"


@pytest.fixture
def app(office: Office) -> Flask:
    return app_of(policy_pages.blueprint(office))


def at(site: Site, part: str) -> str:
    return f"/admin/sites/{site.id}/policy/{part}"


def judged(office: Office, decision: Decision, codes: Sequence[str], minutes: int) -> Verdict:
    moment = office.now() - timedelta(minutes=minutes)
    return Verdict(
        id=str(ULID.from_datetime(moment)),
        decision=decision,
        reasons=tuple(Reason(code, 1.0, decision) for code in codes),
        scores={"spam": 0.6, "abuse": 0.01},
        language=Language("id", 0.9),
        model="m-1",
        policy="balanced@2",
    )


def put(office: Office, site: Site, verdict: Verdict, body: str = "Komentar") -> None:
    """Record a comment, and what shadows said beside its verdict."""
    comment = Comment(body, author=Author(name="Siti"))
    with office.write() as tx:
        Ledger(office.pseudonymiser).record(tx, site, comment, verdict, office.now())


def cast(office: Office, site: Site) -> Site:
    """Put a lenient policy in force, and a strict one in shadow."""
    by = By(SHELL, office.now())
    with office.write() as tx:
        for document in (LENIENT, STRICT):
            policies.save_version(tx, by, site.id, document, "")
        policies.enforce(tx, by, site.id, 1)
        return policies.cast_shadow(tx, by, site.id, 2)


def disagreed(office: Office, site: Site, count: int) -> None:
    """Record comments that the shadow would have held for a rule."""
    aside = Aside("site@2", Decision.HOLD, ("rule:Nomor WA",))
    for n in range(count):
        verdict = replace(judged(office, Decision.APPROVE, (), n), asides=(aside,))
        put(office, site, verdict, f"Komentar {n}.")


def test_a_dry_run_tells_what_would_have_happened_and_why(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    told = [(Decision.HOLD, ["rule:Nomor WA", "score:spam"]), (Decision.REJECT, ["list:Judol"])]
    for n, (decision, codes) in enumerate(told):
        put(office, site, replace(judged(office, decision, codes, n), enforced=False))
    put(office, site, judged(office, Decision.REJECT, ["score:spam"], 9))

    page = admin.get(f"{at(site, 'watch')}?lang=en").text

    assert "<dt>Held</dt><dd>1</dd>" in page
    assert "<dt>Rejected</dt><dd>1</dd>" in page
    assert "<bdi>Rule: Nomor WA</bdi> <strong>1</strong>" in page
    assert "<bdi>List: Judol</bdi> <strong>1</strong>" in page
    assert page.count('class="differs"') == 2


def test_a_dry_run_s_comments_come_page_by_page(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    verdicts = [judged(office, Decision.HOLD, ["score:spam"], n) for n in range(52)]
    for n, verdict in enumerate(verdicts):
        put(office, site, replace(verdict, enforced=False), f"Komentar {n}.")

    first = admin.get(at(site, "watch")).text
    second = admin.get(at(site, f"watch?before={verdicts[49].id}")).text

    assert first.count('class="differs"') == 50
    assert f"before={verdicts[49].id}" in first
    assert second.count('class="differs"') == 2


def test_where_a_shadow_disagrees_is_counted_and_listed(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    disagreed(office, cast(office, site), 3)

    page = admin.get(f"{at(site, 'shadow')}?lang=en").text

    assert "Asked about 3 comments, it would have decided 3 otherwise." in page
    assert "Approved until now, would be held: 3" in page
    assert "Rule: Nomor WA" in page
    assert page.count('class="differs"') == 3


def test_only_one_direction_is_listed_where_it_is_asked_for(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    disagreed(office, cast(office, site), 1)

    pages = [
        admin.get(at(site, f"shadow?from=approve&to={to}")).text.count('class="differs"')
        for to in ("hold", "reject")
    ]

    assert pages == [1, 0]


def test_what_runs_in_shadow_is_put_in_force(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    cast(office, site)

    reply = admin.post(at(site, "shadow"), data={"version": "2", "based_on": "1"})

    assert reply.status_code == 303
    with office.read() as connection:
        now = find_site(connection, site.id)
    assert (now.policy_version, now.shadow_version) == (2, 0)


@pytest.mark.parametrize(
    "seen", [{"version": "2", "based_on": "0"}, {"version": "1", "based_on": "1"}, {}]
)
def test_a_shadow_that_is_another_meanwhile_is_not_put_in_force(
    admin: FlaskClient, office: Office, site: Site, seen: dict[str, str]
) -> None:
    before = cast(office, site)

    reply = admin.post(at(site, "shadow"), data=seen)

    assert reply.status_code == 409
    with office.read() as connection:
        assert find_site(connection, site.id) == before


def test_a_shadow_is_stopped(admin: FlaskClient, office: Office, site: Site) -> None:
    cast(office, site)

    admin.post(f"/admin/sites/{site.id}/policy", data={"act": "stop-shadow"})

    with office.read() as connection:
        assert find_site(connection, site.id).shadow_version == 0


@pytest.mark.parametrize("asked", ["?of=%00", "?before='%20or%201", "?from=x&to=y", "?of=site@9"])
def test_what_no_page_gave_counts_as_not_asked(
    admin: FlaskClient, office: Office, site: Site, asked: str
) -> None:
    cast(office, site)

    assert admin.get(at(site, f"shadow{asked}")).status_code == 200
    assert admin.get(at(site, f"watch{asked}")).status_code == 200


def test_a_hostile_comment_is_shown_and_never_run(
    admin: FlaskClient, office: Office, site: Site
) -> None:
    verdict = judged(office, Decision.HOLD, ["score:spam"], 1)
    put(office, site, replace(verdict, enforced=False), HOSTILE)

    page = admin.get(at(site, "watch")).text

    assert "<script>alert" not in page
    assert "{{7*7}}" in page
    assert "U+202E" in page


def test_strong_language_is_folded_away(admin: FlaskClient, office: Office, site: Site) -> None:
    verdict = replace(judged(office, Decision.HOLD, [], 1), scores={"spam": 0.1, "abuse": 0.9})
    put(office, site, replace(verdict, enforced=False), "Kata kasar")

    page = admin.get(at(site, "watch")).text

    assert '<details class="veiled">' in page
