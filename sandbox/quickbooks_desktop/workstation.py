"""The PC: QuickBooks with its company file, and the Web Connector that runs beside it."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.outcome import Outcome
from sandbox.quickbooks_desktop.qwc import Qwc
from sandbox.quickbooks_desktop.web_connector import WebConnector

_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Update:
    """One update as the Web Connector's log shows it; `at` is the PC's time."""

    at: str
    outcome: Outcome

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return {"at": self.at, **asdict(self.outcome)}


class Workstation:
    """A PC with one company file and at most one application.

    Args:
        file: the company file that QuickBooks has open.
        every: seconds between updates; None follows the .qwc file, and no update runs on its own
            where that says nothing either.
        pause: seconds to wait when the service has nothing yet (NoOp).
    """

    def __init__(
        self, file: CompanyFile, *, every: float | None = None, pause: float = 5.0
    ) -> None:
        self.file = file
        self.every, self.pause = every, pause
        self.connector: WebConnector | None = None
        self.updates: deque[Update] = deque(maxlen=_REMEMBERED)
        self._stopped = threading.Event()
        self._updating = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, qwc: Qwc, password: str) -> WebConnector:
        """Add an application, in the place of the one before, and let it run on its own."""
        if self.connector is not None:
            self.connector.close()
        self.connector = WebConnector.added(qwc, password, self.file)
        self.connector.pause = self.pause
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="web-connector", daemon=True)
            self._thread.start()
        return self.connector

    def update(self) -> Outcome:
        """One update now; a second one waits for it, as there is one Web Connector."""
        assert self.connector is not None, "no application was added"  # noqa: S101  (for mypy)
        with self._updating:
            outcome = self.connector.update()
        with self.file.reading() as books:
            self.updates.appendleft(Update(books.shown(books.now()), outcome))
        return outcome

    @property
    def interval(self) -> float | None:
        """Seconds until the next update; the service's own floor counts."""
        if self.every is not None:
            return self.every
        qwc = None if self.connector is None else self.connector.qwc
        if qwc is None or qwc.run_every_seconds is None:
            return None
        floor = self.updates[0].outcome.every_seconds if self.updates else None
        return max(qwc.run_every_seconds, floor or 0)

    def stop(self) -> None:
        """End the Web Connector; an update that is under way is finished, or closed in its pause."""
        self._stopped.set()
        if self.connector is not None:
            self.connector.stopped.set()
        if self._thread is not None:
            self._thread.join()
        if self.connector is not None:
            self.connector.close()

    def _run(self) -> None:
        while not self._stopped.is_set():
            if self.interval is not None:
                self.update()
            self._stopped.wait(self.interval or 1.0)
