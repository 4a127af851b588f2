"""Who tried to come in and could not, for the audit officer (GB/T 22239: security audit)."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "failed_login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_failed_login_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_failed_login_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_failed_login"),
    )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
