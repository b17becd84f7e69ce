"""What is tried with a blog that has Akismet's own plugin: it does what the service decides."""

from collections.abc import Callable

from tests.conformance.expected import BLOG
from tests.conformance.service import HELD, REJECTED, WRONG_KEY, Service
from tests.conformance.wordpress import Blog
from tests.faults.serving import until

LATE_SECONDS = 20.0

Trial = Callable[[Blog, Service], None]


def accepts_the_key(blog: Blog, service: Service) -> None:
    assert blog.do("key_status", service.key) == "valid"


def refuses_a_wrong_key(blog: Blog, service: Service) -> None:
    assert blog.do("key_status", WRONG_KEY) == "invalid"


def shows_the_account(blog: Blog, service: Service) -> None:
    shown = blog.do("account", service.key)

    assert shown == {"status": "active", "stats": ["6-months", "all"]}


def publishes(blog: Blog, service: Service) -> None:
    text = "Terima kasih, rendang saya jadi juga akhirnya"

    assert blog.comment(text) == 302
    assert blog.state(text) == "approved"


def holds(blog: Blog, service: Service) -> None:
    text = f"Apakah bumbunya bisa dibekukan dulu, {HELD}"

    blog.comment(text)

    assert blog.state(text) == "unapproved"
    assert text in service.waiting()


def hides(blog: Blog, service: Service) -> None:
    text = f"Bandar terpercaya ada di sini, {REJECTED}"

    blog.comment(text)

    assert blog.state(text) == "spam"


def drops_where_strict(blog: Blog, service: Service) -> None:
    text = f"Daftar sekarang juga, {REJECTED}"

    blog.do("strictness", "1")
    blog.comment(text)
    blog.do("strictness", "0")

    assert blog.state(text) is None


def falls_for_no_trap(blog: Blog, service: Service) -> None:
    text = "Salam kenal dari Surabaya"

    blog.comment(text, ak_hp_textarea="https://bandar.example/")

    assert blog.state(text) in ("spam", "unapproved")


def publishes_later(blog: Blog, service: Service) -> None:
    text = f"Kemiri boleh dilewatkan atau wajib, {HELD}"
    blog.comment(text)

    service.decide(text, "approve")

    until(lambda: blog.state(text) == "approved", LATE_SECONDS)


def hides_later(blog: Blog, service: Service) -> None:
    text = f"Lihat katalog panci di halaman saya, {HELD}"
    blog.comment(text)

    service.decide(text, "spam")

    until(lambda: blog.state(text) == "spam", LATE_SECONDS)


def reports_spam(blog: Blog, service: Service) -> None:
    text = f'Numpang lewat, "jualan" wajan, it\'s 100% murah, {HELD}'
    blog.comment(text)

    blog.do("mark", text, "spam")

    assert service.resolved()[text] == "reject"


def reports_ham(blog: Blog, service: Service) -> None:
    text = f"Saya kira kuahnya harus kering benar, {REJECTED}"
    blog.comment(text)

    blog.do("mark", text, "ham")

    assert service.resolved()[text] == "approve"


TRIALS: dict[str, Trial] = dict(
    zip(
        BLOG,
        (
            *(accepts_the_key, refuses_a_wrong_key, shows_the_account),
            *(publishes, holds, hides, drops_where_strict, falls_for_no_trap),
            *(publishes_later, hides_later, reports_spam, reports_ham),
        ),
        strict=True,
    )
)
