from base64 import b64decode, b64encode

import pytest

from service.policy.minisign import KeyInvalid, PublicKey, SignatureInvalid
from tests.policy.signing import Signer

# Made by minisign 0.11; the key was thrown away.
LIST = b"# contoh daftar\njudol.example\n"
KEY = "RWTHQGPZVARO2cg2hMUwH1KPphC04IpMMrDvoISHwQCpdd2q25M3U1ho"
HASHED = b"""\
untrusted comment: signature from minisign secret key
RUTHQGPZVARO2UBG7bPH1b1UfLYAsVwLZwfQ6QbxAxv1QpvmJN2/BcKoyKrSaeUYgq+J5C3I6PiLKvmVmxKZz6lrIbCfbja2LwU=
trusted comment: daftar contoh
KhxNOFw554KtLQQSuh2ikyjAbbBAZk4eAWvMRaCqDBD2dMWUJe9mFDEw5BXeUjp5Nkn0uPjc7WNhQnTHmCWjCg==
"""
LEGACY = b"""\
untrusted comment: signature from minisign secret key
RWTHQGPZVARO2e4CrnJHXtLJXCPc8XNEgg57Qo5V6WVtPj9wGOFWSeHxQWArEKIYvLsVyOQHjn5yeKrGGcO71hceXot0m6FbJA4=
trusted comment: timestamp:1795651557\tfile:list.txt
vUxW3TS65q7wgyOTxvam1BEIj+8DLhvw9J1t1WBU7qFg2/6ZQK6MZyRe3dejGlAfA97RsPoNDUGCzs5+GT4MAQ==
"""
BOTH = pytest.mark.parametrize("signature", [HASHED, LEGACY], ids=["hashed", "legacy"])


def refusal(signature: bytes, signed: bytes = LIST) -> str:
    with pytest.raises(SignatureInvalid) as refused:
        PublicKey.read(KEY).verify(signed, signature)
    return str(refused.value)


@BOTH
def test_what_minisign_signed_is_believed(signature: bytes) -> None:
    PublicKey.read(KEY).verify(LIST, signature)
    PublicKey.read(KEY).verify(LIST, signature.replace(b"\n", b"\r\n"))


def test_the_time_of_signing_is_told_where_the_trusted_comment_has_it() -> None:
    key = PublicKey.read(KEY)

    assert key.verify(LIST, LEGACY) == 1795651557
    assert key.verify(LIST, HASHED) == 0


@BOTH
def test_another_list_is_not_believed(signature: bytes) -> None:
    assert refusal(signature, LIST + b"blog.example\n") == "the signature is not of this file"
    assert refusal(signature, b"") == "the signature is not of this file"


@BOTH
def test_a_trusted_comment_that_was_changed_is_not_believed(signature: bytes) -> None:
    changed = signature.replace(b"\ntrusted comment: ", b"\ntrusted comment: timestamp:9\t")

    assert refusal(changed) == "the signature is not of this file"


def test_a_signature_of_another_key_is_not_believed() -> None:
    assert refusal(Signer().sign(LIST)) == "this is the signature of another key"
    assert refusal(Signer(b64decode(KEY)[2:10]).sign(LIST)) == "the signature is not of this file"


def test_the_algorithms_are_not_taken_for_each_other() -> None:
    first, second, *rest = LEGACY.split(b"\n")
    swapped = b64encode(b"ED" + b64decode(second)[2:])

    assert refusal(b"\n".join([first, swapped, *rest])) == "the signature is not of this file"


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"<!doctype html>",
        b"\n\n\n\n",
        HASHED[:100],
        HASHED.replace(b"RUTH", b"RXTH"),
        HASHED.replace(b"RUTH", b"RUT"),
        HASHED.replace(b"KhxN", b"Khx\xff"),
        HASHED.replace(b"trusted comment: daftar", b"comment: daftar"),
        HASHED + b"x" * 4096,
    ],
    ids=["empty", "page", "lines", "cut", "algorithm", "short", "base64", "comment", "long"],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert refusal(signature) == "this is no signature of minisign's"


@pytest.mark.parametrize(
    "written", ["", "RW", KEY[:-4], KEY + "AAAA", "RU" + KEY[2:], "é" * 56, KEY.replace("W", " ")]
)
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(KeyInvalid):
        PublicKey.read(written)
