"""Alembic's entry: runs the migrations on the connection that `migrate` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, BigInteger

from include.database.tables.base import Base
from include.database.tables.columns import UtcDateTime

_OWN = "from include.database.tables import columns"


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Render CoreBooks' column types by name; `columns` defines them for each database."""
    names = {
        UtcDateTime: "columns.UtcDateTime()",
        JSON: "columns.Json",
        BigInteger: "columns.BigId",
    }
    if (
        kind == "type"
        and type(item) in names
        and (
            not isinstance(item, BigInteger) or item._variant_mapping  # noqa: SLF001  (Alembic's own way to see variants)
        )
    ):
        autogen.imports.add(_OWN)
        return names[type(item)]
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=_render,
    render_as_batch=True,  # SQLite alters tables by rebuilding them
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
