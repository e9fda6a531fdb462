"""Alembic's environment: the connection is handed in, the tables are the target."""

from alembic import context

from shared.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=True)
context.run_migrations()
