"""PostgreSQL's search index takes new tokens on a list, which the worker puts in their place each minute."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX ix_search_index_tokens SET (fastupdate = on, gin_pending_list_limit = 16384)")


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
