"""What a run may do: its purpose, the workflow's options, and the day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from include.sync.run.mode import Act, RunMode
from include.workflows.options import WhenGone, WorkflowOptions


@dataclass(frozen=True, slots=True)
class Rules:
    """What every decision of a run follows.

    Attributes:
        company_id: the company's, of which the CoreBooks tags are made.
        purpose: what the run is for.
        options: the workflow's current options.
        actor: who started the run.
        today: today's date in the company's time zone.
        start_date: transactions before it don't post; None for no limit.
        complete_only: leave out what isn't at 100% and not in QuickBooks yet.
        undo: the run that is undone.
    """

    company_id: str
    purpose: RunMode
    options: WorkflowOptions
    actor: str
    today: dt.date
    start_date: dt.date | None = None
    complete_only: bool = False
    undo: int | None = None

    def may(self, act: Act) -> bool:
        """Whether the run's purpose allows it."""
        return self.purpose.may(act)

    @property
    def voids_what_is_gone(self) -> bool:
        """Whether an entry that is no longer in CORE is voided, by this run or by the options."""
        by_option = self.options.no_longer_in_core is WhenGone.VOID
        return self.may(Act.VOID) or (by_option and self.may(Act.VOID_BY_OPTION))
