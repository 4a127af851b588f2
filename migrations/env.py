"""Alembic's way in: the application's own engine and tables, SQLite in batch mode."""

from alembic import context
from flask import current_app

from routing.extensions import db

# The search index keeps tables that no model maps; its migration makes them.
OWN = {table.name for table in db.metadata.tables.values()}


def include(_object, name, kind, _reflected, _compared):
    return kind != "table" or name in OWN


with current_app.app_context(), db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        include_object=include,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
