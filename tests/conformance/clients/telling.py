"""What the scripts that drive Python clients share: what they are given and how they answer."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """Where the service is, who asks, and comments by what should become of them."""

    url: str
    key: str
    wrong_key: str
    blog: str
    comments: dict[str, dict[str, str]]


def given() -> Given:
    """Read what the test wrote to standard input."""
    return Given(**json.load(sys.stdin))


def tell(check: str, ask: Callable[[], object]) -> None:
    """Ask, and print one line of JSON with the answer or the class of the client's exception."""
    try:
        said: Any = ask()
    except Exception as error:  # noqa: BLE001 - whatever the client raises is what is compared
        said = {"raised": type(error).__name__, "words": str(error)[:300]}
    sys.stdout.write(json.dumps({"check": check, "said": said}) + "\n")
    sys.stdout.flush()
