"""Paths that we created on a media server: ours to change and delete."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "managed_paths",
        sa.Column("node", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("node", "name", name="pk_managed_paths"),
    )


def downgrade() -> None:
    op.drop_table("managed_paths")
