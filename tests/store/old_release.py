"""A ledger as release 0.1.0 left it, written by that release's own columns, frozen here."""

from collections.abc import Mapping
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from service.store.engine import migration, transaction
from tests.ledgers import SECONDS

ROWS = 2000
"""Comments, a fifth of each KIND in turn."""

SITES = ("01K00000000000000000000001", "01K00000000000000000000002")
EVIDENCE = '[["body",0,5,"gacor","gacor",2.5]]'
GAMBLING = f'[["score:spam/gambling",0.87,"hold",{EVIDENCE}],["signal:shouting",0.5,"hold",[]]]'
ONLY_SIGNAL = '[["signal:blocked_domain",1.0,"hold",[["author.url",0,3,"url","",0.0]]]]'
# Evidence with a lone surrogate, as service.store.columns spells it.
SURROGATE = '[["score:abuse",0.9,"hold",[["body",0,1,"\x10d800","",1.0]]]]'
SCORES = '{"spam":0.3,"spam/gambling":0.87,"abuse":0.01}'


@dataclass(frozen=True, slots=True)
class Kind:
    """What became of a comment."""

    decision: str
    reasons: str
    state: str = ""
    resolution: str | None = None


KINDS = (
    Kind("hold", GAMBLING, "open"),
    Kind("hold", ONLY_SIGNAL, "open"),
    Kind("hold", GAMBLING, "resolved", "spam"),
    Kind("approve", "[]"),
    Kind("reject", SURROGATE),
)
OPEN_GAMBLING, OPEN_SIGNAL, RESOLVED_SPAM, APPROVED, REJECTED = range(len(KINDS))

_COMMENT = text(
    "INSERT INTO comments (id, site_id, external_id, text_digest, body, author_name, author_url,"
    " author_id_hash, author_email_hash, author_ip_hash, article_url, article_title, parent,"
    " posted_at, received_at) VALUES (:id, :site_id, :external_id, :digest, 'Main di GACOR yuk',"
    " 'Budi', '', :author, :email, NULL, :article, 'Resep rendang', '', NULL, :at)"
)
_VERDICT = text(
    "INSERT INTO verdicts (id, comment_id, site_id, decision, reasons, scores, signals, language,"
    " language_confidence, model, policy, created_at, edit_of) VALUES (:id, :id, :site_id,"
    " :decision, :reasons, :scores, '[]', 'id', 0.93, '2026.9.1', 'balanced@1', :at, :edit_of)"
)
_ITEM = text(
    "INSERT INTO review_items (id, verdict_id, comment_id, site_id, state, opened_at, resolution,"
    " resolved_at) VALUES (:id, :id, :id, :site_id, :state, :at, :resolution, :resolved_at)"
)
_FEEDBACK = text(
    "INSERT INTO feedback (id, site_id, verdict_id, kind, note, created_at)"
    " VALUES (:id, :site_id, :id, 'missed_spam', '', :at)"
)
_SITE = text(
    "INSERT INTO sites (id, name, policy, created_at) VALUES (:id, 'Dapur', 'balanced', :at)"
)
_KEY = text(
    "INSERT INTO api_keys (id, site_id, prefix, digest, created_at)"
    " VALUES (:id, :id, 'saring_live_', :id, :at)"
)
_AT = "2026-09-01T08:00:00.000000+00:00"
_RESOLVED_AT = "2026-09-02T09:30:00.000000+00:00"


def item_id(number: int) -> str:
    """Return the id of the comment, verdict and item with this number."""
    return f"01K4{number:022d}"


def numbers(*kinds: int, site: int = 0) -> list[int]:
    """Return the numbers of a site's comments of some kinds, ascending."""
    return [n for n in range(ROWS) if n % len(KINDS) in kinds and _site(n) == SITES[site]]


def fill_0_1_0(engine: Engine) -> None:
    """Make the tables of release 0.1.0, with ROWS comments in them."""
    with migration(engine, SECONDS) as connection:
        config = Config()
        config.set_main_option("script_location", "service/store/migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with transaction(engine) as tx:
        sites = [{"id": site_id, "at": _AT} for site_id in SITES]
        tx.execute(_SITE, sites)
        tx.execute(_KEY, sites)
        written = [_values(number) for number in range(ROWS)]
        tx.execute(_COMMENT, written)
        tx.execute(_VERDICT, written)
        tx.execute(_ITEM, [row for row in written if row["state"]])
        tx.execute(_FEEDBACK, [row for row in written if row["decision"] == "approve"])


def everything(connection: Connection) -> Mapping[str, list[tuple[object, ...]]]:
    """Return what stands in the tables of release 0.1.0, in its columns."""
    columns = {
        "sites": "id, name, policy, created_at",
        "api_keys": "id, site_id, prefix, digest, created_at, revoked_at",
        "comments": "id, site_id, external_id, text_digest, body, author_name, author_id_hash,"
        " author_email_hash, article_url, article_title, received_at",
        "verdicts": "id, comment_id, site_id, decision, reasons, scores, language, created_at,"
        " edit_of",
        "review_items": "id, verdict_id, comment_id, site_id, state, opened_at, resolution,"
        " resolved_at",
        "feedback": "id, site_id, verdict_id, kind, note, created_at",
    }
    return {
        table: [tuple(row) for row in connection.execute(text(_all(table, names)))]
        for table, names in columns.items()
    }


def _all(table: str, names: str) -> str:
    return f"SELECT {names} FROM {table} ORDER BY id"  # noqa: S608 -- both are ours


def _site(number: int) -> str:
    return SITES[number % 3 == 0]


def _values(number: int) -> dict[str, object]:
    kind = KINDS[number % len(KINDS)]
    return {
        "id": item_id(number),
        "site_id": _site(number),
        "external_id": f"c-{number // 30}" if number % 2 else None,
        "digest": f"{number:064x}",
        "author": f"{number % 7:064x}" if number % 4 else None,
        "email": f"{number % 5:064x}" if number % 4 == 0 else None,
        "article": "https://dapur.example/resep-rendang" if number % 6 else "",
        "at": _AT,
        "decision": kind.decision,
        "reasons": kind.reasons,
        "scores": SCORES,
        "edit_of": item_id(number - 30) if number >= 30 and number % 60 == 31 else None,
        "state": kind.state,
        "resolution": kind.resolution,
        "resolved_at": _RESOLVED_AT if kind.resolution else None,
    }
