"""The task `approve`: waits in Airflow until an approver decides, if the company requires that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

from include.provider.stops import TIME_TO_APPROVE


class ChangesApproval(ApprovalOperator):
    """Shows the planned changes and waits for an approver without holding a worker.

    If the company requires no approval, or there is nothing to post, it passes at once. If no one
    decides in time, nothing is posted; the next run plans the changes again.

    Args:
        planned_by: the id of the task whose result names the run.
    """

    def __init__(self, *, planned_by: str, **options: Any) -> None:
        super().__init__(
            subject="Post these changes to QuickBooks?",
            defaults=self.REJECT,
            response_timeout=TIME_TO_APPROVE,
            **options,
        )
        self.planned_by = planned_by

    def execute(self, context: Any) -> Any:
        """Ask, or pass."""
        from include.provider import approval  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

        request = approval.approval_request(self._planned(context)["run"])
        if request is None:
            self.log.info("No approval is required.")
            return None
        self.subject, self.body = request.subject, request.body
        self.assigned_users = [{"id": name, "name": name} for name in request.approvers] or None
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Record the decision; rejected changes aren't posted."""
        from include.provider import approval  # noqa: PLC0415  (as above)

        if "error" not in event:
            user = event.get("responded_by_user") or {}
            approver = user.get("name") or user.get("id")
            approved = event["chosen_options"] == [self.APPROVE]
            run_id = self._planned(context)["run"]
            approval.record_decision(run_id, approver and str(approver), approved=approved)
        return super().execute_complete(context, event)

    def _planned(self, context: Any) -> Mapping[str, Any]:
        planned: Mapping[str, Any] = context["ti"].xcom_pull(task_ids=self.planned_by)
        return planned
