"""How the house's papers look: the settings of typesetting, and the archive copies of issued documents."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "paper_setting",
        sa.Column("letterhead_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=10), nullable=False),
        sa.Column("mark_suffix", sa.String(length=10), nullable=False),
        sa.Column("seal_mode", sa.String(length=10), nullable=False),
        sa.Column("seal_digest", sa.String(length=64), nullable=False),
        sa.Column("seal_name", sa.String(length=150), nullable=False),
        sa.Column("copies_to", sa.String(length=2_000), nullable=False),
        sa.Column("print_copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letterhead_id"], ["letterhead.id"], name="fk_paper_setting_letterhead_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_paper_setting_organisation_id"
        ),
        sa.PrimaryKeyConstraint("letterhead_id", name="pk_paper_setting"),
    )
    op.create_table(
        "issued_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("log_serial", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("revision_digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("numbered_at", sa.DateTime(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("made_with", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_issued_paper_organisation_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_issued_paper_document_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_issued_paper_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issued_paper"),
        sa.UniqueConstraint("document_id", "log_serial", name="uq_issued_paper_document_id_log_serial"),
    )
    op.create_table(
        "signed_paper",
        sa.Column("issued_paper_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["issued_paper_id"], ["issued_paper.id"], name="fk_signed_paper_issued_paper_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_signed_paper_organisation_id"),
        sa.PrimaryKeyConstraint("issued_paper_id", name="pk_signed_paper"),
    )
    for table in ("issued_paper", "signed_paper"):
        _append_only(table)


def _append_only(table):
    """As for the log of documents (0001): nobody changes or deletes what left the house."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
