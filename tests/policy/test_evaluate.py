"""In what order a policy decides, and what it gives as its reasons."""

import pytest

from service.domain import Author, Field, Past, Switch
from service.policy import Ruling, under
from tests.policy.documents import (
    APPROVE,
    BUDI,
    GROUNDS,
    HOLD,
    REJECT,
    compiled,
    facts,
    judged,
    said,
)

TERM = """
[[rule]]
name = "Kata kasar"
action = "reject"
when.text.terms = ["anjing"]
"""
TRUSTED = """
[[rule]]
name = "Penulis tetap"
action = "approve"
when.author.id = ["u-1"]
"""
TELLING = """
[[rule]]
name = "Malam"
action = "reason"
when.length.at_least = 1
"""


def codes(ruling: Ruling) -> list[str]:
    return [reason.code for reason in ruling.reasons]


def test_the_first_rule_that_is_true_decides() -> None:
    comment = said("dasar anjing")

    assert judged(TERM + TRUSTED, comment).decision is REJECT
    assert judged(TRUSTED + TERM, comment).decision is APPROVE


def test_a_rule_that_gives_a_reason_leaves_the_decision() -> None:
    ruling = judged(TELLING + TERM, said("dasar anjing"))

    assert ruling.decision is REJECT
    assert codes(ruling) == ["rule:Kata kasar", "rule:Malam"]


def test_a_reason_alone_approves() -> None:
    ruling = judged(TELLING)

    assert (ruling.decision, codes(ruling)) == (APPROVE, ["rule:Malam"])


def test_a_rule_points_at_what_it_found() -> None:
    [reason] = judged(TERM, said("wah, 𝗮𝗻𝗷𝗶𝗻𝗴 kamu", article=said("").article)).reasons[:1]

    [evidence] = reason.evidence
    assert (evidence.field, evidence.text) == (Field.BODY, "𝗮𝗻𝗷𝗶𝗻𝗴")


def test_an_approving_rule_goes_before_bands_that_would_reject() -> None:
    ruling = judged(TRUSTED, scores={"spam": 0.99})

    assert ruling.decision is APPROVE
    assert codes(ruling) == ["rule:Penulis tetap", "score:spam"]
    assert ruling.reasons[1].band is REJECT


def test_bands_decide_where_no_rule_does() -> None:
    assert judged("", scores={"spam": 0.6}).decision is HOLD
    assert judged("", scores={"spam": 0.95}).decision is REJECT
    assert judged("").reasons == ()


def test_own_bands_stand_over_the_preset() -> None:
    document = '[bands]\nspam = { hold = 0.2 }\nabuse = { hold = "never", reject = 0.99 }\n'

    assert judged(document, scores={"spam": 0.3}).decision is HOLD
    assert judged(document, scores={"spam": 0.9}).decision is REJECT
    assert judged(document, scores={"abuse": 0.98}).decision is APPROVE


def test_a_signal_can_be_given_a_band() -> None:
    document = '[bands]\n"signal:shouting" = { hold = 0.1, reject = "never" }\n'

    ruling = judged(document, said("KENAPA TIDAK ADA YANG MENJAWAB PERTANYAAN SAYA"))

    assert (ruling.decision, codes(ruling)) == (HOLD, ["signal:shouting"])


def test_a_promised_band_has_the_thresholds_that_keep_it() -> None:
    policy = compiled("[bands]\nspam = { wrongly_held = 0.005, wrongly_rejected = 0.001 }")

    band = policy.labels["spam"]
    assert (band.hold, band.reject) == (0.8, 0.97)


def test_a_loose_promise_of_rejecting_does_not_break_that_of_holding() -> None:
    policy = compiled("[bands]\nspam = { wrongly_held = 0.001, wrongly_rejected = 0.02 }")

    band = policy.labels["spam"]
    assert (band.hold, band.reject) == (0.8, 0.8)


def test_a_promise_that_cannot_be_kept_never_rejects() -> None:
    policy = compiled("[bands]\nspam = { wrongly_held = 0.01, wrongly_rejected = 0.00001 }")

    assert policy.labels["spam"].decide(1.0) is HOLD


def test_a_section_has_bands_of_its_own() -> None:
    document = """
preset = "lenient"
[bands]
abuse = { hold = 0.1 }
[[section]]
name = "Resep"
articles = ["*/resep/*"]
bands.spam = { hold = 0.05 }
[[section]]
name = "Lain"
languages = ["xx"]
preset = "strict"
"""

    policy = compiled(document)

    assert policy.judge(facts(scores={"spam": 0.06})).decision is HOLD
    assert policy.judge(facts(scores={"abuse": 0.2})).decision is HOLD
    other = policy.bands("https://dapur.example/politik/1", "xx")
    assert other.labels["spam"].hold == GROUNDS.presets["strict"]["spam"][0]
    assert policy.bands("https://dapur.example/politik/1", "id") == policy.base


