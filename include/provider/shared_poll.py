"""One question for everything that waits in a process, instead of one for each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)

_MOST_FAILURES = 30
"""A database that is away for a minute, as while it restarts, fails nothing that waits."""


class SharedPoll(Generic[Key, Answer]):
    """Asks at intervals for all keys that are waited for at that moment. Of one event loop at a time.

    Args:
        ask: answers for many keys at once; called in a thread.
        seconds: between two questions.
    """

    def __init__(
        self, ask: Callable[[Sequence[Key]], Mapping[Key, Answer]], seconds: float
    ) -> None:
        self._ask = ask
        self._seconds = seconds
        self._waiting: dict[Key, list[asyncio.Future[Answer]]] = {}
        self._polling: asyncio.Task[None] | None = None

    async def answer(self, key: Key) -> Answer:
        """The next answer for a key.

        Raises:
            Exception: the question failed for a minute.
        """
        loop = asyncio.get_running_loop()
        if self._polling is None or self._polling.get_loop() is not loop:
            self._waiting = {}
        if self._polling is None or self._polling.done() or self._polling.get_loop() is not loop:
            self._polling = loop.create_task(self._poll())
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.setdefault(key, []).append(future)
        return await future

    async def _poll(self) -> None:
        """Ask until nothing waits any more."""
        failures = 0
        while self._waiting:
            waiting, self._waiting = self._waiting, {}
            try:
                answers = await asyncio.to_thread(self._ask, list(waiting))
            except Exception as error:  # noqa: BLE001  (of any kind: what waits is told of it)
                failures += 1
                logger.warning("What is waited for can't be asked: %s", type(error).__name__)
                self._wait_on(waiting, error if failures >= _MOST_FAILURES else None)
            else:
                failures = 0
                for key, futures in waiting.items():
                    for future in futures:
                        if not future.done():
                            future.set_result(answers[key])
            await asyncio.sleep(self._seconds)

    def _wait_on(
        self, waiting: Mapping[Key, list[asyncio.Future[Answer]]], error: Exception | None
    ) -> None:
        """Have what waits be asked for again; with an error, it is told of it."""
        for key, futures in waiting.items():
            unfinished = [future for future in futures if not future.done()]
            if error is None and unfinished:
                self._waiting.setdefault(key, []).extend(unfinished)
            if error is not None:
                for future in unfinished:
                    future.set_exception(error)
