"""What the API works with: chosen by the composition root, handed to every operation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from prometheus_client import CollectorRegistry
from sqlalchemy import Connection

from service.domain import Comment, FeedbackKind, Recorded, Site, Verdict
from service.moderation import Moderator, Occasion, Shadow
from service.policy import Policy
from service.settings import Settings
from service.signals.base import History
from service.store.coral_secrets import Signers
from service.store.keys import KeyAccess
from service.web.office import Office
from service.web.openapi import Document
from service.web.reviews import Reviews
from service.web.security import Keys

Then = Callable[[Connection, Sequence[Recorded]], None]
"""What else is done in the transaction that records comments."""


def nothing_more(_: Connection, __: Sequence[Recorded]) -> None:
    """Do nothing else in that transaction."""


class Records(Protocol):
    """What the API needs of the ledger; each call is one short transaction.

    Every method raises LedgerUnavailable when the ledger cannot do its part.
    """

    def site_by_key(self, key: str) -> KeyAccess | None:
        """Return the site that owns an API key, with what the key may be used for."""

    def signers(self, site_id: str) -> Signers | None:
        """Return a site with what Corals sign its comments with; None where there is nothing."""

    def record(
        self, site: Site, judged: Sequence[tuple[Comment, Verdict]], then: Then = nothing_more
    ) -> Sequence[Recorded]:
        """Record comments in one transaction; a repeated one gives what was recorded first.

        `then` is called in the same transaction, with what was recorded.
        """

    def find_verdict(self, site: Site, verdict_id: str) -> Recorded:
        """Return a verdict of this site; raises NotFound."""

    def find_comment(self, site: Site, comment_id: str) -> Recorded:
        """Return the newest verdict on this site's comment; raises NotFound."""

    def find_text(self, site: Site, comment: Comment) -> Recorded:
        """Return the newest verdict on the same texts, sent without an id; raises NotFound."""

    def record_feedback(self, site: Site, recorded: Recorded, kind: FeedbackKind, note: str) -> str:
        """Record what the site says of a verdict; returns the feedback's id."""

    def history(self, site: Site) -> History:
        """Return what is remembered on a site at this moment."""

    def check(self) -> None:
        """Return when the ledger can be written now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything an operation may use. `shadows` tells what runs beside a site's policy."""

    moderator: Moderator
    records: Records
    keys: Keys
    settings: Settings
    metrics: CollectorRegistry
    document: Document
    office: Office
    shadows: Callable[[Site], tuple[Shadow, ...]] = lambda _: ()

    @property
    def reviews(self) -> Reviews:
        """The review queue."""
        return Reviews(self.office)

    def policy_of(self, site: Site) -> Policy:
        """Return the policy that judges the comments of `site`."""
        return self.office.rulebook.policy_of(site)

    def occasion(self, site: Site) -> Occasion:
        """Return what the comments of `site` are judged in now."""
        now = self.office.now()
        return Occasion(
            history=self.records.history(site),
            at=now,
            switch=site.thrown(now),
            enforced=not site.dry_run,
            shadows=self.shadows(site),
        )
