"""The trace that every recorded comment leaves: what its text and its author are recognised by."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, insert

from service.store.arrivals import Arrival, article_key, author_key
from service.store.policy_tables import traces
from service.text.simhash import bands, likeness

_INSERT = insert(traces)
_UNRECOGNISED = {"exact": None, "simhash": None} | {f"band_{place}": None for place in range(4)}


def leave_traces(tx: Connection, site_id: str, arrivals: Sequence[Arrival]) -> None:
    """Write the traces of comments that were just recorded."""
    tx.execute(_INSERT, [_row(site_id, arrival) for arrival in arrivals])


def _row(site_id: str, arrival: Arrival) -> Mapping[str, object]:
    return {
        "id": arrival.recorded.verdict.id,
        "site_id": site_id,
        "author_key": author_key(arrival.author),
        "address_key": arrival.author.ip,
        "article_key": article_key(arrival.comment.article.url),
        "at": arrival.recorded.recorded_at,
        **_recognised(arrival.squeezed),
    }


def _recognised(squeezed: str) -> Mapping[str, int | None]:
    """Return the columns that a text is recognised by, empty for one that is too short."""
    found = likeness(squeezed)
    if found is None:
        return _UNRECOGNISED
    quarters = {f"band_{place}": band for place, band in enumerate(bands(found.simhash))}
    return {"exact": found.exact, "simhash": found.simhash, **quarters}
