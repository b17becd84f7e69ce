"""A small queue over the office of the tests: comments with scores that a test names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ulid import ULID

from service.domain import (
    Article,
    Author,
    Comment,
    Decision,
    Evidence,
    Field,
    Language,
    Reason,
    Site,
    Verdict,
)
from service.store.ledger import Ledger
from service.web.office import Office

RENDANG = Article("https://dapur.example/rendang", "Rendang")
SITI = Author(id="u-2", name="Siti")


@dataclass(frozen=True, slots=True)
class Judged:
    """How a comment was judged, and how long ago; by default, for the first of its scores."""

    decision: Decision = Decision.HOLD
    ago: timedelta = timedelta(minutes=5)
    codes: tuple[str, ...] | None = None


HELD = Judged()
APPROVED = Judged(Decision.APPROVE, codes=())
REJECTED = Judged(Decision.REJECT)


@dataclass(slots=True)
class Desk:
    """Puts comments before the moderators of one site."""

    office: Office
    site: Site
    made: int = 0

    def put(
        self, scores: Mapping[str, float], judged: Judged = HELD, comment: Comment | None = None
    ) -> str:
        """Record a comment with these scores; returns its item's id."""
        self.made += 1
        said = comment or Comment(f"Komentar {self.made}", author=SITI, article=RENDANG)
        at = self.office.now() - judged.ago + timedelta(milliseconds=self.made)
        verdict = _verdict(scores, judged, at)
        with self.office.write() as tx:
            Ledger(self.office.pseudonymiser).record(tx, self.site, said, verdict, at)
        return verdict.id

    def at(self, site: Site) -> "Desk":
        """Return a desk of another site."""
        return replace(self, site=site)


def _verdict(scores: Mapping[str, float], judged: Judged, at: datetime) -> Verdict:
    evidence = (Evidence(Field.BODY, 0, 8, "Komentar", "", 2.0),)
    reasons = tuple(
        Reason(code, scores.get(code.partition(":")[2], 1.0), judged.decision, evidence)
        for code in ([f"score:{next(iter(scores))}"] if judged.codes is None else judged.codes)
    )
    language = Language("id", 0.9)
    verdict_id = str(ULID.from_datetime(at))
    return Verdict(verdict_id, judged.decision, reasons, scores, language, "m-1", "balanced@1")
