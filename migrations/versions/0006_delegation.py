"""Who stands in for whom, and who is away."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_delegation_organisation_id"),
        sa.ForeignKeyConstraint(["from_person_id"], ["person.id"], name="fk_delegation_from_person_id"),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name="fk_delegation_to_person_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_delegation_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_absence_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_absence_person_id"),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name="fk_absence_approved_by"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_delegation_organisation_id_ends_on", "delegation", ["organisation_id", "ends_on"])
    op.create_index("ix_delegation_from_person_id", "delegation", ["from_person_id"])
    op.create_index("ix_absence_organisation_id_ends_on", "absence", ["organisation_id", "ends_on"])
    op.create_index("ix_absence_person_id", "absence", ["person_id"])


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
