"""What ordinary people write is not taken for a variant of what a moderator rejected."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from service.text.fold import fold
from service.text.imprint import imprint, resemblances
from tests.waves import Wave

REJECTED = 20
ONE_OF = 3  # 14,401 of the 43,203 ordinary comments, to save time; of all of them none is taken


def ordinary_comments(folder: Path) -> Iterator[str]:
    """Yield what is neither spam nor abuse in the sets that are kept for evaluation."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if not row.get("spam") and not row.get("abuse") and row.get("text"):
                    yield row["text"]


@pytest.mark.shared_data
def test_no_ordinary_comment_is_taken_for_a_variant(shared_data: Path) -> None:
    wave = Wave(Random(1))
    rejected = [imprint(fold(wave.body()).words) for _ in range(REJECTED)]
    sketches = [one.sketch for one in rejected if one is not None]
    texts = list(ordinary_comments(shared_data / "eval"))[::ONE_OF]

    taken = sum(resembles(text, sketches) for text in texts)

    assert len(sketches) == REJECTED
    assert len(texts) > 10_000
    assert taken == 0


def resembles(text: str, sketches: list[bytes]) -> bool:
    """Say whether a text is like any of these, found by its keys or not."""
    found = imprint(fold(text).words)
    return found is not None and bool(resemblances(found.sketch, sketches).any())
