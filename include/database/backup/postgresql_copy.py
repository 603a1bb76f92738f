"""Copies of a PostgreSQL database, by its own programs pg_dump and pg_restore."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import text

from include.database.backup.manifest import BackupRefused, BackupUnusable
from include.database.engine import Database
from include.database.tables.base import Base
from include.plain_text import plain

_VERSIONS = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu keep the programs of each version."""


def server_version(database: Database) -> int:
    """The server's major version."""
    with database.engine.connect() as connection:
        return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def dump(database: Database, to: Path) -> None:
    """Write the database into a new file of the owner's alone.

    Raises:
        BackupRefused: pg_dump is missing, too old, or failed; no file was written.
    """
    program = _program("pg_dump", server_version(database))
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _run(
        database,
        [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={to}"],
        "The database wasn't backed up",
    )


def load(database: Database, copy: Path) -> None:
    """Put a copy in the place of CoreBooks' tables, in one transaction; other tables stay.

    Args:
        database: opened as the owner of the tables.
        copy: what `dump` wrote.

    Raises:
        BackupUnusable: the copy is damaged; the database is as it was.
        BackupRefused: pg_restore is missing, too old, or failed.
    """
    program = _program("pg_restore", server_version(database))
    listed = subprocess.run(  # noqa: S603  (a program of the server's, found on the machine)
        [program, "--list", str(copy)], capture_output=True, check=False
    )
    if listed.returncode:
        raise BackupUnusable(f"The copy of the database is damaged: {_last_line(listed.stderr)}.")
    _drop_tables(database)
    database.close()
    _run(
        database,
        [
            *(program, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"),
            str(copy),
        ],
        "The backup wasn't restored, and CoreBooks' tables are empty now. Correct the cause, then run "
        "this command again",
    )


def _drop_tables(database: Database) -> None:
    """Drop CoreBooks' own tables, whichever step of the migrations they are at."""
    quoted = database.engine.dialect.identifier_preparer.quote
    names = [*Base.metadata.tables, "alembic_version"]
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP TABLE IF EXISTS {', '.join(map(quoted, names))} CASCADE"))
        connection.execute(text("DROP FUNCTION IF EXISTS corebooks_refuse() CASCADE"))


def _run(database: Database, command: Sequence[str], what: str) -> None:
    url = database.engine.url
    address = url.set(drivername="postgresql", password=None).render_as_string()
    # Not among the arguments, which every user of the machine can see.
    environment = {**os.environ, "PGPASSWORD": url.password or "", "PGCONNECT_TIMEOUT": "10"}
    done = subprocess.run(  # noqa: S603  (as above)
        [*command, f"--dbname={address}"], env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise BackupRefused(f"{what}: {_last_line(done.stderr)}.")


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return plain(lines[-1]).rstrip(".") if lines else "it gave no reason"


def _program(name: str, server: int) -> str:
    """A program of at least the server's version; an older one can't read the server's tables.

    Raises:
        BackupRefused: there is none.
    """
    found = {path: _version(path) for path in _candidates(name)}
    suitable = {path: version for path, version in found.items() if version >= server}
    if suitable:
        return min(suitable, key=lambda path: suitable[path])
    have = f"{name} here is version {max(found.values())}" if found else f"{name} isn't installed"
    raise BackupRefused(
        f"{have}, but the server is PostgreSQL {server}. Install its programs, on Debian and Ubuntu with "
        f"`apt install postgresql-client-{server}`, or run this command where they are."
    )


def _candidates(name: str) -> Iterator[str]:
    if on_path := shutil.which(name):
        yield on_path
    yield from map(str, sorted(_VERSIONS.glob(f"*/bin/{name}")))


@cache
def _version(program: str) -> int:
    """A program's major version; 0 if it doesn't run."""
    try:
        said = subprocess.run(  # noqa: S603  (as above)
            [program, "--version"], capture_output=True, check=False, text=True
        ).stdout
    except OSError:
        return 0
    found = re.search(r"(\d+)(?:\.\d+|devel|beta\d*|rc\d*)?\s*(?:\(|$)", said.strip())
    return int(found[1]) if found else 0
