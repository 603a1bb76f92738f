"""What a task asks of Airflow about DAG runs: whether they live, and to trigger them.

Airflow's own operator triggers one run for each task instance, by an exception that ends the task. A look
starts any number of them, so it sends Airflow the message that this exception leads to
(`airflow.sdk.execution_time.task_runner`). It is the only place that does.
"""

from __future__ import annotations

from typing import Any, Protocol


class AirflowRuns(Protocol):
    """DAG runs, as a look needs them."""

    def exists(self, dag_id: str, run_id: str) -> bool:
        """Whether Airflow has this DAG run, in any state."""
        ...

    def is_alive(self, dag_id: str, run_id: str) -> bool:
        """Whether it is queued or running."""
        ...

    def trigger(self, dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
        """Trigger it; if it is there already, nothing happens.

        Raises:
            Exception: Airflow couldn't; nothing was triggered.
        """
        ...


class TaskRuns:
    """DAG runs, for a running task.

    Args:
        ti: the task instance, from its context.
    """

    def __init__(self, ti: Any) -> None:
        self._ti = ti

    def exists(self, dag_id: str, run_id: str) -> bool:
        """Whether Airflow has this DAG run, in any state."""
        return bool(self._ti.get_dr_count(dag_id, run_ids=[run_id]))

    def is_alive(self, dag_id: str, run_id: str) -> bool:
        """Whether it is queued or running."""
        states = ["queued", "running"]
        return bool(self._ti.get_dr_count(dag_id, run_ids=[run_id], states=states))

    def trigger(self, dag_id: str, run_id: str, conf: dict[str, Any]) -> None:
        """Trigger it; if it is there already, nothing happens."""
        from airflow.sdk.exceptions import ErrorType  # noqa: PLC0415  (only in a task)
        from airflow.sdk.execution_time.comms import (  # noqa: PLC0415  (as above)
            ErrorResponse,
            TriggerDagRun,
        )
        from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS  # noqa: PLC0415

        answer = SUPERVISOR_COMMS.send(TriggerDagRun(dag_id=dag_id, run_id=run_id, conf=conf))
        if isinstance(answer, ErrorResponse) and answer.error != ErrorType.DAGRUN_ALREADY_EXISTS:
            raise RuntimeError(f"Airflow couldn't trigger {dag_id}: {answer.error}")
