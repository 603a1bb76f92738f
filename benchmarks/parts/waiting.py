"""Tasks that wait for companies' PCs in Airflow's triggerer: what an hour of waiting costs."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import insert

from include.database.engine import Database
from include.database.tables.desktop import DesktopConnection, DesktopMessage
from include.provider.desktop_queue_state import LOOK_AGAIN_SECONDS
from include.provider.desktop_wait import PcAnswered

LOOKS = 10


def put_in_queue(database: Database, companies: Sequence[str]) -> None:
    """Let each company have a request in its queue that its PC doesn't fetch."""
    connections = [
        {
            "company_id": one,
            "username": f"corebooks-{one}",
            "password_hash": "",
            "owner_id": one,
            "file_id": one,
            "core_connection": "core",
            "timezone": "America/Chicago",
            "created_by": "benchmark",
        }
        for one in companies
    ]
    requests = [
        {
            "company_id": one,
            "key": "1",
            "is_write": True,
            "subject": "bill",
            "label": "bill TR-1 of $10,000.00",
            "request": "",
        }
        for one in companies
    ]
    with database.engine.begin() as connection:
        connection.execute(insert(DesktopConnection), connections)
        connection.execute(insert(DesktopMessage), requests)


def wait_for_pcs(companies: Sequence[str], queries_so_far: Callable[[], int]) -> dict[str, Any]:
    """Let companies' PCs be waited for while `LOOKS` looks take place.

    Args:
        companies: each with a request in its queue.
        queries_so_far: counts the database's queries.

    Returns:
        {"pcs", "seconds", "cpu_seconds", "queries", "fired": tasks that didn't wait on}
    """
    return asyncio.run(_waited(companies, queries_so_far))


async def _waited(companies: Sequence[str], queries_so_far: Callable[[], int]) -> dict[str, Any]:
    remind_at = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat()
    waits = [
        asyncio.create_task(_first(PcAnswered(company, 10**9, remind_at))) for company in companies
    ]
    before, began, busy = queries_so_far(), time.perf_counter(), time.process_time()
    done, _ = await asyncio.wait(waits, timeout=LOOKS * LOOK_AGAIN_SECONDS)
    measured = {
        "pcs": len(companies),
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - busy,
        "queries": queries_so_far() - before,
        "fired": len(done),
    }
    for wait in waits:
        wait.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*waits)
    return measured


async def _first(trigger: PcAnswered) -> None:
    async for _ in trigger.run():
        return
