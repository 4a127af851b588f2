"""What is overdue in the house is read from an index of its own, in the order of its dates."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_slip_late",
        "slip",
        ["organisation_id", "due_at", "kind", "paused_at"],
        postgresql_where=is_open,
        sqlite_where=is_open,
    )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
