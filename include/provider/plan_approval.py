"""The task `approve`: parked in Airflow until somebody agrees to the plan, where that is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator


class PlanApproval(ApprovalOperator):
    """Shows the plan of the task before it, and waits; no worker is held meanwhile.

    Where the company asks for no approval, or there is nothing to send, it passes at once. A plan
    that nobody answered within the time is given up: what it would have sent is planned anew by the
    next run.

    Args:
        planned_by: the id of the task whose result names the run.
    """

    def __init__(self, *, planned_by: str, **options: Any) -> None:
        super().__init__(
            subject="Send this plan to QuickBooks?",
            defaults=self.REJECT,
            response_timeout=dt.timedelta(days=3),
            **options,
        )
        self.planned_by = planned_by

    def execute(self, context: Any) -> Any:
        """Ask, or pass."""
        from include.provider import approval  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

        asked = approval.question(self._planned(context)["run"])
        if asked is None:
            self.log.info("No approval is asked for")
            return None
        self.subject, self.body = asked.subject, asked.body
        self.assigned_users = [{"id": name, "name": name} for name in asked.approvers] or None
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer; what was rejected is not posted."""
        from include.provider import approval  # noqa: PLC0415  (as above)

        if "error" not in event:
            by = event.get("responded_by_user") or {}
            approver = by.get("name") or by.get("id") or "nobody within three days"
            agreed = event["chosen_options"] == [self.APPROVE]
            approval.note_answer(self._planned(context)["run"], str(approver), agreed=agreed)
        return super().execute_complete(context, event)

    def _planned(self, context: Any) -> Mapping[str, Any]:
        found: Mapping[str, Any] = context["ti"].xcom_pull(task_ids=self.planned_by)
        return found
