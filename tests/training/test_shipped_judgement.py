"""What the shipped model does with comments as a good moderator would know them.

The sentences were written for this test and stand in no corpus.
"""

import pytest

from service.domain import Author, Comment, Decision, Verdict
from service.moderation import Moderator
from service.policy import preset
from service.scoring.model import Model, load_model
from service.settings import Settings
from service.signals import DETECTORS

STOPPED = {
    "spam/promotion": (
        "makasih gan, sekalian mampir ke blog ane ya http://jualbajumurah.com",
        "Nice article, thanks for sharing. Best data science course in Hyderabad",
    ),
    "spam/scam": (
        "Terima kasih Ki Joyo, hutang saya 300 juta lunas lewat pesugihan, hubungi 0812-3456-7890",
        "Dana cair 5 menit modal KTP tanpa BI checking, WA 0857 1234 5678",
        "I lost $40,000 to a fake broker until recovery.wizard@gmail.com got my bitcoin back",
    ),
    "spam/adult": (
        "open bo kak, vcs murah DM aja 🔞",
        "Escorts in Delhi, call girls 24/7 http://delhi-escorts.com",
    ),
    "abuse/insult": (
        "dasar goblok lo, otak udang",
        "cuma cebong dan kampret yang percaya beginian, dasar dungu",
    ),
    "abuse/identity": ("kafir semua, usir cina dari indonesia",),
    "abuse/threat": ("gue bakar rumah lo, tunggu aja",),
    "abuse/sexual": ("toketnya gede banget pengen ngewe",),
    "abuse": ("You are a fucking moron, kill yourself",),
}
LEFT_ALONE = (
    "kecewa berat, kebijakan konyol dan ngawur pak menteri",
    "admin tolong hapus komen slot judol, sampah",
    "burung kacer saya gacor banget pak",
    "mati ketawa gw bang wkwk",
    "anjir keren parah videonya",
    "anjing keren banget videonya",
    "I hate mosquitoes, kill them all",
    "Saya beli RTX 4070 harga 9 juta di toko dekat rumah",
    "dia bilang saya goblok di depan kelas, sakit hati rasanya",
    "Turut berduka cita, semoga husnul khotimah",
    "The docs moved, see https://docs.python.org/3/library/re.html",
)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(Settings().models_dir)


def judge(model: Model, body: str) -> Verdict:
    policy = preset("balanced", model.manifest.presets["balanced"])
    return Moderator(model, DETECTORS, new_id=str).moderate(Comment(body, Author()), policy)


@pytest.mark.parametrize(
    ("label", "body"), [(label, body) for label, bodies in STOPPED.items() for body in bodies]
)
def test_a_bad_comment_is_stopped_for_what_it_is(model: Model, label: str, body: str) -> None:
    verdict = judge(model, body)

    assert verdict.decision is not Decision.APPROVE
    assert f"score:{label}" in {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize("body", LEFT_ALONE)
def test_a_comment_that_only_looks_bad_is_approved(model: Model, body: str) -> None:
    assert judge(model, body).decision is Decision.APPROVE


def test_abuse_is_held_for_a_person_and_never_rejected(model: Model) -> None:
    bodies = [body for label, bodies in STOPPED.items() if "abuse" in label for body in bodies]

    assert {judge(model, body).decision for body in bodies} == {Decision.HOLD}
