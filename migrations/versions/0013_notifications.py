"""Notifications: an outbox, what is delivered of it, what people chose, the house's robots, periodic work."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    _outbox()
    _delivery()
    op.create_table(
        "notification_setting",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("mobile", sa.String(length=20), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("tested_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notification_setting_person_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_notification_setting_organisation_id"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_notification_setting"),
    )
    op.create_table(
        "robot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("titles", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_robot_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_robot"),
        sa.UniqueConstraint("organisation_id", "name", name="uq_robot_organisation_id_name"),
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("ran_at", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_run"),
    )


def _outbox():
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("slip_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("holders", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expanded_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_outbox_organisation_id"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_outbox_document_id"),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_outbox_slip_id"),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name="fk_outbox_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    fresh = sa.text("expanded_at IS NULL")
    op.create_index("ix_outbox_fresh", "outbox", ["id"], postgresql_where=fresh, sqlite_where=fresh)
    op.create_index("ix_outbox_document_id", "outbox", ["document_id"])


def _delivery():
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_delivery_organisation_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_delivery_outbox_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_delivery_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint(
            "outbox_id", "person_id", "channel", "address", name="uq_delivery_outbox_id_person_id_channel_address"
        ),
    )
    under_way = sa.text("state IN ('waiting', 'sending')")
    stuck = sa.text("state IN ('failed', 'given_up', 'unsure')")
    op.create_index(
        "ix_delivery_due", "delivery", ["next_at", "id"], postgresql_where=under_way, sqlite_where=under_way
    )
    op.create_index(
        "ix_delivery_stuck", "delivery", ["organisation_id", "id"], postgresql_where=stuck, sqlite_where=stuck
    )
    op.create_index("ix_delivery_organisation_id_id", "delivery", ["organisation_id", "id"])


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
