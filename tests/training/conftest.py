"""A tiny labelled world of our own making, large enough to train on in seconds."""

import gzip
import hashlib
import json
import os
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from service.settings import REPOSITORY
from training.written import Line

WORDS = (
    "kucing",
    "hujan",
    "pagi",
    "resep",
    "sambal",
    "kopi",
    "jalan",
    "rumah",
    "teman",
    "cerita",
    "lagu",
    "film",
    "sekolah",
    "pasar",
    "kebun",
    "sungai",
    "gunung",
    "bola",
    "sepeda",
    "lampu",
    "meja",
    "buku",
    "kamera",
    "roti",
    "telur",
    "ikan",
    "sayur",
    "malam",
    "siang",
    "hari",
)
PRAISE = (
    "bagus",
    "keren",
    "lucu",
    "mantap",
    "sedih",
    "seru",
    "enak",
    "menarik",
    "bermanfaat",
    "membantu",
)
PITCH = (
    "gacor",
    "maxwin",
    "slot",
    "modal",
    "receh",
    "cair",
    "jutaan",
    "depo",
    "jackpot",
    "menang",
    "bonus",
    "scatter",
)
ABUSE = ("bodoh", "dungu", "tolol", "goblok", "sampah", "busuk")
BRANDS = ("MAWAR88", "DEWA77", "NAGA4D", "RATU303", "BINTANG138", "KILAT99")

TINY_RECIPE = """
labels = ["spam", "spam/gambling", "abuse"]
seed = 1
bits = 12
ordinary = ["gbennnn-judol-yt", "prdect-id", "context_toxicity"]
apart = [["prdect-id", "stif-indonesia"]]
[namespaces]
style = 0.5
[penalty]
"spam" = 4.0
"spam/gambling" = 4.0
"abuse" = 4.0
[weights]
[augmentation]
named = 0.5
linked = 0.1
copies = 1
name_only = 60
plain_twins = 60
half_hidden = 20
tidied = 0.2
weight = 0.5
[prior]
"spam" = 0.2
"spam/gambling" = 0.2
"abuse" = 0.1
[presets]
lenient = { hold = 0.02, reject = 0.01 }
balanced = { hold = 0.1, reject = 0.04 }
strict = { hold = 0.3, reject = 0.1 }
[shares]
"spam" = { hold = 1.0, reject = 1.0 }
"spam/gambling" = { hold = 1.0, reject = 1.0 }
"abuse" = { hold = 0.5, reject = 0.2 }
"""


def sentence(rng: random.Random, words: Iterable[str], length: int = 5) -> str:
    """Return some of `words` and of the everyday ones, in random order."""
    drawn = rng.choices(list(words), k=2) + rng.choices(WORDS, k=length)
    rng.shuffle(drawn)
    return " ".join(drawn)


def line(body: str, /, **changes: str) -> Line:
    """Return a written line that bears no label, of nobody and beneath no article."""
    plain = Line(body, "", "", "", "id", "santai", (), "made up")
    return replace(plain, **changes)  # type: ignore[arg-type]  # only fields of text are changed


def row(text: str, **labels: object) -> dict[str, object]:
    """Return one row in the packaged form."""
    return {"text": text, "sha256": hashlib.sha256(text.encode()).hexdigest(), **labels}


def advertisements(rng: random.Random, count: int) -> Iterator[dict[str, object]]:
    for _ in range(count):
        yield row(f"{sentence(rng, PITCH)} {rng.choice(BRANDS)}", spam=1, lang="id")


def ordinary(rng: random.Random, count: int) -> Iterator[dict[str, object]]:
    for _ in range(count):
        yield row(sentence(rng, PRAISE, 6), spam=0, lang="id")


def talk(rng: random.Random, count: int) -> Iterator[dict[str, object]]:
    for place in range(count):
        words = ABUSE if place % 2 else PRAISE
        yield row(sentence(rng, words, 6), abuse=place % 2, lang="en")


def package(folder: Path, sets: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
    """Write sets in the packaged form into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in sets.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in rows)


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with three training sources and one evaluation set."""
    folder = tmp_path_factory.mktemp("data")
    rng = random.Random(7)
    package(
        folder / "train",
        {
            "gbennnn-judol-yt": [*advertisements(rng, 120), *ordinary(rng, 400)],
            "context_toxicity": talk(rng, 160),
            "prdect-id": ordinary(rng, 60),
        },
    )
    package(
        folder / "eval",
        {"muzazr-judol": [*advertisements(rng, 40), *ordinary(rng, 80)]},
    )
    return folder


@pytest.fixture(scope="session")
def tiny_recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a recipe that trains in seconds."""
    path = tmp_path_factory.mktemp("recipe") / "recipe.toml"
    path.write_text(TINY_RECIPE, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder with the labelled comments, which are not part of the repository."""
    folder = Path(os.environ.get("SARING_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if not (folder / "train").is_dir():
        pytest.skip("the labelled comments are not here; set SARING_TEST_DATA to their folder")
    return folder
