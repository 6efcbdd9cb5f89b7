"""Runs the revisions on the connection that `Database.migrate` opened."""

from alembic import context

from retouch_lib.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
