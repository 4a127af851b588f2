"""The archive: its settings and table of periods, rounds of filing, items with parts and files, boxes, readings."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import append_only

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "archive_setting",
        sa.Column("organisation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fonds_number", sa.String(length=20), nullable=False),
        sa.Column("fonds_name", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("reply_with_cause", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("long_as", sa.String(length=5), nullable=False),
        sa.Column("short_as", sa.String(length=5), nullable=False),
        sa.Column("loan_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_setting_organisation_id"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_archive_setting"),
    )
    op.create_table(
        "archive_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_archive_unit_department_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_unit_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_unit"),
        sa.UniqueConstraint("organisation_id", "code", name="uq_archive_unit_organisation_id_code"),
    )
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("back", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_name", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_errand_asked_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_errand_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
    )
    op.create_index(
        "ix_errand_organisation_id_kind_subject_id", "errand", ["organisation_id", "kind", "subject_id"], unique=False
    )
    op.create_index("ix_errand_state_beat_at", "errand", ["state", "beat_at"], unique=False)
    op.create_table(
        "filing_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_name", sa.String(length=40), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("sealed_by", sa.Integer(), nullable=True),
        sa.Column("sealed_name", sa.String(length=40), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name="fk_filing_round_opened_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_filing_round_organisation_id"),
        sa.ForeignKeyConstraint(["sealed_by"], ["person.id"], name="fk_filing_round_sealed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_filing_round"),
        sa.UniqueConstraint("organisation_id", "year", "serial", name="uq_filing_round_organisation_id_year_serial"),
    )
    op.create_index(
        "ix_filing_round_open",
        "filing_round",
        ["organisation_id", "year"],
        unique=True,
        postgresql_where=sa.text("sealed_at IS NULL"),
        sqlite_where=sa.text("sealed_at IS NULL"),
    )
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=15), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("house_term", sa.String(length=5), nullable=False),
        sa.Column("period", sa.String(length=5), nullable=False),
        sa.Column("leave_out", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_retention_rule_department_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_retention_rule_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_retention_rule"),
    )
    op.create_index(
        "ix_retention_rule_organisation_id_position", "retention_rule", ["organisation_id", "position"], unique=False
    )
    op.create_table(
        "archive_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=5), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("thickness", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=500), nullable=False),
        sa.Column("arranged_by", sa.String(length=40), nullable=False),
        sa.Column("arranged_on", sa.Date(), nullable=True),
        sa.Column("checked_by", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_box_organisation_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["archive_unit.id"], name="fk_archive_box_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_box"),
        sa.UniqueConstraint(
            "organisation_id",
            "year",
            "period",
            "unit_id",
            "number",
            name="uq_archive_box_organisation_id_year_period_unit_id_number",
        ),
    )
    op.create_table(
        "archive_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=5), nullable=False),
        sa.Column("house_term", sa.String(length=5), nullable=False),
        sa.Column("proposed_period", sa.String(length=5), nullable=False),
        sa.Column("proposed_term", sa.String(length=5), nullable=False),
        sa.Column("proposed_because", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_name", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("leave_out_reason", sa.String(length=500), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("responsible", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("secrecy", sa.String(length=10), nullable=False),
        sa.Column("restricted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.String(length=500), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.Column("filed_by", sa.String(length=40), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["archive_box.id"], name="fk_archive_item_box_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_archive_item_decided_by"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_archive_item_department_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_archive_item_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_item_organisation_id"),
        sa.ForeignKeyConstraint(["round_id"], ["filing_round.id"], name="fk_archive_item_round_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["archive_unit.id"], name="fk_archive_item_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_item"),
    )
    op.create_index(
        "ix_archive_item_code",
        "archive_item",
        ["organisation_id", "code"],
        unique=True,
        postgresql_where=sa.text("code != ''"),
        sqlite_where=sa.text("code != ''"),
    )
    op.create_index(
        "ix_archive_item_organisation_id_year_period_unit_id_serial",
        "archive_item",
        ["organisation_id", "year", "period", "unit_id", "serial"],
        unique=False,
    )
    op.create_index("ix_archive_item_document_id", "archive_item", ["document_id"], unique=False)
    op.create_index(
        "ix_archive_item_organisation_id_state_expires_on",
        "archive_item",
        ["organisation_id", "state", "expires_on"],
        unique=False,
    )
    op.create_index("ix_archive_item_round_id_state", "archive_item", ["round_id", "state"], unique=False)
    op.create_table(
        "archive_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_archive_file_document_id"),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_archive_file_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_file_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_file"),
        sa.UniqueConstraint("item_id", "position", name="uq_archive_file_item_id_position"),
    )
    op.create_index("ix_archive_file_digest", "archive_file", ["digest"], unique=False)
    op.create_table(
        "archive_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_archive_part_document_id"),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_archive_part_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_part_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_part"),
        sa.UniqueConstraint("document_id", name="uq_archive_part_document_id"),
        sa.UniqueConstraint("item_id", "position", name="uq_archive_part_item_id_position"),
    )
    op.create_table(
        "archive_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("post_name", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_archive_reading_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_reading_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_archive_reading_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_reading"),
    )
    op.create_index("ix_archive_reading_item_id_at", "archive_reading", ["item_id", "at"], unique=False)
    op.create_index("ix_archive_reading_organisation_id_id", "archive_reading", ["organisation_id", "id"], unique=False)

    append_only("archive_reading")


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
