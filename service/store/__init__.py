"""The ledger and everything else that is kept in the database."""
