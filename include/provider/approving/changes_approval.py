"""The task `approve`: waits in Airflow until an approver decides, if the company requires that."""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

from include.provider.outside.links import LINKS
from include.provider.stops import TIME_TO_APPROVE, TryLater


class ChangesApproval(ApprovalOperator):
    """Shows the planned changes and waits for an approver without holding a worker.

    If the company requires no approval, or there is nothing to post, it passes at once. If no one
    decides in time, nothing is posted; the next run plans the changes again. What counts is what the
    CoreBooks database has: `post` asks it, whatever becomes of this task.

    Args:
        planned_by: the id of the task whose result names the run.
    """

    operator_extra_links = LINKS

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
        from include.provider.approving import approval  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

        request = approval.approval_request(self._run(context), str(context["ti"].id))
        if request is None:
            self.log.info("No approval is required.")
            return None
        self.subject, self.body = request.subject, request.body
        # Airflow compares these IDs with the auth manager's own.
        self.assigned_users = [{"id": one, "name": one} for one in request.approvers] or None
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Record the decision; rejected changes aren't posted, and an answer that can't count isn't one."""
        from include.database.setup.people import Who  # noqa: PLC0415  (as above)
        from include.provider.approving import approval  # noqa: PLC0415  (as above)

        if "error" not in event:
            user = event.get("responded_by_user") or {}
            who = Who(str(user["id"]), str(user.get("name") or user["id"])) if user else None
            approved = event["chosen_options"] == [self.APPROVE]
            decision = approval.Decision(str(context["ti"].id), who, approved)
            try:
                counts_not = approval.record_decision(self._run(context), decision)
            except approval.AskAnew as reason:
                raise TryLater(str(reason)) from None
            if counts_not:
                return self.execute(context)
        return super().execute_complete(context, event)

    def _run(self, context: Any) -> int:
        """The run to ask about: another one where somebody else cleared this task."""
        from include.provider import tasks  # noqa: PLC0415  (as above)

        planned = context["ti"].xcom_pull(task_ids=self.planned_by)
        return tasks.run_of(planned["run"], {"dag_run": context["dag_run"]})
