"""Alembic's entry: run inside the transaction that `service.store.schema.upgrade` holds."""

from alembic import context

from service.store.metadata import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
