"""Originals that somebody holds, in the order in which they are listed: longest held first."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade():
    held = sa.text("holder_id IS NOT NULL")
    op.create_index(
        "ix_incoming_paper_held", "incoming_paper", ["organisation_id", "held_since", "document_id"],
        postgresql_where=held, sqlite_where=held,
    )  # fmt: skip


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
