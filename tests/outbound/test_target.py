import pytest

from service.outbound.target import MAX_URL, Target, TargetRefused, check

LONG = "https://dapur.example/" + "a" * MAX_URL


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


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dapur.example",
        "//dapur.example/",
        "https:dapur.example",
        "https://",
        "https:///path",
        "ftp://dapur.example/",
        "file:///etc/passwd",
        "gopher://dapur.example/",
        "javascript:alert(1)",
        "https://user@dapur.example/",
        "https://user:secret@dapur.example/",
        "https://dapur.example@127.0.0.1/",
        "https://127.0.0.1\\@dapur.example/",
        "https://dapur.example:0/",
        "https://dapur.example:65536/",
        "https://dapur.example:http/",
        "https://dapur.example/a b",
        "https://dapur.example/\r\nX-Injected: 1",
        "https://dapur.example/\t",
        "\thttps://dapur.example/",
        "https://dapur.example/\x00",
        "https://dapür.example/",
        "https://dapur。example/",
        "https://dapur.example/é",
        "https://-dapur.example/",
        "https://.dapur.example/",
        "https://dapur%2eexample/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[v1.x]/",
        "https://[1.1.1.1]/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://1.1.1.256/",
        LONG,
    ],
)
def test_a_url_that_says_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        Target.of(url)

    assert "dapur" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:8000/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://localhost:5432/",
        "http://LOCALHOST./",
        "http://blog.localhost/",
    ],
)
def test_an_address_that_is_plainly_not_public_is_refused_unless_allowed(url: str) -> None:
    with pytest.raises(TargetRefused):
        check(url, private=False)

    check(url, private=True)


@pytest.mark.parametrize("url", ["https://dapur.example/", "http://1.1.1.1:81/"])
def test_a_public_name_or_address_is_accepted(url: str) -> None:
    check(url, private=False)
