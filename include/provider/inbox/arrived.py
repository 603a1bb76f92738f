"""Fires when something arrived, in Airflow's triggerer: an event of the asset that starts the inbox's DAG.

Light to import: the DAG's file names it. The database is opened only when it is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.sdk import Asset, AssetWatcher
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

LOOK_SECONDS = 2.0


class SomethingArrived(BaseEventTrigger):
    """Fires whenever there is something for the inbox to do, once for each thing.

    It never ends, whatever can't be read: what is wrong is noted with the source it is of.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # (Airflow's)

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer creates it again."""
        return f"{type(self).__module__}.{type(self).__qualname__}", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look every two seconds, in threads, one look for all sources."""
        watch = await asyncio.to_thread(_new_watch)
        try:
            while True:
                counts = await asyncio.to_thread(watch.look)
                if counts:
                    yield TriggerEvent(counts)  # type: ignore[no-untyped-call]  # (as above)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            watch.close()


def _new_watch() -> Any:
    # Imported in a thread: it takes a second, in which nothing else in the triggerer would move.
    from include.provider.inbox.watch import Watch  # noqa: PLC0415  (SQLAlchemy)

    return Watch()


def inbox_asset() -> Asset:
    """What the inbox's DAG starts from."""
    return Asset(
        name="corebooks_inbox",
        uri="corebooks://inbox/arrivals",
        watchers=[AssetWatcher(name="something_arrived", trigger=SomethingArrived())],
    )
