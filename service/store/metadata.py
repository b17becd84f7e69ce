"""What all tables of the ledger share: one MetaData, and how keys look."""

from sqlalchemy import MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(26)  # a ULID
DIGEST = String(64)  # a SHA-256 or HMAC-SHA256 in hexadecimal
