import pytest

from service.outbound.target import Target, TargetRefused, check
from tests.outbound.hostile import INSIDE, MALFORMED


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://dapur.example",
            Target(
                encrypted=True, host="dapur.example", port=443, path="/", authority="dapur.example"
            ),
        ),
        (
            "HTTPS://Dapur.example:443/saring?site=1#top",
            Target(
                encrypted=True,
                host="dapur.example",
                port=443,
                path="/saring?site=1",
                authority="dapur.example",
            ),
        ),
        (
            "http://dapur.example:8080/a",
            Target(
                encrypted=False,
                host="dapur.example",
                port=8080,
                path="/a",
                authority="dapur.example:8080",
            ),
        ),
        (
            "http://[2001:db8::1]:81/?q",
            Target(
                encrypted=False,
                host="2001:db8::1",
                port=81,
                path="/?q",
                authority="[2001:db8::1]:81",
            ),
        ),
        (
            "http://192.0.2.1/",
            Target(encrypted=False, host="192.0.2.1", port=80, path="/", authority="192.0.2.1"),
        ),
    ],
)
def test_a_url_is_taken_apart(url: str, target: Target) -> None:
    assert Target.of(url) == target


@pytest.mark.parametrize("url", MALFORMED)
def test_a_url_that_says_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        Target.of(url)

    assert "dapur" not in str(refused.value)


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_that_is_plainly_not_public_is_refused_unless_allowed(url: str) -> None:
    with pytest.raises(TargetRefused):
        check(url, private=False)

    check(url, private=True)


@pytest.mark.parametrize("url", ["https://dapur.example/", "http://1.1.1.1:81/"])
def test_a_public_name_or_address_is_accepted(url: str) -> None:
    check(url, private=False)
