"""The ledger as the API uses it: one short transaction a call, on an engine of this process."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from service.domain import Comment, FeedbackKind, Recorded, Site, Verdict
from service.errors import LedgerUnavailable
from service.store.coral_secrets import Signers, find_signers
from service.store.engine import check_writable, reading, transaction
from service.store.history import StoredHistory
from service.store.keys import KeyAccess, find_site_by_key, note_use, use_is_due
from service.store.ledger import Ledger, record_feedback
from service.store.lookup import find_comment, find_text, find_verdict
from service.telemetry import LEDGER_FAILURES
from service.web.desk import Then, nothing_more


class LedgerRecords:
    """Satisfies service.web.desk.Records.

    `make_engine` is called once in every process that uses the ledger, so that a server may load
    the application before it forks.
    """

    def __init__(
        self, make_engine: Callable[[], Engine], ledger: Ledger, now: Callable[[], datetime]
    ) -> None:
        self._make_engine = make_engine
        self._ledger = ledger
        self._now = now
        self._engines: dict[int, Engine] = {}

    @property
    def engine(self) -> Engine:
        """The engine of this process."""
        process = os.getpid()
        if process not in self._engines:
            self._engines = {process: self._make_engine()}
        return self._engines[process]

    def site_by_key(self, key: str) -> KeyAccess | None:
        """Return the site that owns an API key, with what the key may be used for."""
        now = self._now()
        with reading(self.engine) as connection:
            access = find_site_by_key(connection, key, now)
        if access is not None and use_is_due(access.last_used_at, now):
            self._note_use(access.holder.key_id, now)
        return access

    def signers(self, site_id: str) -> Signers | None:
        """Return a site with what Corals sign its comments with; None where there is nothing."""
        with reading(self.engine) as connection:
            return find_signers(connection, site_id)

    def record(
        self, site: Site, judged: Sequence[tuple[Comment, Verdict]], then: Then = nothing_more
    ) -> list[Recorded]:
        """Record comments in one transaction; a repeated one gives what was recorded first.

        `then` is called in the same transaction, with what was recorded.
        """
        with transaction(self.engine) as tx:
            recorded = self._ledger.record_many(tx, site, judged, self._now())
            then(tx, recorded)
            return recorded

    def history(self, site: Site) -> StoredHistory:
        """Return what is remembered on a site at this moment."""
        return StoredHistory(self.engine, site, self._ledger.pseudonymiser, self._now())

    def find_verdict(self, site: Site, verdict_id: str) -> Recorded:
        """Return a verdict of this site; raises NotFound."""
        with reading(self.engine) as connection:
            return find_verdict(connection, site.id, verdict_id)

    def find_comment(self, site: Site, comment_id: str) -> Recorded:
        """Return the newest verdict on this site's comment; raises NotFound."""
        with reading(self.engine) as connection:
            return find_comment(connection, site.id, comment_id)

    def find_text(self, site: Site, comment: Comment) -> Recorded:
        """Return the newest verdict on the same texts, sent without an id; raises NotFound."""
        with reading(self.engine) as connection:
            return find_text(connection, site.id, comment)

    def record_feedback(self, site: Site, recorded: Recorded, kind: FeedbackKind, note: str) -> str:
        """Record what the site says of a verdict; returns the feedback's id."""
        with transaction(self.engine) as tx:
            return record_feedback(tx, site.id, recorded.verdict.id, kind, note, self._now())

    def _note_use(self, key_id: str, now: datetime) -> None:
        """Note that a key was used, or do without: no request fails for it."""
        try:
            with transaction(self.engine) as tx:
                note_use(tx, key_id, now)
        except LedgerUnavailable:
            LEDGER_FAILURES.inc()

    def check(self) -> None:
        """Return when the ledger can be written now."""
        check_writable(self.engine)
