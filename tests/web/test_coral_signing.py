"""Who may send comments of a site as a Coral: whoever signs with a secret that it knows."""

from dataclasses import replace

from service.people import SHELL
from service.store import coral_secrets
from service.store.coral_secrets import Signers, find_signers
from service.store.engine import reading, transaction
from service.store.noted import By
from service.store.sites import create_site
from service.web.coral_signatures import REMEMBER_SECONDS, KnownSigners
from tests.ledgers import NOW
from tests.web.newsrooms import OTHER, SECRET, Coral, newsroom, signature, written
from tests.web.test_bad_input import SENTINEL

__all__ = ["newsroom"]


def test_either_signature_of_a_rotation_is_enough(newsroom: Coral) -> None:
    rotating = replace(newsroom, secrets=(OTHER, SECRET))

    assert rotating.post("saya ragu").status_code == 200
    assert replace(newsroom, secrets=(OTHER,)).post("saya ragu").status_code == 401


def test_a_new_secret_is_known_beside_the_old_one(newsroom: Coral) -> None:
    newsroom.add(OTHER)

    told = [replace(newsroom, secrets=(one,)).post("ragu").status_code for one in (OTHER, SECRET)]

    assert told == [200, 200]


def test_what_is_not_signed_for_the_site_is_refused(newsroom: Coral) -> None:
    payload = written(f"saya ragu {SENTINEL}")
    right = signature(payload, SECRET)
    signed = [
        *(
            "",
            "sha256=",
            right.upper(),
            right[:-1],
            f"sha1={right[7:]}",
            right[7:],
            "sha256=\u00e9",
        ),
        *(signature(payload + b" ", SECRET), signature(payload, OTHER), f"{OTHER},{SECRET}"),
        ",".join(["sha256=" + "0" * 64] * 10 + [right]),
    ]

    replies = [newsroom.send(payload, each) for each in signed]

    assert {reply.status_code for reply in replies} == {401}
    assert not any(SENTINEL in reply.text for reply in replies)
    assert newsroom.blog.queued() == []


def test_another_site_is_refused_like_one_that_is_not_there(newsroom: Coral) -> None:
    with transaction(newsroom.blog.engine) as tx:
        garden = create_site(tx, "Kebun", "balanced", NOW).id

    replies = [
        newsroom.send(written("saya ragu"), site=one)
        for one in (garden, "nowhere", "a\u0000b", "é")
    ]

    assert {(reply.status_code, reply.data) for reply in replies} == {(401, replies[0].data)}


def test_a_removed_secret_stops_once_it_is_not_remembered(newsroom: Coral) -> None:
    seconds = [0.0]
    site_id = newsroom.blog.site.id

    def find(wanted: str) -> Signers | None:
        with reading(newsroom.blog.engine) as connection:
            return find_signers(connection, wanted)

    known = KnownSigners(find, lambda: seconds[0])
    [secret_id] = known.of(site_id).secrets  # type: ignore[union-attr]  # it has one
    with transaction(newsroom.blog.engine) as tx:
        coral_secrets.remove(tx, By(SHELL, NOW), site_id, secret_id)
    remembered = known.of(site_id)
    seconds[0] = REMEMBER_SECONDS

    assert remembered is not None
    assert known.of(site_id) is None
