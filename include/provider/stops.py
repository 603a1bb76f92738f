"""How a task stops. Light to import: DAG files name these classes in their retry rules."""

from __future__ import annotations

import datetime as dt


class ActionNeeded(RuntimeError):
    """Somebody must do what the message says; trying again by itself would change nothing."""


class TryLater(RuntimeError):
    """The other side is busy or away; Airflow tries again by itself.

    `retry_at` is the moment (UTC) that the other side names, where it does.
    """

    def __init__(self, message: str, retry_at: dt.datetime | None = None) -> None:
        self.retry_at = retry_at
        super().__init__(message)


class WaitingForPc(TryLater):
    """Requests wait for QuickBooks Desktop's Web Connector; the task lets go of its worker meanwhile.

    `company_id` is whose requests they are.
    """

    def __init__(self, message: str, company_id: str) -> None:
        self.company_id = company_id
        super().__init__(message)
