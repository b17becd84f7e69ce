"""API keys: who may ask, and how soon a revoked key stops."""

import pytest

from service.people import KeyHolder, Scope
from service.store.keys import DEFAULT_SCOPES, KeyAccess
from service.web.problems import Problem
from service.web.security import REMEMBER_KEYS, REMEMBER_SECONDS, Keys
from tests.web.conftest import KEY, KITCHEN, Client
from tests.web.ledger import FakeRecords

MODERATE = Scope.MODERATE


class Seconds:
    """A monotonic clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {KEY}",
        f"Token {KEY}",
        KEY,
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY} {KEY}",
        f"Bearer {KEY},Bearer {KEY}",
        f'Bearer "{KEY}"',
        f"Bearer {KEY.upper()}",
        "Bearer " + "k" * 10_000,
        "Bearer kunci-é",
        "Bearer \x00",
    ],
)
def test_anything_but_a_valid_key_is_refused(client: Client, authorization: str) -> None:
    reply = client.post("/moderate", {"comment": {"body": "x"}}, Authorization=authorization)

    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="saring"'
    assert reply.content_type == "application/problem+json"
    assert KEY not in reply.text


def test_request_without_the_header_is_refused(client: Client) -> None:
    reply = client.wsgi.post("/moderate", json={"comment": {"body": "x"}})

    assert reply.status_code == 401


def test_key_in_the_address_opens_nothing(client: Client) -> None:
    reply = client.wsgi.post(f"/moderate?key={KEY}&api_key={KEY}", json={"comment": {"body": "x"}})

    assert reply.status_code == 401


def test_scheme_is_read_without_regard_to_case(client: Client) -> None:
    reply = client.post("/moderate", {"comment": {"body": "x"}}, Authorization=f"bearer  {KEY}")

    assert reply.status_code == 200


@pytest.mark.parametrize("path", ["/moderate", "/moderate/batch", "/feedback"])
def test_stranger_learns_nothing_about_what_was_sent(client: Client, path: str) -> None:
    reply = client.wsgi.post(path, data=b"\xff", content_type="x/y")

    assert reply.status_code == 401


def test_key_is_looked_up_once_in_a_while() -> None:
    records = FakeRecords(keys={KEY: KITCHEN})
    clock = Seconds()
    keys = Keys(records.site_by_key, clock)

    sites = [keys.access(f"Bearer {KEY}", MODERATE).site for _ in range(5)]

    assert sites == [KITCHEN] * 5
    assert records.looks_for_key == 1


def test_revoked_key_stops_within_the_time_it_is_remembered() -> None:
    records = FakeRecords(keys={KEY: KITCHEN})
    clock = Seconds()
    keys = Keys(records.site_by_key, clock)
    keys.access(f"Bearer {KEY}", MODERATE)
    records.keys.clear()
    clock.now += REMEMBER_SECONDS

    with pytest.raises(Problem):
        keys.access(f"Bearer {KEY}", MODERATE)


def test_key_that_is_rotated_out_stops_on_time_though_it_is_remembered() -> None:
    clock = Seconds()
    ends = clock.now + 2.0

    def find(key: str) -> KeyAccess | None:
        left = ends - clock.now
        return KeyAccess(KITCHEN, KeyHolder(key, key, DEFAULT_SCOPES), left) if left > 0 else None

    keys = Keys(find, clock)
    keys.access(f"Bearer {KEY}", MODERATE)
    clock.now += 1.5
    keys.access(f"Bearer {KEY}", MODERATE)
    clock.now += 0.5

    with pytest.raises(Problem):
        keys.access(f"Bearer {KEY}", MODERATE)


def test_key_that_was_wrong_works_as_soon_as_it_exists() -> None:
    records = FakeRecords()
    keys = Keys(records.site_by_key, Seconds())
    with pytest.raises(Problem):
        keys.access(f"Bearer {KEY}", MODERATE)

    records.keys[KEY] = KITCHEN

    assert keys.access(f"Bearer {KEY}", MODERATE).site == KITCHEN


def test_number_of_remembered_keys_is_bounded() -> None:
    looked: list[str] = []

    def find(key: str) -> KeyAccess:
        looked.append(key)
        return KeyAccess(KITCHEN, KeyHolder(key, key, DEFAULT_SCOPES))

    keys = Keys(find, Seconds())
    for n in range(REMEMBER_KEYS + 1):
        keys.access(f"Bearer key-{n}", MODERATE)
    keys.access("Bearer key-0", MODERATE)

    assert looked.count("key-0") == 2


def test_ledger_that_cannot_tell_a_key_is_unavailable(client: Client, records: FakeRecords) -> None:
    records.down = True

    reply = client.moderate("halo")

    assert reply.status_code == 503
    assert reply.json is not None
    assert reply.json["decision"] == "hold"
