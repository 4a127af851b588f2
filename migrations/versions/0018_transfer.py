"""packages handed over."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    raise NotImplementedError("Hongtou's migrations only go forward: restore a backup instead")
