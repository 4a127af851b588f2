"""Packages handed over, packages taken in with the evidence that came along."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import append_only

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "archive_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_name", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("errand_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("list_digest", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("receiver", sa.String(length=80), nullable=False),
        sa.Column("received_by", sa.String(length=40), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("handed_by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="fk_archive_package_asked_by"),
        sa.ForeignKeyConstraint(["errand_id"], ["errand.id"], name="fk_archive_package_errand_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_package_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_package"),
        sa.UniqueConstraint(
            "organisation_id", "year", "serial", name="uq_archive_package_organisation_id_year_serial"
        ),
    )
    op.create_table(
        "package_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("left_out", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_package_item_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_package_item_organisation_id"),
        sa.ForeignKeyConstraint(["package_id"], ["archive_package.id"], name="fk_package_item_package_id"),
        sa.PrimaryKeyConstraint("id", name="pk_package_item"),
        sa.UniqueConstraint("package_id", "item_id", name="uq_package_item_package_id_item_id"),
    )
    op.create_index("ix_package_item_item_id", "package_item", ["item_id"], unique=False)
    op.create_table(
        "imported_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("made_on", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        sa.Column("imported_name", sa.String(length=40), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("errand_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["errand_id"], ["errand.id"], name="fk_imported_package_errand_id"),
        sa.ForeignKeyConstraint(["imported_by"], ["person.id"], name="fk_imported_package_imported_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_imported_package_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imported_package"),
        sa.UniqueConstraint("organisation_id", "seal", name="uq_imported_package_organisation_id_seal"),
    )
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_imported_file_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_imported_file_organisation_id"),
        sa.ForeignKeyConstraint(["package_id"], ["imported_package.id"], name="fk_imported_file_package_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imported_file"),
        sa.UniqueConstraint("item_id", "path", name="uq_imported_file_item_id_path"),
    )
    op.create_index("ix_imported_file_package_id", "imported_file", ["package_id"], unique=False)
    append_only("imported_file")


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
