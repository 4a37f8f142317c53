"""What the earlier system knew of inputs and their default outputs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "compat_entradas",
        sa.Column("input_id", sa.String(36), nullable=False),
        sa.Column("protocolo", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(
            ["input_id"],
            ["inputs.id"],
            name="fk_compat_entradas_input_id_inputs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("input_id", name="pk_compat_entradas"),
    )
    op.create_table(
        "compat_salidas",
        sa.Column("input_id", sa.String(36), nullable=False),
        sa.Column("protocolo", sa.String(8), nullable=False),
        sa.Column("nombre", sa.String(200), nullable=False),
        sa.Column("habilitada", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("segment_duration", sa.Integer(), nullable=True),
        sa.Column("playlist_length", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["input_id"],
            ["inputs.id"],
            name="fk_compat_salidas_input_id_inputs",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("input_id", "protocolo", name="pk_compat_salidas"),
    )


def downgrade() -> None:
    op.drop_table("compat_salidas")
    op.drop_table("compat_entradas")
