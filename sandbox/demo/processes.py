"""The demo's child processes: started in their own sessions, watched, and always ended.

Signals only raise a flag. All waiting goes through `Processes.wait_for`, which looks at the flag
and at every child, so that every process that is started is recorded.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

from include.private_files import private_file
from sandbox.demo.console import Console
from sandbox.demo.failures import ChildDied, Interrupted, NotEnded, TookTooLong
from sandbox.demo.leftovers import MARKER, Register, end

_POLL = 0.2
_SHOW_AFTER = 5.0
_TAIL = 15


@dataclass(frozen=True, slots=True)
class Child:
    """A process that is to run until the demo stops."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Processes:
    """Starts, watches and ends the processes of one demo."""

    def __init__(self, state: Path, console: Console) -> None:
        self._state = state.resolve()
        self._logs = self._state / "logs"
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._console = console
        self._register = Register(self._state)
        self._children: list[Child] = []
        self._signal = ""
        self._stopping = False
        self._wake = threading.Event()

    def end_leftovers(self) -> int:
        """End what an interrupted earlier demo left running. Returns how many processes."""
        left = self._register.running()
        if not left:
            return 0
        self._console.step(f"An earlier demo was interrupted; ending {len(left)} processes it left")
        ended = end(self._register.running)
        self._register.note([])
        return ended

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start a process that keeps running; its output goes to `logs/<name>.log`."""
        self.check()
        log = self._log(name)
        with log.open("wb") as output:
            process = self._popen(command, environment, output.fileno())
        child = Child(name, process, log)
        self._children.append(child)
        self._note()
        return child

    def run(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        limit: float = 180,
    ) -> str:
        """Run a command to its end.

        Returns:
            Its output, which is in `logs/<name>.log` too.

        Raises:
            ChildDied: it failed; the end of its output is in the message.
        """
        self.check()
        log = self._log(name)
        with log.open("wb") as output:
            process = self._popen(command, environment, output.fileno())
        self._note(process)
        self.wait_for(lambda: process.poll() is not None, f"{name} to finish", limit)
        self._note()
        if process.returncode != 0:
            raise ChildDied(name, process.returncode, _tail(log), str(log))
        return log.read_text(encoding="utf-8", errors="replace")

    def check(self) -> None:
        """Raise if the demo must stop, or if a child has ended unexpectedly."""
        if self._signal:
            raise Interrupted(self._signal)
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                raise ChildDied(child.name, code, _tail(child.log), str(child.log))

    def wait_for(self, condition: Callable[[], bool], what: str, limit: float | None) -> None:
        """Wait until a condition holds, and print a line every few seconds.

        Args:
            condition: checked a few times a second.
            what: what is waited for, as it reads after "waiting for".
            limit: seconds; None waits as long as it takes.

        Raises:
            TookTooLong: the limit passed.
            Interrupted: the demo must stop.
            ChildDied: a process of the demo ended unexpectedly.
        """
        started = shown = time.monotonic()
        while True:
            self.check()
            if condition():
                return
            now = time.monotonic()
            if limit is not None and now - started > limit:
                raise TookTooLong(what, limit, str(self._logs))
            if limit is not None and now - shown > _SHOW_AFTER:
                shown = now
                self._console.step(f"... waiting for {what} ({now - started:.0f} s)")
            self._wake.wait(_POLL)

    def stop(self) -> int:
        """End everything that was started, and whatever that started.

        Returns:
            How many processes there were.

        Raises:
            NotEnded: the system would not end some of them.
        """
        self._stopping = True
        ended = end(self._running)
        for child in self._children:
            child.process.poll()  # takes its exit code off the system's list
        self._children.clear()
        self._register.note([])
        left = self._running()
        if left:
            raise NotEnded([f"{process.name()} (process {process.pid})" for process in left])
        return ended

    @contextmanager
    def listening_to_signals(self) -> Iterator[None]:
        """Turn Ctrl-C, SIGTERM, and a closed terminal into a flag that every wait checks."""
        before = {}
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            handler = signal.getsignal(number)
            if number == signal.SIGHUP and handler == signal.SIG_IGN:
                continue  # started with nohup: closing the terminal is meant to change nothing
            before[number] = signal.signal(number, self._on_signal)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            with suppress(OSError):  # the terminal may be gone
                os.write(2, b"\nStill stopping; everything will be ended in a moment.\n")
            return
        name = signal.Signals(number).name
        self._signal = "Ctrl-C" if number == signal.SIGINT else name
        self._wake.set()

    def _running(self) -> list[psutil.Process]:
        return self._register.running()

    def _popen(
        self, command: Sequence[str], environment: Mapping[str, str], output: int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  (our own commands, no shell)
            command,
            env={**environment, MARKER: str(self._state)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            umask=0o077,  # databases, logs, and what else they write is for this user alone
            # Its own session: the terminal's Ctrl-C reaches the demo only, which ends the rest.
            start_new_session=True,
        )

    def _note(self, *extra: subprocess.Popen[bytes]) -> None:
        pids = [process.pid for process in (*(c.process for c in self._children), *extra)]
        alive = []
        for pid in pids:
            with suppress(psutil.NoSuchProcess):
                alive.append(psutil.Process(pid))
        self._register.note(alive)

    def _log(self, name: str) -> Path:
        log = self._logs / f"{name.lower().replace(' ', '-')}.log"
        private_file(log)
        return log


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-_TAIL:]) or "  | (nothing)"
