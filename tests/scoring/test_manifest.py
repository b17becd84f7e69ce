"""The manifest: the same bytes out as in, and one clear sentence for all that is wrong with it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import ArtefactError
from service.policy import NEVER as POLICY_NEVER
from service.scoring.manifest import NEVER, Manifest, digest, promised_hold, promised_reject
from tests.scoring.models import manifest


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"

    manifest().write(path)

    assert Manifest.read(path) == manifest()


def test_the_same_manifest_is_the_same_bytes_whatever_the_order_of_its_parts(
    tmp_path: Path,
) -> None:
    one = replace(manifest(), libraries={"a": "1", "b": "2"})
    other = replace(manifest(), libraries={"b": "2", "a": "1"})

    one.write(tmp_path / "one")
    other.write(tmp_path / "other")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read as JSON"),
        ('{"version": ', "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("\udcff", "cannot be read as JSON"),
        ("[]", "does not hold a JSON object"),
        ("{}", "is of format None; this version reads format 1"),
        ('{"format": 2}', "is of format 2; this version reads format 1"),
        ('{"format": 1}', "is not a manifest: a field is missing or wrong"),
    ],
)
def test_what_is_not_a_manifest_is_refused(content: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(ArtefactError) as refused:
        Manifest.read(path)

    assert str(refused.value) == f"{path} {sentence}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("labels", 3),
        ("presets", {"balanced": {"spam": [0.1]}}),
        ("presets", {"balanced": {"spam": ["low", "high"]}}),
        ("presets", []),
        ("sources", [{"title": "unknown field"}]),
        ("colour", "red"),
        ("promises", []),
        ("promises", {"spam": [[0.01, 0.5]]}),
        ("promises", {"spam": {"approve": []}}),
        ("promises", {"spam": {"hold": [[0.01]]}}),
        ("promises", {"spam": {"hold": [[0.01, "high"]]}}),
        ("promises", {"spam": {"hold": [[0.0, 0.5]]}}),
        ("promises", {"spam": {"hold": [[1.0, 0.5]]}}),
        ("promises", {"spam": {"hold": [[0.01, -0.5]]}}),
        ("promises", {"spam": {"hold": [[0.01, float("nan")]]}}),
        ("promises", {"spam": {"hold": [[0.02, 0.5], [0.01, 0.5]]}}),
        ("promises", {"spam": {"reject": [[0.01, 0.5], [0.02, 0.6]]}}),
        ("promises", {"gossip": {"hold": [[0.01, 0.5]]}}),
    ],
)
def test_a_wrong_field_is_refused(field: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    manifest().write(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))

    with pytest.raises(ArtefactError, match="is not a manifest"):
        Manifest.read(path)


def test_a_manifest_of_before_there_were_promises_has_none(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    manifest().write(path)
    older = json.loads(path.read_text())
    del older["promises"]
    path.write_text(json.dumps(older))

    assert Manifest.read(path) == replace(manifest(), promises={})


@pytest.mark.parametrize(
    ("share", "score"),
    [(0.001, 0.7), (0.01, 0.4), (0.0099, 0.7), (0.5, 0.4), (7.0, 0.4)],
)
def test_a_promise_costs_the_score_of_the_greatest_share_that_keeps_it(
    share: float, score: float
) -> None:
    assert promised_hold(manifest().promises, "spam", share) == score


@pytest.mark.parametrize("share", [0.0009, 0.0, -1.0, float("nan")])
def test_a_smaller_share_than_can_be_shown_is_kept_by_never_holding(share: float) -> None:
    assert promised_hold(manifest().promises, "spam", share) == NEVER


def test_rejecting_has_a_curve_of_its_own() -> None:
    assert promised_reject(manifest().promises, "spam", 0.01) == 0.9


def test_a_label_without_a_curve_promises_nothing() -> None:
    assert promised_hold(manifest().promises, "abuse", 0.1) == NEVER
    assert promised_reject({}, "spam", 0.1) == NEVER


def test_never_is_the_same_word_in_a_manifest_and_in_a_policy() -> None:
    assert NEVER == POLICY_NEVER


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"manifest\.json is missing$"):
        Manifest.read(tmp_path / "manifest.json")


def test_a_file_with_the_right_digest_passes(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(b"weights")

    replace(manifest(), sha256=digest(path)).verify(path)


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    path.write_bytes(b"weights")
    signed = replace(manifest(), sha256=digest(path))
    path.write_bytes(b"weightz")

    with pytest.raises(ArtefactError, match=r"is not the file of version 2026\.11\.1: its sha256"):
        signed.verify(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"model\.joblib is missing$"):
        manifest().verify(tmp_path / "model.joblib")
