"""Absences for half a day, absences refused, and delegations for some 文种."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("delegation", sa.Column("kinds", sa.String(length=200), nullable=False, server_default=""))
    for name in ("from_noon", "until_noon"):
        op.add_column("absence", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("absence", sa.Column("refused_at", sa.DateTime(), nullable=True))
    op.add_column("absence", sa.Column("refusal", sa.String(length=200), nullable=False, server_default=""))
    # Alembic would alter a constraint, which SQLite cannot; a column may bring its own on both.
    column = "refused_by INTEGER CONSTRAINT fk_absence_refused_by REFERENCES person (id)"
    op.execute(f"ALTER TABLE absence ADD COLUMN {column}")


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
