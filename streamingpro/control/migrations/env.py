"""Called by Alembic with the connection of `upgrade_to_head`; its transaction is the caller's."""

from typing import Any, Literal

from alembic import context

from streamingpro.control.tables import metadata


def _render_item(kind: str, item: Any, _autogen_context: Any) -> str | Literal[False]:
    """Our own types are written as the plain types they are stored as."""
    if kind == "type" and type(item).__module__.startswith("streamingpro."):
        return "sa.DateTime(timezone=True)" if "Time" in type(item).__name__ else "sa.Text()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render_item,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
