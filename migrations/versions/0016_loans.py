"""Loans from the archive (借阅), their items, baskets and reservations; a number series for them in every house."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    _loans()
    _waiting()
    _series()


def _loans():
    op.create_table(
        "archive_loan",
        sa.Column("document_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("borrower_name", sa.String(length=40), nullable=False),
        sa.Column("holder_name", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("letter", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("lent_at", sa.DateTime(), nullable=True),
        sa.Column("lent_by", sa.Integer(), nullable=True),
        sa.Column("received_by", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("renew_until", sa.Date(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("condition", sa.String(length=10), nullable=False),
        sa.Column("condition_note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["borrower_id"], ["person.id"], name="fk_archive_loan_borrower_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_archive_loan_document_id"),
        sa.ForeignKeyConstraint(["lent_by"], ["person.id"], name="fk_archive_loan_lent_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_loan_organisation_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_archive_loan"),
    )
    running = sa.text("lent_at IS NOT NULL AND returned_at IS NULL")
    op.create_index(
        "ix_archive_loan_running",
        "archive_loan",
        ["borrower_id", "way"],
        postgresql_where=running,
        sqlite_where=running,
    )
    op.create_index("ix_archive_loan_organisation_id_ends_at", "archive_loan", ["organisation_id", "ends_at"])
    op.create_table(
        "archive_loan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_archive_loan_item_item_id"),
        sa.ForeignKeyConstraint(["loan_id"], ["archive_loan.document_id"], name="fk_archive_loan_item_loan_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_archive_loan_item_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_loan_item"),
        sa.UniqueConstraint("loan_id", "item_id", name="uq_archive_loan_item_loan_id_item_id"),
    )
    op.create_index(
        "ix_archive_loan_item_held",
        "archive_loan_item",
        ["item_id"],
        unique=True,
        postgresql_where=sa.text("held"),
        sqlite_where=sa.text("held"),
    )
    op.create_index("ix_archive_loan_item_item_id", "archive_loan_item", ["item_id"])


def _waiting():
    op.create_table(
        "loan_basket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_loan_basket_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_loan_basket_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_loan_basket_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_loan_basket"),
        sa.UniqueConstraint("person_id", "item_id", name="uq_loan_basket_person_id_item_id"),
    )
    op.create_table(
        "loan_reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_loan_reservation_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_loan_reservation_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_loan_reservation_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_loan_reservation"),
    )
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "ix_loan_reservation_waiting",
        "loan_reservation",
        ["item_id", "person_id"],
        unique=True,
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.create_index("ix_loan_reservation_person_id", "loan_reservation", ["person_id"])


def _series():
    """Houses that were founded before: a series 借 for loans, under the letterhead that is their first."""
    series = sa.table(
        "number_series",
        *(
            sa.column(name)
            for name in ("organisation_id", "letterhead_id", "word", "form", "position", "closed", "origin")
        ),
    )
    letterhead = sa.table("letterhead", sa.column("id"), sa.column("organisation_id"))
    connection = op.get_bind()
    first = sa.select(letterhead.c.organisation_id, sa.func.min(letterhead.c.id).label("letterhead_id"))
    for row in connection.execute(first.group_by(letterhead.c.organisation_id)).all():
        taken = sa.select(series.c.word).where(series.c.organisation_id == row.organisation_id)
        words = set(connection.execute(taken).scalars())
        connection.execute(
            series.insert().values(
                organisation_id=row.organisation_id,
                letterhead_id=row.letterhead_id,
                word=next(word for word in ("借", "档案借", "查档借") if word not in words),
                form="loan",
                position=200,
                closed=False,
                origin="loan",
            )
        )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
