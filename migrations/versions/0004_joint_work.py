"""Many slips for one document: rounds of signers, advice, reading; consents bound to what was read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("refusal", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked", sa.String(length=500), nullable=False),
        sa.Column("holder", sa.String(length=30), nullable=False),
        sa.Column("holder_name", sa.String(length=80), nullable=False),
        sa.Column("from_state", sa.String(length=30), nullable=False),
        sa.Column("sender", sa.String(length=120), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("minutes_left", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("consents", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_round_organisation_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_round_document_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_round_asked_by"),
        sa.ForeignKeyConstraint(["sender_id"], ["person.id"], name="fk_round_sender_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
    )
    open_one = sa.text("closed_at IS NULL")
    op.create_index("ix_round_document_id", "round", ["document_id"])
    op.create_index(
        "ix_round_open", "round", ["document_id"], unique=True, postgresql_where=open_one, sqlite_where=open_one
    )
    # One by one, not as a batch: a batch would copy the table on SQLite, and with it what no rule allows to touch.
    for column in (
        sa.Column("kind", sa.String(length=10), nullable=False, server_default="main"),
        sa.Column("asked", sa.String(length=500), nullable=False, server_default=""),
        sa.Column("reason", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("bound", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("paused_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimer", sa.String(length=40), nullable=False, server_default=""),
    ):
        op.add_column("slip", column)
    op.add_column("document", sa.Column("joint", sa.String(length=200), nullable=False, server_default=""))
    op.add_column(
        "document", sa.Column("important", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Alembic would alter a constraint, which SQLite cannot; a column may bring its own on both.
    op.execute("ALTER TABLE slip ADD COLUMN round_id INTEGER CONSTRAINT fk_slip_round_id REFERENCES round (id)")
    op.add_column("document", sa.Column("returns", sa.Integer(), nullable=False, server_default="0"))


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
