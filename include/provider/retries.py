"""When Airflow retries a task: the class of the error decides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from airflow.sdk import RetryDecision, RetryPolicy

from include.provider.stops import ActionNeeded, TryLater

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

_A_MOMENT = dt.timedelta(seconds=5)


class RetryByError(RetryPolicy):
    """No retry if someone must act first, and none before the time that QuickBooks names.

    Every other error (a killed worker, a busy service) follows the DAG's own retries.
    """

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,  # noqa: ARG002  (Airflow's signature)
        max_tries: int,  # noqa: ARG002  (as above)
        context: Context | None = None,  # noqa: ARG002  (as above)
    ) -> RetryDecision:
        """Decide by the error; evaluated in the task's own process."""
        if isinstance(exception, ActionNeeded):
            return RetryDecision.fail("Not retried. Fix the cause above, then clear the task.")
        if isinstance(exception, TryLater) and exception.retry_at is not None:
            wait = exception.retry_at - dt.datetime.now(dt.UTC)
            return RetryDecision.retry(
                max(wait, dt.timedelta()) + _A_MOMENT,
                f"QuickBooks accepts requests again after {exception.retry_at:%Y-%m-%d %H:%M} UTC.",
            )
        return RetryDecision.default()


RETRY_POLICY = RetryByError()
