"""A run's status for its badge."""

from __future__ import annotations

from include.database.reads.run_summary import RunSummary
from include.database.status_words import BY_OUTCOME, ChangeStatus, RunStatus

__all__ = ["BY_OUTCOME", "ChangeStatus", "RunStatus", "status_of"]


def status_of(run: RunSummary) -> RunStatus:
    """A run's status."""
    return RunStatus.AWAITS_APPROVAL if run.awaits_approval else BY_OUTCOME[run.outcome]
