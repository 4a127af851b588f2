"""What comes in: registration, scope, circulation, tasks, the original's holder, urging."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    open_one = sa.text("closed_at IS NULL")
    op.create_table(
        "reader_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_reader_list_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reader_list"),
        sa.UniqueConstraint("organisation_id", "name", name="uq_reader_list_organisation_id_name"),
    )
    op.create_table(
        "circulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("in_turn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("begun_by", sa.Integer(), nullable=False),
        sa.Column("begun_name", sa.String(length=120), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name="fk_circulation_begun_by"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_circulation_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_circulation_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_circulation"),
    )
    op.create_index("ix_circulation_document_id", "circulation", ["document_id"])

    op.create_table(
        "custody",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_custody_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_custody_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_custody_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_custody"),
    )
    op.create_index("ix_custody_document_id", "custody", ["document_id"])
    op.create_index(
        "ix_custody_open", "custody", ["document_id"], unique=True, postgresql_where=open_one, sqlite_where=open_one
    )

    op.create_table(
        "incoming_paper",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("source_number", sa.String(length=80), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(length=60), nullable=False),
        sa.Column("held_since", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_incoming_paper_document_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name="fk_incoming_paper_holder_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_incoming_paper_organisation_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_incoming_paper"),
    )
    op.create_index("ix_incoming_paper_holder_id", "incoming_paper", ["holder_id"])
    op.create_index(
        "ix_incoming_paper_organisation_id_received_on_document_id",
        "incoming_paper",
        ["organisation_id", "received_on", "document_id"],
    )
    op.create_index("ix_incoming_paper_organisation_id_source_key", "incoming_paper", ["organisation_id", "source_key"])

    op.create_table(
        "refused_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_refused_access_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_refused_access_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_refused_access_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refused_access"),
    )
    op.create_index("ix_refused_access_organisation_id_id", "refused_access", ["organisation_id", "id"])

    op.create_table(
        "scope",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_scope_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_scope_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_scope_person_id"),
        sa.PrimaryKeyConstraint("document_id", "person_id", name="pk_scope"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("instructed_by", sa.Integer(), nullable=False),
        sa.Column("instructor", sa.String(length=30), nullable=False),
        sa.Column("instructed_name", sa.String(length=120), nullable=False),
        sa.Column("led", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("lead", sa.String(length=30), nullable=False),
        sa.Column("lead_name", sa.String(length=80), nullable=False),
        sa.Column("helpers", sa.JSON(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("reported_by", sa.String(length=120), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=False),
        sa.Column("refusals", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_task_department_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_task_document_id"),
        sa.ForeignKeyConstraint(["instructed_by"], ["person.id"], name="fk_task_instructed_by"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_task_organisation_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name="fk_task_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("document_id", "serial", name="uq_task_document_id_serial"),
    )
    op.create_index(
        "ix_task_open",
        "task",
        ["organisation_id", "due_at", "id"],
        unique=False,
        postgresql_where=open_one,
        sqlite_where=open_one,
    )
    op.create_index("ix_task_organisation_id_led_created_at", "task", ["organisation_id", "led", "created_at"])

    op.create_table(
        "urging",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("slip_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("risen_to", sa.String(length=30), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_urging_document_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_urging_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_urging_person_id"),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_urging_slip_id"),
        sa.PrimaryKeyConstraint("id", name="pk_urging"),
    )
    op.create_index("ix_urging_document_id", "urging", ["document_id"])
    op.create_index("ix_urging_slip_id", "urging", ["slip_id"])

    op.create_index("ix_attachment_digest", "attachment", ["digest"])

    # One by one, not as a batch: a batch would copy the table on SQLite, and with it what no rule allows to touch.
    op.add_column("document", sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("document", sa.Column("unconfirmed", sa.String(length=200), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE document ADD COLUMN answers_id INTEGER CONSTRAINT fk_document_answers_id REFERENCES document (id)"
    )
    op.create_index("ix_document_answers_id", "document", ["answers_id"])
    op.add_column("number_series", sa.Column("origin", sa.String(length=15), nullable=False, server_default="outgoing"))
    op.execute(
        "ALTER TABLE slip ADD COLUMN circulation_id INTEGER "
        "CONSTRAINT fk_slip_circulation_id REFERENCES circulation (id)"
    )
    op.execute("ALTER TABLE slip ADD COLUMN task_id INTEGER CONSTRAINT fk_slip_task_id REFERENCES task (id)")
    op.add_column("slip", sa.Column("about", sa.String(length=30), nullable=False, server_default=""))
    op.create_index("ix_slip_task_id", "slip", ["task_id"])
    for table in ("scope", "refused_access"):
        _append_only(table)
    _written_at_birth()
    _series()


# What a house that exists already registers its papers under: word, origin.
SERIES = (
    ("上级", "superior"),
    ("平级", "lateral"),
    ("下级", "subordinate"),
    ("信件", "letters"),
    ("会议", "meeting"),
    ("机要", "confidential"),
)


def _series():
    series = sa.table(
        "number_series",
        *(sa.column(name) for name in ("organisation_id", "letterhead_id", "word", "form", "position", "origin")),
        sa.column("closed", sa.Boolean()),
    )
    rows = op.get_bind().execute(sa.text("SELECT organisation_id, MIN(id) FROM letterhead GROUP BY organisation_id"))
    for organisation, letterhead in rows.all():
        for place, (word, origin) in enumerate(SERIES):
            op.execute(
                series.insert().values(
                    organisation_id=organisation,
                    letterhead_id=letterhead,
                    word=word,
                    form="incoming",
                    position=100 + place,
                    closed=False,
                    origin=origin,
                )
            )


def _written_at_birth():
    """A scope is written while its document is being registered, before the first line of its log, and never later."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION scope_at_birth() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF (SELECT log_length FROM document WHERE id = NEW.document_id) > 0 THEN "
            "RAISE EXCEPTION 'a scope is never widened'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER scope_at_birth BEFORE INSERT ON scope FOR EACH ROW EXECUTE FUNCTION scope_at_birth()"
        )
        return
    op.execute(
        "CREATE TRIGGER scope_at_birth BEFORE INSERT ON scope "
        "WHEN (SELECT log_length FROM document WHERE id = NEW.document_id) > 0 "
        "BEGIN SELECT RAISE(ABORT, 'a scope is never widened'); END"
    )


def _append_only(table):
    """As for the log of documents (0001): nobody changes or takes away a line."""
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
