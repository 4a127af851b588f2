"""Who judges a disposal reads its papers: the items of each list as rows; phrases for the committee and the witnesses."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# What a house that is founded today gets (鉴定意见, 监销签字); written out, for a migration says the same for ever.
PHRASES = {
    "appraise": ("同意鉴定意见。", "同意销毁。", "建议续存，理由："),
    "witness": ("已逐件核对，同意监销。", "已核对，与批准的清单一致。"),
}


def upgrade():
    op.create_table(
        "disposal_item",
        sa.Column("disposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["disposal_id"], ["document.id"], name="fk_disposal_item_disposal_id"),
        sa.ForeignKeyConstraint(["item_id"], ["archive_item.id"], name="fk_disposal_item_item_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_disposal_item_organisation_id"),
        sa.PrimaryKeyConstraint("disposal_id", "item_id", name="pk_disposal_item"),
    )
    op.create_index("ix_disposal_item_item_id", "disposal_item", ["item_id"])
    _lists()
    _phrases()


def _lists():
    """The lists there are already, as each stands now."""
    document = sa.table("document", *map(sa.column, ("id", "organisation_id", "workflow", "revision_id")))
    kept = sa.table("revision", sa.column("id"), sa.column("content", sa.JSON()))
    lists = sa.select(document.c.id, document.c.organisation_id, kept.c.content).select_from(
        document.join(kept, kept.c.id == document.c.revision_id)
    )
    items = sa.table("disposal_item", *map(sa.column, ("disposal_id", "item_id", "organisation_id")))
    bind = op.get_bind()
    for row in bind.execute(lists.where(document.c.workflow == "archive_disposal")).all():
        named = dict.fromkeys(line["item_id"] for line in row.content.get("lines", ()))
        rows = [{"disposal_id": row.id, "item_id": one, "organisation_id": row.organisation_id} for one in named]
        if rows:
            bind.execute(items.insert(), rows)


def _phrases():
    """Where an office has phrases of a kind already, they are its own, and stay as they are."""
    phrase = sa.table("phrase", *map(sa.column, ("organisation_id", "kind", "text", "position")))
    bind = op.get_bind()
    for (organisation,) in bind.execute(sa.text("SELECT id FROM organisation")).all():
        for kind, texts in PHRASES.items():
            known = sa.select(phrase.c.kind).where(phrase.c.organisation_id == organisation, phrase.c.kind == kind)
            if bind.execute(known.limit(1)).first() is not None:
                continue
            rows = [
                {"organisation_id": organisation, "kind": kind, "text": text, "position": place}
                for place, text in enumerate(texts)
            ]
            bind.execute(phrase.insert(), rows)


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
