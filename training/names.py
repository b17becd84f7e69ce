"""Names that authors bear: ordinary people's, and advertisements in a name's place.

Public corpora come without authors. Ordinary names, digits and all, are put on ordinary comments
and on spam alike, so that a model learns from what a name says and not from its being there.
"""

import random
import tomllib
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
CALLINGS: tuple[str, ...] = tuple(_TABLE["callings"])
PITCHES: tuple[str, ...] = tuple(_TABLE["pitches"])


def _words(name: str) -> tuple[str, ...]:
    return tuple(_TABLE[name].split())


GIVEN = _words("given")
FAMILY = _words("family")
TITLES = _words("titles")
ALONE = _words("alone")
HOSTS = _words("hosts")
BRAND_WORDS = _words("brand_words")
BRAND_ENDS = _words("brand_ends")
BRAND_DOMAINS = _words("brand_domains")


def ordinary_name(rng: random.Random) -> str:
    """Return a name such as people give on blogs and video sites."""
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    number = rng.choice((rng.randint(1, 99), rng.randint(1960, 2012), rng.randint(100, 9999)))
    shapes = (
        f"{given} {family}",
        f"{given} {family}",
        f"{given} {rng.choice(GIVEN)} {family}",
        given,
        given.lower(),
        f"{given} {family[0]}.",
        f"{rng.choice(TITLES)} {given}",
        f"{given} {number}",
        f"{given}{number}",
        f"{given.lower()}{family.lower()}{number}",
        f"{given.lower()}_{family.lower()}",
        f"{given.lower()}.{family.lower()}",
        f"@{given}{family}-{_tail(rng)}",
        f"{given} {family}".upper(),
        f"{given} {number}".upper(),
        rng.choice(CALLINGS).format(given),
        rng.choice(ALONE),
    )
    return rng.choice(shapes)


def ordinary_url(rng: random.Random) -> str:
    """Return the address of a person's own page."""
    given, family = rng.choice(GIVEN).lower(), rng.choice(FAMILY).lower()
    owner = rng.choice((given, family, given + family, f"{given}-{family}", f"catatan{given}"))
    scheme = rng.choice(("https://", "http://", "https://www."))
    return f"{scheme}{owner}.{rng.choice(HOSTS)}{rng.choice(('', '/', '/blog'))}"


def brand(rng: random.Random) -> str:
    """Return an invented name of the kind that gambling sites bear."""
    word = rng.choice(BRAND_WORDS)
    if rng.random() < 0.25:
        word += rng.choice(BRAND_WORDS)
    name = word + rng.choice(BRAND_ENDS)
    return rng.choice((name, name.upper(), name.upper(), name.capitalize()))


def pitch(rng: random.Random, name: str) -> str:
    """Return what the owner of the brand `name` writes where a person's name belongs."""
    return rng.choice(PITCHES).format(name)


def brand_url(rng: random.Random, name: str) -> str:
    """Return an address that the brand `name` could have."""
    ending = rng.choice(BRAND_DOMAINS)
    front = rng.choice(("", "", "link-", "daftar-", "slot-"))
    back = rng.choice(("", "", "slot", "-gacor", "-alternatif", "resmi"))
    return f"https://{front}{name.lower()}{back}.{ending}{rng.choice(('', '/', '/daftar'))}"


def _tail(rng: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(rng.choices(letters, k=3))
