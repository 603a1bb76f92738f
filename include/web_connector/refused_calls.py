"""Notes of calls with another password, for the page of the connection.

Written apart from the answer, and whether there is such a user or not: so the time of an answer tells
a stranger nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from sqlalchemy import select

from include.clock import utc_now
from include.database.engine import Database
from include.database.statuses import RefusedPassword
from include.database.tables.desktop import DesktopConnection
from include.web_connector.passwords import verify_password

logger = logging.getLogger(__name__)

NOT_AGAIN_FOR = dt.timedelta(seconds=10)
"""Of one user name: checking old passwords, too, costs what it costs."""
_MOST_WAITING = 32


class RefusedCalls:
    """Writes the notes, one after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="refused-calls")
        self._places = threading.BoundedSemaphore(_MOST_WAITING)
        self._newest: Future[None] | None = None

    def note(self, database: Database, username: str, password: str, address: str) -> None:
        """Have a refused call noted; among very many at once, some aren't."""
        if not self._places.acquire(blocking=False):
            return
        self._newest = self._thread.submit(self._note, database, username, password, address)

    def settle(self) -> None:
        """Wait until all is written."""
        if self._newest is not None:
            self._newest.result()

    def _note(self, database: Database, username: str, password: str, address: str) -> None:
        try:
            _write(database, username, password, address)
        except Exception:
            # The call itself was answered already.
            logger.exception("A rejected call couldn't be noted")
        finally:
            self._places.release()


@cache
def refused_calls() -> RefusedCalls:
    """The one of this process."""
    return RefusedCalls()


def _write(database: Database, username: str, password: str, address: str) -> None:
    with database.reading() as session:
        found = session.scalars(
            select(DesktopConnection).where(DesktopConnection.username == username)
        ).first()
    now = utc_now()
    if found is None or (found.refused_at and found.refused_at > now - NOT_AGAIN_FOR):
        return
    is_old = any(verify_password(password, kept) for kept in found.previous_hashes.splitlines())
    with database.writing() as session:
        connection = session.get(DesktopConnection, found.company_id)
        if connection is None or connection.password_hash != found.password_hash:
            return
        connection.refused_at, connection.refused_from = now, address
        connection.refused_password = RefusedPassword.OLD if is_old else RefusedPassword.WRONG
