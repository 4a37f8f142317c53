"""Media servers that were added, where pulled inputs run, inputs bound to one server."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nodes",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("api_url", sa.String(500), nullable=False),
        sa.Column("api_user", sa.String(200), nullable=True),
        sa.Column("api_password_enc", sa.Text(), nullable=True),
        sa.Column("public_host", sa.String(255), nullable=True),
        sa.Column("media_host", sa.String(255), nullable=True),
        sa.Column("control_url", sa.String(500), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("draining", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("redistribution", sa.String(16), nullable=False),
        sa.Column("unmanaged_access", sa.String(16), nullable=False),
        sa.Column("max_streams", sa.Integer(), nullable=True),
        sa.Column("max_bitrate_bps", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nodes"),
        sa.UniqueConstraint("name", name="uq_nodes_name"),
    )
    op.create_table(
        "placements",
        sa.Column("input_id", sa.String(36), nullable=False),
        sa.Column("node", sa.String(64), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["input_id"], ["inputs.id"], name="fk_placements_input_id_inputs", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("input_id", name="pk_placements"),
    )
    with op.batch_alter_table("inputs") as table:
        table.add_column(sa.Column("node", sa.String(64), nullable=True))
    with op.batch_alter_table("managed_paths") as table:
        table.add_column(sa.Column("key_version", sa.String(100), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("managed_paths") as table:
        table.drop_column("key_version")
    with op.batch_alter_table("inputs") as table:
        table.drop_column("node")
    op.drop_table("placements")
    op.drop_table("nodes")
