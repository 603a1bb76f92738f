"""When Airflow tries a task again: as the class of the error says."""

from __future__ import annotations

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from include.provider.stops import NeedsPerson

RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception=NeedsPerson,
            action=RetryAction.FAIL,
            reason="a person must act first; trying again would change nothing",
        )
    ]
)
"""All else (TryLater, a killed worker) follows the DAG's own retries."""
