"""How a task stops. Light to import: DAG files name these classes in their retry rules."""

from __future__ import annotations

import datetime as dt

from include.understood import Understood

TIME_TO_APPROVE = dt.timedelta(days=3)
"""How long a run waits for an approver before its changes are rejected."""


class ActionNeeded(Understood, RuntimeError):
    """The message says what someone must do first; a retry alone would change nothing."""


class TryLater(Understood, RuntimeError):
    """CORE or QuickBooks is busy or away; Airflow retries automatically.

    `retry_at` is the time (UTC) from which requests are accepted again, if it is known.
    """

    passes = True

    def __init__(self, message: str, retry_at: dt.datetime | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(message)


class WaitingForPc(TryLater):
    """Requests wait for QuickBooks Desktop's Web Connector; the task frees its worker meanwhile.

    `company_id` is the company that the requests belong to.
    """

    def __init__(self, message: str, company_id: str) -> None:
        self.company_id = company_id
        super().__init__(message)


class WaitingForRun(TryLater):
    """Another run of the same company and workflow is at work; the task frees its worker meanwhile.

    `run_id` is that run in the CoreBooks database. `minutes` is how long the task waits before it asks
    Airflow whether that run still lives.
    """

    def __init__(self, message: str, run_id: int, minutes: int = 1) -> None:
        self.run_id = run_id
        self.minutes = minutes
        super().__init__(message)


class NotNow(Understood, RuntimeError):
    """A scheduled run isn't needed now, because an earlier one isn't finished: it is skipped."""
