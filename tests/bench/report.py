"""Ratios into build/bench.json, and a line each for the person who waits."""

import json
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def record(**figures: float) -> None:
    """Merge `figures` into build/bench.json, rounded to three digits, and print them."""
    BENCH.parent.mkdir(exist_ok=True)
    known = json.loads(BENCH.read_text()) if BENCH.exists() else {}
    known |= {name: float(f"{figure:.3g}") for name, figure in figures.items()}
    BENCH.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    for name, figure in figures.items():
        print(f"\n{name:<32}{figure:>12.3g}", end="")  # noqa: T201 -- the table of `make bench`
