"""What a person must do next, the longest waiting first: each with its amount, its age and where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from include.books.dates import format_age
from include.books.money import Cents
from include.clock import utc_now
from include.database.alerts.open_alerts import OpenAlert
from include.database.reads.approvals import WaitingApproval
from include.database.reads.companies import ConnectedCompany
from include.database.reads.due import DueTransactions
from include.database.reads.month import EndedSignOff
from include.database.status_words import ConnectionStatus, MonthStatus
from include.database.statuses import RecordStatus
from include.provider.connections.unmet_needs import UnmetNeed
from include.web.frame.status_words import NOT_SYNCED, RECORD
from include.workflows.category import Category


@dataclass(frozen=True, slots=True)
class NextStep:
    """One line of the list.

    Attributes:
        word: what it is, such as a status, beside the shape of its kind.
        kind: of the badge.
        sentence: what happened.
        path: of the page where it is done, below CoreBooks' address; empty for none.
        action: what the button says; empty without a path.
        cents: the amount at stake, as far as it is known.
        since: since when, UTC; None where that isn't known.
    """

    word: str
    kind: str
    sentence: str
    path: str = ""
    action: str = ""
    cents: Cents | None = None
    since: dt.datetime | None = None

    @property
    def age(self) -> str:
        """Since when, in words: "12 days"."""
        return format_age(self.since, utc_now()) if self.since else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for people in a company.

    Attributes:
        connection: the status of the connection to QuickBooks, and what is wrong with it.
        alerts: what stands.
        approvals: runs that wait for an approver.
        on_hold: how many records are on hold, of every workflow.
        oldest_hold: since when the one is that has waited the longest, UTC.
        due: what is due; None while no workflow of transactions is on.
        ended: months whose sign-off no longer holds.
        unmet: workflows that are on and can't post with this QuickBooks.
        moving_since: since when the company is being moved to another QuickBooks, UTC; None if it isn't.
    """

    connection: tuple[ConnectionStatus, str]
    alerts: Sequence[OpenAlert]
    approvals: Sequence[WaitingApproval]
    on_hold: int
    oldest_hold: dt.datetime | None
    due: DueTransactions | None
    ended: Sequence[EndedSignOff] = ()
    unmet: Sequence[UnmetNeed] = ()
    moving_since: dt.datetime | None = None


def next_steps(company: ConnectedCompany, waiting: Waiting) -> list[NextStep]:
    """What a person must do next, the longest waiting first."""
    now = utc_now()
    steps = [*_steps(company, f"/companies/{company.id}", waiting)]
    return sorted(steps, key=lambda step: step.since or now)


def _steps(company: ConnectedCompany, home: str, waiting: Waiting) -> Iterator[NextStep]:
    state, trouble = waiting.connection
    if trouble:
        yield NextStep(
            state.value,
            state.kind if state is not ConnectionStatus.DISCONNECTED else "bad",
            f"{company.edition}: {trouble}",
            "/settings/integrations",
            "Open integrations",
            since=company.disconnected_at,
        )
    if waiting.moving_since is not None:
        yield NextStep(
            "Moving",
            "wait",
            f"{company.name} is being moved to another QuickBooks, so nothing is posted. An administrator finishes "
            "the move.",
            f"{home}/move",
            "Open move",
            since=waiting.moving_since,
        )
    for need in waiting.unmet:
        yield NextStep(
            "Can't post",
            "bad",
            f"{need.sentence} {need.what_to_do}",
            f"{home}/workflows",
            "Open workflows",
        )
    for alert in waiting.alerts:
        sentence = f"{alert.kind.heading}. {alert.sentence} {alert.what_to_do}"
        action = "Open" if alert.path else ""
        yield NextStep("Alert", "bad", sentence, alert.path, action, since=alert.opened_at)
    for approval in waiting.approvals:
        yield _approval(home, approval)
    if waiting.on_hold:
        yield _on_hold(home, waiting)
    if waiting.due and waiting.due.missing:
        yield _missing(home, waiting.due)
    for one in waiting.ended:
        yield _ended(home, one)


def _approval(home: str, approval: WaitingApproval) -> NextStep:
    whose = "your approval" if approval.is_mine else "approval"
    changes = "1 change" if approval.changes == 1 else f"{approval.changes:,} changes"
    workflow = Category(approval.category).heading
    return NextStep(
        "Approval",
        "wait",
        f"{workflow}, run {approval.run_id}, started by {approval.asked_by}, waits for {whose}: "
        f"{changes}.",
        f"{home}/history/{approval.run_id}",
        "Review changes",
        since=approval.asked_at,
    )


def _on_hold(home: str, waiting: Waiting) -> NextStep:
    number = waiting.on_hold
    are = (
        "1 record is on hold and wasn't"
        if number == 1
        else f"{number:,} records are on hold and weren't"
    )
    amount = waiting.due.parts.get(RecordStatus.ON_HOLD) if waiting.due else None
    return NextStep(
        *RECORD[RecordStatus.ON_HOLD],
        f"{are} posted.",
        f"{home}/attention",
        "Review",
        amount.cents if amount else None,
        waiting.oldest_hold,
    )


def _ended(home: str, one: EndedSignOff) -> NextStep:
    more = f" {one.moves - 1:,} more moved." if one.moves > 1 else ""
    return NextStep(
        MonthStatus.ENDED.value,
        MonthStatus.ENDED.kind,
        f"{one.month:%B %Y}: {one.what}{more}",
        f"{home}/months/{one.month:%Y-%m}",
        "Review month",
        since=one.ended_at,
    )


def _missing(home: str, due: DueTransactions) -> NextStep:
    number = due.missing.number
    transactions = "1 transaction" if number == 1 else f"{number:,} transactions"
    return NextStep(
        *NOT_SYNCED,
        f"No workflow has read {transactions} that CORE has. Select and sync "
        f"{'it' if number == 1 else 'them'}.",
        f"{home}/transactions?status=not+synced",
        "View",
        due.missing.cents,
    )
