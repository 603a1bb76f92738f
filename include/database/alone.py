"""Doing something alone among all processes, without a transaction that others would wait for.

For what asks the network, such as trading a refresh token, which works once. Where a process dies, the
next one goes on at once: PostgreSQL ends the lock with its connection, the system with its open file.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text

from include.database.engine import BUSY_SECONDS
from include.database.unavailable import DatabaseUnavailable, Trouble

_LOOK_SECONDS = 0.05


@contextmanager
def alone(engine: Engine, what: str) -> Iterator[None]:
    """Hold a name against every other process and thread.

    Args:
        engine: of the database that they share.
        what: the name: "tokens of willow-park".

    Raises:
        DatabaseUnavailable: another one held it as long as a transaction waits for others.
    """
    digest = hashlib.sha256(what.encode()).digest()
    if engine.dialect.name == "sqlite":
        with _file(Path(f"{engine.url.database}.{digest.hex()[:16]}.lock")):
            yield
        return
    number = {"number": int.from_bytes(digest[:8], "big", signed=True)}
    # Each statement a transaction of its own: none stays open while the network is asked.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:number)"), number)
        try:
            yield
        finally:
            # With a connection that is lost the lock is gone as well.
            with suppress(DatabaseUnavailable):
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), number)


@contextmanager
def _file(file: Path) -> Iterator[None]:
    # It stays: who removed it might remove one that another process has just locked.
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor, time.monotonic() + BUSY_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise DatabaseUnavailable(Trouble.BUSY) from None
            time.sleep(_LOOK_SECONDS)
        else:
            return
