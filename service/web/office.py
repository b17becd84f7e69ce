"""What the pages and the API of people work with: chosen by the composition root."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine

from service.policy import Policy
from service.policy.compiling import Grounds
from service.scoring.manifest import Curve
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.pseudonyms import Pseudonymiser
from service.web.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Office:
    """The ledger, the clock, the settings and the policies. `engine` gives this process's own.

    `policies` are the presets by name, and `promises` what the model can promise. The `rulebook`
    knows which policy judges for a site.
    """

    engine: Callable[[], Engine] = field(repr=False)
    now: Callable[[], datetime]
    settings: Settings = field(repr=False)
    policies: Mapping[str, Policy] = field(repr=False)
    pseudonymiser: Pseudonymiser = field(repr=False)
    promises: Mapping[str, Curve] = field(default_factory=dict, repr=False)
    rulebook: Rulebook = field(init=False, repr=False)

    def __post_init__(self) -> None:
        presets = {name: policy.base.thresholds for name, policy in self.policies.items()}
        grounds = Grounds(presets, self.promises)
        rulebook = Rulebook(
            self.read,
            self.now,
            self.policies,
            grounds,
            private=self.settings.webhook_private,
        )
        object.__setattr__(self, "rulebook", rulebook)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read from the ledger; raises LedgerUnavailable."""
        with reading(self.engine()) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run one short write transaction; raises LedgerUnavailable."""
        with transaction(self.engine()) as tx:
            yield tx
