"""Reports of checks (四性检测), disposal: new periods, erasures, registers; what is destroyed may be taken away."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import append_only

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# What a destroyed document no longer has, and how a row of it names the document.
ERASED = {
    "revision": "OLD.document_id",
    "issued_paper": "OLD.document_id",
    "signed_paper": "(SELECT document_id FROM issued_paper WHERE id = OLD.issued_paper_id)",
    "handwriting": "OLD.document_id",
}


def upgrade():
    _checks()
    _disposals()
    for table in (
        "inspection", "inspected_item", "inspection_end", "retention_change", "erasure", "disposal_register",
    ):  # fmt: skip
        append_only(table)
    for table, document in ERASED.items():
        _let_go_of_the_destroyed(table, document)
    _series()


def _house(table):
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=f"fk_{table}_organisation_id")


def _foreign(table, column, target):
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _checks():
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("errand_id", sa.Integer(), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("begun_name", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        _house("inspection"),
        _foreign("inspection", "errand_id", "errand"),
        _foreign("inspection", "begun_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_inspection"),
    )
    op.create_index("ix_inspection_errand_id", "inspection", ["errand_id"], unique=False)
    op.create_index(
        "ix_inspection_organisation_id_occasion_id", "inspection", ["organisation_id", "occasion", "id"], unique=False
    )
    op.create_table(
        "inspected_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("unchecked", sa.Integer(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        _house("inspected_item"),
        _foreign("inspected_item", "inspection_id", "inspection"),
        _foreign("inspected_item", "item_id", "archive_item"),
        sa.PrimaryKeyConstraint("id", name="pk_inspected_item"),
        sa.UniqueConstraint("inspection_id", "item_id", name="uq_inspected_item_inspection_id_item_id"),
    )
    op.create_index("ix_inspected_item_item_id_id", "inspected_item", ["item_id", "id"], unique=False)
    op.create_index(
        "ix_inspected_item_inspection_id_faults", "inspected_item", ["inspection_id", "faults"], unique=False
    )
    op.create_index(
        "ix_inspected_item_faulty",
        "inspected_item",
        ["organisation_id", "id"],
        unique=False,
        postgresql_where=sa.text("faults > 0"),
        sqlite_where=sa.text("faults > 0"),
    )
    op.create_table(
        "inspection_end",
        sa.Column("inspection_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("faulty", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        _house("inspection_end"),
        _foreign("inspection_end", "inspection_id", "inspection"),
        sa.PrimaryKeyConstraint("inspection_id", name="pk_inspection_end"),
    )


def _disposals():
    op.create_table(
        "retention_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("old_period", sa.String(length=5), nullable=False),
        sa.Column("old_expires_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=5), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _house("retention_change"),
        _foreign("retention_change", "disposal_id", "document"),
        _foreign("retention_change", "item_id", "archive_item"),
        _foreign("retention_change", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name="pk_retention_change"),
        sa.UniqueConstraint("disposal_id", "document_id", name="uq_retention_change_disposal_id_document_id"),
    )
    op.create_index("ix_retention_change_item_id", "retention_change", ["item_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("disposal_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _house("erasure"),
        _foreign("erasure", "disposal_id", "document"),
        _foreign("erasure", "item_id", "archive_item"),
        _foreign("erasure", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("document_id", name="uq_erasure_document_id"),
    )
    op.create_index("ix_erasure_disposal_id", "erasure", ["disposal_id"], unique=False)
    op.create_index("ix_erasure_item_id", "erasure", ["item_id"], unique=False)
    op.create_table(
        "disposal_register",
        sa.Column("disposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        _house("disposal_register"),
        _foreign("disposal_register", "disposal_id", "document"),
        sa.PrimaryKeyConstraint("disposal_id", name="pk_disposal_register"),
    )


def _let_go_of_the_destroyed(table, document):
    """The triggers of `table` refuse as before, but for a DELETE of what a destroyed document had (条例 art. 35).

    A document comes to be destroyed by an action of the log alone; a state that was written otherwise is found.
    """
    destroyed = f"EXISTS (SELECT 1 FROM document WHERE id = {document} AND state LIKE '%destroyed')"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_erasable() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {destroyed} THEN RETURN OLD; END IF; RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_erasable()"
        )
        return
    op.execute(f"DROP TRIGGER {table}_no_delete")
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT {destroyed} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _series():
    """A house that exists already numbers its disposals: 销毁2026-0001."""
    series = sa.table(
        "number_series",
        *(sa.column(name) for name in ("organisation_id", "letterhead_id", "word", "form", "position", "origin")),
        sa.column("closed", sa.Boolean()),
    )
    rows = op.get_bind().execute(sa.text("SELECT organisation_id, MIN(id) FROM letterhead GROUP BY organisation_id"))
    for organisation, letterhead in rows.all():
        op.execute(
            series.insert().values(
                organisation_id=organisation,
                letterhead_id=letterhead,
                word="销毁",
                form="disposal",
                position=200,
                closed=False,
                origin="disposal",
            )
        )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