@pytest.mark.parametrize(
    ("past", "score", "decision"),
    [
        (Past(approved=3), 0.6, APPROVE),
        (Past(approved=2), 0.6, HOLD),
        (Past(approved=9, rejected=1), 0.6, HOLD),
        (Past(approved=9), 0.7, APPROVE),
        (Past(approved=9), 0.71, HOLD),
        (Past(approved=9), 0.95, REJECT),
    ],
)
def test_a_reputation_skips_the_hold_of_mild_scores(
    past: Past, score: float, decision: object
) -> None:
    ruling = judged("[reputation]\napproved = 3\nmild = 0.5", past=past, scores={"spam": score})

    assert ruling.decision is decision
    assert (codes(ruling)[0] == "reputation") is (decision is APPROVE)


def test_a_reputation_does_not_skip_what_a_signal_holds() -> None:
    comment = said("Lihat " + " ".join(f"https://toko{n}.example" for n in range(8)))

    assert judged("[reputation]\napproved = 1", comment, past=Past(approved=5)).decision is HOLD


LISTS = """
[[list]]
name = "Teman"
kind = "authors"
action = "approve"
entries = ["@surat.example", "Wayan", "u-9"]
[[list]]
name = "Judol"
kind = "domains"
action = "reject"
entries = ["judol.example"]
[[list]]
name = "Curiga"
kind = "terms"
action = "hold"
entries = ["pinjaman cepat", "gacor"]
"""


@pytest.mark.parametrize(
    ("body", "author", "code", "decision"),
    [
        ("https://judol.example", BUDI, "list:Teman", APPROVE),
        ("https://m.judol.example/x", Author(name="Siti"), "list:Judol", REJECT),
        ("Main di sini", Author(name="Siti", url="https://judol.example"), "list:Judol", REJECT),
        ("butuh PINJAMAN cepat?", Author(name="Siti"), "list:Curiga", HOLD),
        ("Halo", Author(name="g4c0r"), "list:Curiga", HOLD),
        ("Halo", Author(name="WAYAN"), "list:Teman", APPROVE),
        ("Halo", Author(id="u-9"), "list:Teman", APPROVE),
    ],
)
def test_lists_decide_in_their_order(
    body: str, author: Author, code: str, decision: object
) -> None:
    ruling = judged(LISTS, said(body, author))

    assert (codes(ruling)[0], ruling.decision) == (code, decision)


def test_rules_go_before_lists_and_may_ask_for_them() -> None:
    document = """
[[rule]]
name = "Judol dari orang baru"
action = "hold"
when = { list = "Judol", author = { comments = 0 } }
"""

    ruling = judged(document + LISTS, said("https://judol.example", Author(name="Siti")))

    assert codes(ruling)[0] == "rule:Judol dari orang baru"


def test_a_subscribed_list_has_the_entries_of_its_copy() -> None:
    document = """
[[list]]
name = "Bersama"
kind = "domains"
action = "hold"
url = "https://daftar.example/judol.txt"
"""
    comment = facts(said("https://judol.example"))

    assert compiled(document, Bersama=("judol.example",)).judge(comment).decision is HOLD
    assert compiled(document).judge(comment).decision is APPROVE


@pytest.mark.parametrize(
    ("switch", "decided", "decision"),
    [
        (Switch.HOLD_ALL, {}, HOLD),
        (Switch.HOLD_ALL, {"spam": 0.99}, HOLD),
        (Switch.APPROVE_NONE, {}, HOLD),
        (Switch.APPROVE_NONE, {"spam": 0.99}, REJECT),
        (None, {}, APPROVE),
    ],
)
def test_a_switch_stands_over_the_policy(
    switch: Switch | None, decided: dict[str, float], decision: object
) -> None:
    ruling = under(judged("", scores=decided), switch)

    assert ruling.decision is decision
    changed = ruling.decision is not judged("", scores=decided).decision
    assert (bool(ruling.reasons) and ruling.reasons[0].code == f"switch:{switch}") is changed


def test_a_policy_is_named_by_its_version() -> None:
    assert compiled("").id == "site@7"


def test_what_is_not_kept_of_recorded_comments_is_named() -> None:
    document = """
[[rule]]
name = "r"
action = "hold"
when.author = { address = "203.0.113.0/24", email_domain = "surat.example", approved = 1 }
"""

    assert compiled(document).unseen == {"author.address", "author.email_domain"}
