"""Processes of the demo: finds the demo's own, and ends what a killed demo left.

Every process the demo starts carries the name of its state folder in its environment, and so do
the processes that those start. On top of that, what was started is written down with the time of
its start, so that a process ID that the system reused is never mistaken.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from include.private_files import close_tree, private_file, write_private
from sandbox.demo.failures import AlreadyRunning

MARKER = "COREBOOKS_DEMO_STATE"

# Seconds until the second SIGTERM, and until SIGKILL.
PATIENCE = 3.0
LIMIT = 6.0

_POLL = 0.05
_LAST_TRIES = 10


@contextmanager
def only_demo(state: Path) -> Iterator[None]:
    """Hold the checkout's lock. The system releases it when its holder ends, however that ends.

    Raises:
        AlreadyRunning: another demo holds it.
    """
    state.mkdir(parents=True, exist_ok=True)
    close_tree(state)
    private_file(state / "demo.lock")
    with (state / "demo.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise AlreadyRunning(lock.read().strip() or "starting") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield
        lock.truncate(0)


class Register:
    """What was started, kept in a file for the next demo to find."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._file = state / "processes.json"

    def note(self, processes: Iterable[psutil.Process]) -> None:
        """Write down what runs now; with nothing running, the file goes."""
        rows = []
        for process in processes:
            try:
                rows.append({"pid": process.pid, "started": process.create_time()})
            except psutil.Error:
                continue
        if not rows:
            self._file.unlink(missing_ok=True)
            return
        write_private(self._file, json.dumps(rows).encode())

    def running(self) -> list[psutil.Process]:
        """The demo's processes that still run, without this one and its parents."""
        processes = {process.pid: process for process in self._noted()}
        for process in list(processes.values()):
            try:
                processes |= {child.pid: child for child in process.children(recursive=True)}
            except psutil.Error:
                continue
        processes |= {process.pid: process for process in self._marked()}
        own = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
        return [process for pid, process in processes.items() if pid not in own and _alive(process)]

    def _noted(self) -> Iterator[psutil.Process]:
        try:
            rows = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        for row in rows:
            try:
                process = psutil.Process(row["pid"])
                if process.create_time() == row["started"]:
                    yield process
            except psutil.Error:
                continue

    def _marked(self) -> Iterator[psutil.Process]:
        mark = str(self._state.resolve())
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARKER) == mark:
                    yield process
            except (psutil.Error, OSError):  # not readable, or gone meanwhile
                continue


def end(running: Callable[[], list[psutil.Process]]) -> int:
    """End processes: SIGTERM twice (Airflow takes the second one as "now"), then SIGKILL.

    `running` lists what still runs; it is called again, since a dying process may start another.

    Returns:
        How many there were.
    """
    first = running()
    _signal(first, signal.SIGTERM)
    _wait_for_end(first, PATIENCE)
    again = running()
    _signal(again, signal.SIGTERM)
    _wait_for_end(again, LIMIT - PATIENCE)
    for _ in range(_LAST_TRIES):
        stubborn = running()
        if not stubborn:
            break
        _signal(stubborn, signal.SIGKILL)
        _wait_for_end(stubborn, 1.0)
    return len(first)


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.Error:
            continue


def _wait_for_end(processes: Iterable[psutil.Process], limit: float) -> None:
    # Not psutil.wait_procs: an orphan may stay a zombie for as long as its new parent likes, and
    # the exit codes of children belong to the code that started them.
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline and any(_alive(process) for process in processes):
        time.sleep(_POLL)


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
