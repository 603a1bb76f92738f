"""Whether CoreBooks can work: the database is there and migrated. Says "ok" or nothing, to anyone.

Load balancers have no sign-in. So it tells no one anything else, asks at most every few seconds however often it is
called, and one check at a time, in a thread of its own: a database that doesn't answer holds up no page.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import closing

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from include.database.engine import Database
from include.database.migrate import current_revision, newest_step
from include.settings import database_url

logger = logging.getLogger(__name__)

PATH = "/health"
KEPT_SECONDS = 5.0
"""How long an answer counts."""
PATIENCE_SECONDS = 3.0
"""How long a caller waits for a check."""


class Health:
    """The newest answer, and the check that is at work.

    Args:
        check: whether all is well; may take long, and may raise.
    """

    def __init__(self, check: Callable[[], bool]) -> None:
        self._check = check
        self._good = False
        self._checked_at = float("-inf")
        self._at_work: asyncio.Task[None] | None = None

    async def is_good(self) -> bool:
        """Whether all is well, at most `KEPT_SECONDS` ago."""
        if time.monotonic() - self._checked_at < KEPT_SECONDS:
            return self._good
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._look())
        done, _ = await asyncio.wait({self._at_work}, timeout=PATIENCE_SECONDS)
        return bool(done) and self._good

    async def _look(self) -> None:
        try:
            self._good = await asyncio.to_thread(self._check)
        except Exception as error:  # noqa: BLE001  (whatever the database or its driver says)
            # Its text may have the address of the database.
            logger.error("CoreBooks isn't healthy: %s", type(error).__name__)  # noqa: TRY400
            self._good = False
        self._checked_at = time.monotonic()


def can_work() -> bool:
    """Whether the database answers and has the tables of this version."""
    with closing(Database(database_url())) as database:
        step = current_revision(database)
    if step != newest_step():
        logger.error("CoreBooks isn't healthy: run `corebooks migrate` (%s).", step)
        return False
    return True


health_now = Health(can_work)


async def health(_request: Request) -> Response:
    """Answer `ok` with 200, or 503."""
    good = await health_now.is_good()
    return PlainTextResponse(
        "ok" if good else "unavailable",
        status_code=200 if good else 503,
        headers={"Cache-Control": "no-store"},
    )
