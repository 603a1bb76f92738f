"""A service as a process: started, killed with all that it started, and started again by itself.

A killed service is started again as Docker does with `restart: always`: after a tenth of a second, and
after twice as long each time that it ended within ten seconds.
"""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_FIRST_PAUSE, _LONGEST_PAUSE, _STEADY = 0.1, 60.0, 10.0
_LOOK = 0.05
_PATIENCE = 10.0
_TAIL = 25


class Ended(RuntimeError):
    """A command failed, or something didn't happen in time; the message has the end of its output."""


@dataclass
class Service:
    """A process that is kept running.

    Attributes:
        name: as in the compose file.
        user: who runs it, if not the one who runs this.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    user: str | None = None
    _process: subprocess.Popen[bytes] | None = None
    _began: float = 0.0
    _pause: float = _FIRST_PAUSE
    _due: float = 0.0
    starts: int = field(default=0)

    @property
    def pid(self) -> int:
        """The process's ID; 0 before it was started."""
        return self._process.pid if self._process else 0

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; its output is added to the log."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603  (the compose file's commands)
                list(self.command),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
            )
        self._began, self._due = time.monotonic(), 0.0
        self.starts += 1

    def kill(self) -> None:
        """SIGKILL the process and everything that it started, as the end of its container does."""
        if self._process is None:
            return
        _kill_all(self._process.pid)
        self._process.wait()

    def look(self) -> None:
        """Start the process again if it ended and its pause is over."""
        if self._process is None or self.runs:
            return
        now = time.monotonic()
        if not self._due:
            steady = now - self._began > _STEADY
            self._pause = _FIRST_PAUSE if steady else min(2 * self._pause, _LONGEST_PAUSE)
            self._due = now + self._pause
        elif now >= self._due:
            self.start()

    def tail(self) -> str:
        """The end of its output."""
        return tail(self.log)


class Keeper:
    """Keeps services running until it is stopped, whatever ends them."""

    def __init__(self) -> None:
        self.services: dict[str, Service] = {}
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def keep(self, service: Service) -> Service:
        """Start a service, and keep it running from now on."""
        with self._lock:
            service.start()
            self.services[service.name] = service
            if not self._thread.is_alive():
                self._thread.start()
        return service

    def kill(self, name: str) -> None:
        """SIGKILL a service; it is started again by itself."""
        with self._lock:
            self.services[name].kill()

    def stop(self) -> None:
        """End everything, the newest first; nothing is started again."""
        self._stop.set()
        with self._lock:
            for service in reversed(self.services.values()):
                service.kill()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK):
            with self._lock:
                if self._stop.is_set():
                    return
                for service in self.services.values():
                    service.look()


def run(command: Sequence[str], environment: Mapping[str, str], log: Path, limit: float) -> str:
    """Run a command to its end. Returns its output, which is added to the log too.

    Raises:
        Ended: it failed, or took longer than `limit` seconds.
    """
    try:
        done = subprocess.run(  # noqa: S603  (the compose file's commands)
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Ended(f"{command[0]} took longer than {limit:.0f} s") from late
    output = done.stdout.decode(errors="replace")
    with log.open("a", encoding="utf-8") as kept:
        kept.write(output)
    if done.returncode:
        raise Ended(f"{' '.join(command)} failed ({done.returncode}):\n{output[-3000:]}")
    return output


def wait_for(condition: Callable[[], bool], what: str, limit: float, every: float = 0.2) -> float:
    """Wait until something holds. Returns how many seconds it took.

    Raises:
        Ended: it didn't hold within `limit` seconds.
    """
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > limit:
            raise Ended(f"{what}: not within {limit:.0f} s")
        time.sleep(every)
    return time.monotonic() - began


def tail(log: Path) -> str:
    """The last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"  | {line[:400]}" for line in lines[-_TAIL:])


def _kill_all(pid: int) -> None:
    """Stop a process and all below it, so that none starts another, then kill them."""
    try:
        root = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return
    stopped: dict[int, psutil.Process] = {}
    while True:
        below = [root, *root.children(recursive=True)]
        fresh = [process for process in below if process.pid not in stopped]
        if not fresh:
            break
        _send(fresh, signal.SIGSTOP)
        stopped |= {process.pid: process for process in fresh}
    _send(stopped.values(), signal.SIGKILL)
    until = time.monotonic() + _PATIENCE
    while any(_alive(process) for process in stopped.values()) and time.monotonic() < until:
        time.sleep(0.01)


def _send(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(number)


def _alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
