"""Inputs: pulled sources, SRT settings, a key for players. Outputs: SRT settings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OUTPUT_COLUMNS = (
    ("srt_mode", sa.String(16)),
    ("srt_passphrase_enc", sa.Text()),
    ("srt_latency_ms", sa.Integer()),
    ("srt_key_length", sa.Integer()),
    ("srt_payload_size", sa.Integer()),
)


def upgrade() -> None:
    with op.batch_alter_table("inputs") as table:
        table.add_column(sa.Column("source_url_enc", sa.Text(), nullable=True))
        table.add_column(sa.Column("source_fingerprint", sa.String(64), nullable=True))
        table.add_column(
            sa.Column("source_on_demand", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(
            sa.Column("rtsp_transport", sa.String(16), nullable=False, server_default="automatic")
        )
        table.add_column(sa.Column("read_key_enc", sa.Text(), nullable=True))
        table.add_column(sa.Column("srt_passphrase_enc", sa.Text(), nullable=True))
        table.add_column(
            sa.Column("srt_latency_ms", sa.Integer(), nullable=False, server_default="200")
        )
        table.add_column(
            sa.Column("srt_key_length", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("outputs") as table:
        for name, kind in _OUTPUT_COLUMNS:
            table.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outputs") as table:
        for name, _ in _OUTPUT_COLUMNS:
            table.drop_column(name)
    with op.batch_alter_table("inputs") as table:
        for name in (
            "source_url_enc",
            "source_fingerprint",
            "source_on_demand",
            "rtsp_transport",
            "read_key_enc",
            "srt_passphrase_enc",
            "srt_latency_ms",
            "srt_key_length",
        ):
            table.drop_column(name)
