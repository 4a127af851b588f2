"""PostgreSQL's search index keeps the year and the department of an entry as marks among its tokens.

They are written in one go, and the index made anew after it: row by row it would take ten times as long.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# As of this migration, whatever `routing.search.marks` says later: the day of a key is its ordinal × 4,096.
MARKS = """
    UPDATE search_index AS i
    SET tokens = i.tokens
        || CAST(65536 + extract(year FROM date '0001-01-01' + CAST(i.key / 4096 - 1 AS integer)) AS integer)
        || CASE WHEN e.department_id IS NULL THEN CAST('{}' AS integer[])
                ELSE ARRAY[131072 + e.department_id % 65536] END
    FROM search_entry AS e WHERE e.key = i.key
"""


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_index_tokens")
        op.execute(MARKS)
        op.execute(
            "CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) "
            "WITH (fastupdate = on, gin_pending_list_limit = 16384)"
        )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
