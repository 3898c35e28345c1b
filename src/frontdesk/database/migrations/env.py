"""What Alembic runs to migrate: always on the connection, and in the transaction, that `migrate.py` hands over."""

from alembic import context

from frontdesk.database.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
