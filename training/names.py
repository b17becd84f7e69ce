"""Names that authors bear: ordinary people's, and advertisements in a name's place.

Public corpora come without authors. Ordinary names, digits and all, are put on ordinary comments
and on spam alike, so that a model learns from what a name says and not from its being there.
"""

import random
import tomllib
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
_WORDS = {name: words.split() for name, words in _TABLE.items() if isinstance(words, str)}


def ordinary_name(rng: random.Random) -> str:
    """Return a name such as people give on blogs and video sites."""
    given, family = rng.choice(_WORDS["given"]), rng.choice(_WORDS["family"])
    number = rng.choice((rng.randint(1, 99), rng.randint(1960, 2012), rng.randint(100, 9999)))
    shapes = (
        f"{given} {family}",
        f"{given} {family}",
        f"{given} {rng.choice(_WORDS['given'])} {family}",
        given,
        given.lower(),
        f"{given} {family[0]}.",
        f"{rng.choice(_WORDS['titles'])} {given}",
        f"{given} {number}",
        f"{given}{number}",
        f"{given.lower()}{family.lower()}{number}",
        f"{given.lower()}_{family.lower()}",
        f"{given.lower()}.{family.lower()}",
        f"@{given}{family}-{_tail(rng)}",
        f"{given} {family}".upper(),
        f"{given} {number}".upper(),
        rng.choice(_TABLE["callings"]).format(given),
        rng.choice(_WORDS["alone"]),
    )
    return rng.choice(shapes)


def ordinary_url(rng: random.Random) -> str:
    """Return the address of a person's own page."""
    given, family = rng.choice(_WORDS["given"]).lower(), rng.choice(_WORDS["family"]).lower()
    owner = rng.choice((given, family, given + family, f"{given}-{family}", f"catatan{given}"))
    scheme = rng.choice(("https://", "http://", "https://www."))
    return f"{scheme}{owner}.{rng.choice(_WORDS['hosts'])}{rng.choice(('', '/', '/blog'))}"


def brand(rng: random.Random) -> str:
    """Return an invented name of the kind that gambling sites bear."""
    word = rng.choice(_WORDS["brand_words"])
    if rng.random() < 0.25:
        word += rng.choice(_WORDS["brand_words"])
    name = word + rng.choice(_WORDS["brand_ends"])
    return rng.choice((name, name.upper(), name.upper(), name.capitalize()))


def pitch(rng: random.Random, name: str) -> str:
    """Return what the owner of the brand `name` writes where a person's name belongs."""
    return str(rng.choice(_TABLE["pitches"])).format(name)


def brand_url(rng: random.Random, name: str) -> str:
    """Return an address that the brand `name` could have."""
    ending = rng.choice(_WORDS["brand_domains"])
    front = rng.choice(("", "", "link-", "daftar-", "slot-"))
    back = rng.choice(("", "", "slot", "-gacor", "-alternatif", "resmi"))
    return f"https://{front}{name.lower()}{back}.{ending}{rng.choice(('', '/', '/daftar'))}"


def _tail(rng: random.Random) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(rng.choices(letters, k=3))
