"""What tasks tell at once. Light to import: DAG files name these classes.

They only note the alert and try to deliver it. Whatever fails on the way, the next look tells it.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import BaseNotifier

logger = logging.getLogger(__name__)


class TellOfFailure(BaseNotifier):
    """Tells that a task failed for good."""

    template_fields = ()

    def notify(self, context: Any) -> None:
        """Called by Airflow in the task's process, or in the DAG processor if that was killed."""
        try:
            from include.provider.alerts import at_once  # noqa: PLC0415  (SQLAlchemy stays out of parsing)

            at_once.tell_of_failure(context)
        except Exception:
            logger.exception("The alert of this failure wasn't delivered. The next look tells it.")


class TellOfApproval(BaseNotifier):
    """Tells that a run waits for an approver."""

    template_fields = ()

    def notify(self, context: Any) -> None:
        """Called by the task `approve` right before it waits."""
        try:
            from include.provider.alerts import at_once  # noqa: PLC0415  (as above)

            at_once.tell_of_approval(context)
        except Exception:
            logger.exception("The alert of this approval wasn't delivered. The next look tells it.")
