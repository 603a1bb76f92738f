"""Responses as they arrive: those that are there together are stored together."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from contextvars import copy_context
from dataclasses import dataclass

from include.books.gateway import Answer

MOST = 60
"""Responses stored at once: two batches. More would hold the database's write lock too long."""


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


def in_batches(answers: Iterator[Answer]) -> Generator[list[Answer], None, None]:
    """Receive responses in a thread of its own, so that sending continues while they are stored.

    Close it when leaving early: then nothing more is sent, and open requests have their responses.

    Yields:
        One or more responses: all that have arrived so far, up to `MOST`.

    Raises:
        GatewayUnavailable: as the writing does, after every earlier response was yielded.
    """
    arrived: queue.SimpleQueue[Answer | _End] = queue.SimpleQueue()
    stop = threading.Event()
    receiving = threading.Thread(
        # In a copy of this thread's context: what it writes has the company's currency.
        target=copy_context().run,
        args=(_receive, answers, arrived, stop),
        name="responses",
        daemon=True,
    )
    receiving.start()
    try:
        end: _End | None = None
        while end is None:
            together, end = _together(arrived)
            if together:
                yield together
    finally:
        stop.set()
        receiving.join()
    if end.error is not None:
        raise end.error


def _together(arrived: queue.SimpleQueue[Answer | _End]) -> tuple[list[Answer], _End | None]:
    """Wait for one response, and take those that are there already."""
    together: list[Answer] = []
    while True:
        response = arrived.get()
        if isinstance(response, _End):
            return together, response
        together.append(response)
        if len(together) == MOST or arrived.empty():
            return together, None


def _receive(
    answers: Iterator[Answer],
    arrived: queue.SimpleQueue[Answer | _End],
    stop: threading.Event,
) -> None:
    try:
        for answer in answers:
            arrived.put(answer)
            if stop.is_set():
                break
        if isinstance(answers, Generator):
            answers.close()
    except BaseException as error:  # noqa: BLE001  (raised again in the thread that stores them)
        arrived.put(_End(error))
    else:
        arrived.put(_End())
