"""Finding: the texts of attachments; the search index with names, sounds, further numbers and attachments in it.

The index is not copied: entries of an earlier tokeniser could not be taken out of it one by one. It begins empty, and
the worker writes it anew from the documents, the newest first, while the house goes on working.
"""

import sqlalchemy as sa
from alembic import op

from routing.search import schema

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "extracted_text",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_extracted_text"),
    )
    op.create_index("ix_extracted_text_state_at", "extracted_text", ["state", "at"])
    connection = op.get_bind()
    schema.drop(connection)
    schema.create(connection)
    last, total = connection.execute(sa.text("SELECT max(id), count(id) FROM document")).one()
    if total:
        begun = sa.text("INSERT INTO search_rebuild (id, below, done, total) VALUES (1, :below, 0, :total)")
        connection.execute(begun, {"below": last + 1, "total": total})
    # The files that documents carry already wait to be read; of restricted documents none is.
    connection.execute(
        sa.text(
            "INSERT INTO extracted_text (digest, state, text, detail, attempts, at) "
            "SELECT attachment.digest, 'waiting', '', '', 0, max(attachment.added_at) FROM attachment "
            "JOIN document ON document.id = attachment.document_id "
            "WHERE NOT document.restricted GROUP BY attachment.digest"
        )
    )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
