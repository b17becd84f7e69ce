"""Every condition that a rule may have, true and not true of a comment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.domain import Article, Author, Past
from tests.policy.documents import BUDI, COMMENT, MONDAY, SAMBAL, holds, said

LINKS = said("Lihat https://toko.example/a dan https://bit.ly/x serta www.lain.example")
HIDDEN = said('Klik <a href="https://judol.example/daftar">https://bank.example</a> ya')
NUMBER = said("Hubungi 0812-3456-7890 atau wa.me/6281234567890")
STYLED = said("Main 𝗦𝗟𝗢𝗧 di sini")


@pytest.mark.parametrize(
    ("when", "body", "expected"),
    [
        ('{ text = { terms = ["anjing"] } }', "dasar anjing", True),
        ('{ text = { terms = ["anjing"] } }', "Dasar ANJING!", True),
        ('{ text = { terms = ["anjing"] } }', "menganjingkan orang", False),
        ('{ text = { terms = ["anjing"], affixes = true } }', "menganjingkan orang", True),
        ('{ text = { terms = ["slot gacor"] } }', "𝘀𝗹𝗼𝘁 gacor malam ini", True),
        ('{ text = { terms = ["slot gacor"] } }', "slot yang gacor", False),
        ('{ text = { terms = ["slotgacor"], form = "squeezed" } }', "s.l.o.t g a c o r", True),
        (
            '{ text = { patterns = ["(?i)promo \\\\d+%"], form = "raw" } }',
            "PROMO 50% hari ini",
            True,
        ),
        ('{ text = { patterns = ["promo"] } }', "𝗣𝗥𝗢𝗠𝗢 besar", True),
        ('{ text = { patterns = ["promo"], form = "raw" } }', "𝗣𝗥𝗢𝗠𝗢 besar", False),
        ('{ text = { patterns = ["^promo$"], form = "squeezed" } }', "p r o m o", True),
        ('{ text = { terms = ["anjing", "babi"] } }', "babi", True),
        ("{ length = { less_than = 5 } }", "Amin", True),
        ("{ length = { less_than = 5 } }", "Aamin", False),
        ("{ length = 4 }", "Amin", True),
        ('{ language = ["id", "jv"] }', "Saya sangat senang membaca tulisan ini tadi pagi", True),
        ('{ language = "en" }', "Saya sangat senang membaca tulisan ini tadi pagi", False),
    ],
)
def test_conditions_on_the_text(when: str, body: str, *, expected: bool) -> None:
    assert holds(when, said(body)) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{ links = { count = { at_least = 3 } } }", True),
        ("{ links = { count = { more_than = 3 } } }", False),
        ('{ links = { domain = ["toko.example"] } }', True),
        ('{ links = { domain = ["www.toko.example"] } }', True),
        ('{ links = { domain = ["oko.example"] } }', False),
        ('{ links = { domain = ["budi.example"] } }', True),
        ('{ author = { url_domain = ["toko.example"] } }', False),
        ('{ author = { url_domain = ["budi.example"] } }', True),
        ("{ links = { shortened = true } }", True),
        ("{ links = { shortened = false } }", False),
        ("{ links = { hides_target = true } }", False),
    ],
)
def test_conditions_on_links(when: str, *, expected: bool) -> None:
    assert holds(when, LINKS) is expected


def test_a_domain_takes_in_what_stands_under_it() -> None:
    under = said("https://a.b.judol.example/x")

    assert holds('{ links = { domain = "judol.example" } }', under)
    assert holds('{ links = { domain = "b.judol.example" } }', under)
    assert not holds('{ links = { domain = "c.judol.example" } }', under)


def test_a_link_whose_text_shows_another_domain_hides_its_target() -> None:
    assert holds("{ links = { hides_target = true } }", HIDDEN)


def test_contact_numbers_are_counted() -> None:
    assert holds("{ contact_numbers = { at_least = 1 } }", NUMBER)
    assert not holds("{ contact_numbers = { at_least = 1 } }")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ author = { name = "budi santoso" } }', True),
        ('{ author = { name = "Budi" } }', False),
        ('{ author = { id = ["u-2", "u-1"] } }', True),
        ('{ author = { email = "BUDI@surat.example" } }', True),
        ('{ author = { email_domain = "surat.example" } }', True),
        ('{ author = { email_domain = "rat.example" } }', False),
        ('{ author = { address = ["203.0.113.0/24"] } }', True),
        ('{ author = { address = ["203.0.114.0/24", "2001:db8::/32"] } }', False),
        ("{ author = { known = true } }", True),
        ("{ author = { comments = { less_than = 3 } } }", True),
        ("{ author = { approved = { at_least = 2 } } }", True),
        ("{ author = { rejected = { at_least = 1 } } }", False),
        ('{ text = { terms = ["santoso"], in = ["author.name"] } }', True),
        ('{ text = { terms = ["tentang"], in = ["author.url"] } }', True),
        ('{ text = { terms = ["sambal"], in = ["article.title"] } }', True),
        ('{ text = { terms = ["sambal"], in = ["body", "author.name"] } }', False),
    ],
)
def test_conditions_on_the_author(when: str, *, expected: bool) -> None:
    assert holds(when, past=Past(comments=2, approved=2)) is expected


@pytest.mark.parametrize("address", ["", "not an address", "::1%eth0", "203.0.113"])
def test_an_address_that_is_none_is_in_no_network(address: str) -> None:
    comment = replace(COMMENT, author=replace(BUDI, ip=address))

    assert not holds('{ author = { address = "0.0.0.0/0" } }', comment)


def test_an_address_of_version_4_is_known_inside_one_of_version_6() -> None:
    comment = replace(COMMENT, author=replace(BUDI, ip="::ffff:203.0.113.7"))

    assert holds('{ author = { address = "203.0.113.0/24" } }', comment)


def test_an_author_of_whom_nothing_is_told_has_no_record() -> None:
    comment = replace(COMMENT, author=Author())

    assert holds("{ author = { known = false, comments = { less_than = 1 } } }", comment)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{ article = { age_days = { at_least = 14 } } }", True),
        ("{ article = { age_days = { more_than = 14 } } }", False),
        ('{ article = { url = "*/resep/*" } }', True),
        ('{ article = { url = ["https://dapur.example/*", "x"] } }', True),
        ('{ article = { url = "*/politik/*" } }', False),
        ('{ article = { url = "*/resep/samba?" } }', False),
        ("{ article = { closed = false } }", True),
        ("{ article = { closed = true } }", False),
    ],
)
def test_conditions_on_the_article(when: str, *, expected: bool) -> None:
    assert holds(when) is expected


def test_an_article_whose_age_is_not_told_is_neither_old_nor_new() -> None:
    comment = replace(COMMENT, article=Article(url=SAMBAL.url))

    assert not holds("{ article = { age_days = { at_least = 14 } } }", comment)
    assert not holds("{ article = { age_days = { less_than = 14 } } }", comment)


@pytest.mark.parametrize(
    ("when", "hours", "expected"),
    [
        ('{ time = { from = "09:00", until = "17:00" } }', 0, True),
        ('{ time = { from = "10:00", until = "10:01" } }', 0, True),
        ('{ time = { from = "09:00", until = "10:00" } }', 0, False),
        ('{ time = { from = "22:00", until = "05:00" } }', 13, True),
        ('{ time = { from = "22:00", until = "05:00" } }', 18, True),
        ('{ time = { from = "22:00", until = "05:00" } }', 19, False),
        ('{ time = { from = "22:00", until = "05:00", days = ["mon"] } }', 18, True),
        ('{ time = { from = "22:00", until = "05:00", days = ["tue"] } }', 18, False),
        ('{ time = { days = ["mon"] } }', 0, True),
        ('{ time = { days = ["sat", "sun"] } }', 0, False),
        ('{ time = { from = "03:00", until = "04:00", zone = "UTC" } }', 0, True),
    ],
)
def test_conditions_on_the_time(when: str, hours: int, *, expected: bool) -> None:
    assert holds(when, at=MONDAY + timedelta(hours=hours)) is expected


def test_summer_time_is_that_of_the_zone() -> None:
    summer, winter = (datetime(2026, month, 1, 9, 30, tzinfo=UTC) for month in (7, 12))
    when = '{ time = { from = "11:00", until = "12:00", zone = "Europe/Amsterdam" } }'

    assert holds(when, at=summer)
    assert not holds(when, at=winter)


def test_conditions_on_signals_scores_and_the_past() -> None:
    known = Past(same=3, by_address=12, lesson=0.7)

    assert holds("{ signal = { styled_part = { at_least = 0.1 } } }", STYLED)
    assert not holds("{ signal = { styled_part = { at_least = 0.1 } } }")
    assert holds(
        '{ score = { "spam/gambling" = { at_least = 0.3 } } }', scores={"spam/gambling": 0.3}
    )
    assert not holds('{ score = { "spam/gambling" = { at_least = 0.3 } } }')
    assert holds("{ past = { same = { at_least = 3 }, lesson = { more_than = 0.5 } } }", past=known)
    assert not holds("{ past = { by_author = { at_least = 1 } } }", past=known)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{ all = [{ length = 28 }, { article = { closed = false } }] }", True),
        ("{ all = [{ length = 28 }, { article = { closed = true } }] }", False),
        ("{ any = [{ length = 1 }, { article = { closed = false } }] }", True),
        ("{ any = [{ length = 1 }, { article = { closed = true } }] }", False),
        ("{ not = { length = 1 } }", True),
        ("{ not = { length = 28 } }", False),
        ("{ length = 28, article = { closed = false } }", True),
        ("{ length = 28, article = { closed = true } }", False),
        ("{ not = { any = [{ length = 1 }, { not = { length = 28 } }] } }", True),
        ("{ any = [] }", False),
        ("{}", True),
    ],
)
def test_conditions_are_combined(when: str, *, expected: bool) -> None:
    assert holds(when) is expected
