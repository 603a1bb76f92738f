"""What the role that pages and runs use may do on PostgreSQL: everything but alter the record.

The role that owns the tables migrates them; nothing else signs in with it. So neither a page nor a
task, whatever goes wrong in it, can drop a trigger, or change or remove an event of the audit trail.
"""

from __future__ import annotations

from sqlalchemy import text

from include.database.engine import Database
from include.database.tables.base import Base
from include.understood import Understood

APPEND_ONLY = ("audit_event",)
"""Tables whose rows are added and read, and nothing else."""

READ_ONLY = ("alembic_version",)
"""Tables that only migrations write."""


class NoRoles(Understood, ValueError):
    """The database has no roles, or not this one; create it first, as deploy/database.sql does."""

    def __init__(self, role: str, why: str) -> None:
        super().__init__(
            f"Nothing was granted to {role!r} because {why}. On PostgreSQL, create the role as "
            "deploy/database.sql does. On SQLite, leave out --grant-to."
        )


def grant_rows(database: Database, role: str) -> None:
    """Let a role read and write rows, and add to the audit trail; harmless if it may already.

    Args:
        database: opened as the owner of the tables, and migrated.
        role: the role of `[corebooks] database_url` everywhere else.

    Raises:
        NoRoles: nothing was granted.
    """
    if database.engine.dialect.name != "postgresql":
        raise NoRoles(role, "a SQLite database has no roles")
    name = database.engine.dialect.identifier_preparer.quote(role)
    usual = ", ".join(sorted(set(Base.metadata.tables) - set(APPEND_ONLY)))
    with database.engine.begin() as connection:
        known = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
        if not connection.execute(known, {"role": role}).scalar():
            raise NoRoles(role, "the server has no such role")
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {usual} TO {name}",
            f"GRANT SELECT, INSERT ON {', '.join(APPEND_ONLY)} TO {name}",
            f"GRANT SELECT ON {', '.join(READ_ONLY)} TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        ):
            connection.execute(text(statement))
