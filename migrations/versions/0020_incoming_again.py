"""Papers found to be restricted, what one handed in by itself, and 急件 at the head of the register."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    # Two lists of what somebody brought into being, each in its own order: what they drafted, what they handed in.
    op.drop_index("ix_document_mine", "document")
    order = ["drafter_id", sa.text("pressing DESC"), sa.text("updated_at DESC")]
    for name, which in (("ix_document_mine", "workflow <> 'incoming'"), ("ix_document_handed", "workflow = 'incoming'")):
        where = sa.text(which)
        op.create_index(name, "document", order, postgresql_where=where, sqlite_where=where)
    pressing = sa.text("pressing > 0")
    op.create_index(
        "ix_document_pressing", "document", ["organisation_id", "pressing"], postgresql_where=pressing,
        sqlite_where=pressing,
    )  # fmt: skip
    # One by one, not as a batch: a batch would copy the table on SQLite, and with it what no rule allows to touch.
    op.execute(
        "ALTER TABLE incoming_paper ADD COLUMN renews_id INTEGER "
        "CONSTRAINT fk_incoming_paper_renews_id REFERENCES document (id)"
    )
    op.create_index("ix_incoming_paper_renews_id", "incoming_paper", ["renews_id"])
    _written_before_it_holds()


def _written_before_it_holds():
    """A scope is written while its document is not restricted yet, or comes to be; never once it holds.

    0012 allowed it before the first line of the log alone. A paper that is found to be restricted while it circulates
    is shut in the same transaction: its scope is written first, then the document becomes restricted.
    """
    condition = (
        "(SELECT 1 FROM document WHERE id = NEW.document_id AND restricted AND log_length > 0) IS NOT NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION scope_at_birth() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION 'a scope is never widened'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE FUNCTION restricted_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'a restricted document stays one'; END $$"
        )
        op.execute(
            "CREATE TRIGGER restricted_for_ever BEFORE UPDATE OF restricted ON document FOR EACH ROW "
            "WHEN (OLD.restricted AND NOT NEW.restricted) EXECUTE FUNCTION restricted_for_ever()"
        )
        return
    op.execute("DROP TRIGGER scope_at_birth")
    op.execute(
        f"CREATE TRIGGER scope_at_birth BEFORE INSERT ON scope WHEN {condition} "
        "BEGIN SELECT RAISE(ABORT, 'a scope is never widened'); END"
    )
    op.execute(
        "CREATE TRIGGER restricted_for_ever BEFORE UPDATE OF restricted ON document "
        "WHEN OLD.restricted AND NOT NEW.restricted "
        "BEGIN SELECT RAISE(ABORT, 'a restricted document stays one'); END"
    )


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
