"""Answers as they arrive: whatever is there together is taken down together."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from include.books.gateway import Answer

MOST = 60
"""Answers of one transaction: two batches. More would hold the database's write lock for long."""


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


def in_batches(answers: Iterator[Answer]) -> Generator[list[Answer], None, None]:
    """Draw answers in a thread of its own, so that sending goes on while they are taken down.

    Close it when it is left early: then nothing more is sent, and what is in flight has come back.

    Yields:
        One or more answers: all that have arrived by now, up to `MOST`.

    Raises:
        GatewayStopped: as the writing does, after every answer before it was yielded.
    """
    arrived: queue.SimpleQueue[Answer | _End] = queue.SimpleQueue()
    left = threading.Event()
    drawing = threading.Thread(
        target=_draw, args=(answers, arrived, left), name="answers", daemon=True
    )
    drawing.start()
    try:
        end: _End | None = None
        while end is None:
            together, end = _together(arrived)
            if together:
                yield together
    finally:
        left.set()
        drawing.join()
    if end.error is not None:
        raise end.error


def _together(arrived: queue.SimpleQueue[Answer | _End]) -> tuple[list[Answer], _End | None]:
    """Wait for one, and take with it what is there already."""
    together: list[Answer] = []
    while True:
        one = arrived.get()
        if isinstance(one, _End):
            return together, one
        together.append(one)
        if len(together) == MOST or arrived.empty():
            return together, None


def _draw(
    answers: Iterator[Answer],
    arrived: queue.SimpleQueue[Answer | _End],
    left: threading.Event,
) -> None:
    try:
        for answer in answers:
            arrived.put(answer)
            if left.is_set():
                break
        if isinstance(answers, Generator):
            answers.close()
    except BaseException as error:  # noqa: BLE001  (raised again in the thread that takes them down)
        arrived.put(_End(error))
    else:
        arrived.put(_End())
