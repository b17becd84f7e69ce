"""Recipe: every choice that goes into a model, read once from recipe.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from service.presets import PRESETS
from training.augment import Augmentation
from training.errors import TrainingError
from training.thresholds import Promise

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Recipe:
    """The fields are those that recipe.toml explains."""

    labels: tuple[str, ...]
    seed: int
    bits: int
    namespaces: Mapping[str, float]
    penalty: Mapping[str, float]
    weights: Mapping[str, float]
    augmentation: Augmentation
    apart: tuple[frozenset[str], ...]
    presets: Mapping[str, Promise]
    prior: Mapping[str, float]
    shares: Mapping[str, Promise]
    ordinary: frozenset[str]

    @classmethod
    def read(cls, path: Path = HERE / "recipe.toml") -> Self:
        """Read a recipe; raises TrainingError where it leaves a label or a preset out."""
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        recipe = cls(
            labels=tuple(table["labels"]),
            seed=table["seed"],
            bits=table["bits"],
            namespaces=table["namespaces"],
            penalty=table["penalty"],
            weights=table["weights"],
            augmentation=Augmentation(**table["augmentation"]),
            apart=tuple(frozenset(together) for together in table["apart"]),
            presets={name: Promise(**promise) for name, promise in table["presets"].items()},
            prior=table["prior"],
            shares={label: Promise(**share) for label, share in table["shares"].items()},
            ordinary=frozenset(table["ordinary"]),
        )
        recipe._check()
        return recipe

    def with_seed(self, seed: int) -> Self:
        """Return this recipe with another seed."""
        return replace(self, seed=seed)

    def _check(self) -> None:
        for name, table in (
            ("penalty", self.penalty),
            ("prior", self.prior),
            ("shares", self.shares),
        ):
            if set(table) != set(self.labels):
                raise TrainingError(f"[{name}] in the recipe must name every label and no other")
        if set(self.presets) != set(PRESETS):
            raise TrainingError(f"[presets] in the recipe must be {', '.join(PRESETS)}")
