"""The search index: bigrams as FTS5 on SQLite, as int4[] under GIN on PostgreSQL."""

from alembic import op

from routing.search import schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    schema.create(op.get_bind())


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
