"""The five checks of a month, and whether it can be signed off. Pure.

1. Everything due is posted. 2. Everything posted ties out. 3. Clearing accounts are zero. 4. Trust ties three
ways. 5. Nothing is on hold without a reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from include.books.dates import format_day
from include.books.money import Cents, format_money
from include.books.wording import counted, joined
from include.database.reads.due import Amount, DueInPeriod
from include.database.reads.month import Month
from include.database.status_words import CheckStatus, MonthStatus
from include.database.statuses import RecordStatus

FRESH = dt.timedelta(hours=24)
"""How old a tie-out may be when a month is signed off: books change."""


class CheckKey(StrEnum):
    """Which check."""

    POSTED = "posted"
    TIES_OUT = "ties-out"
    CLEARING = "clearing"
    TRUST = "trust"
    ON_HOLD = "on-hold"


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its result.

    Attributes:
        key: which.
        title: what holds if it passes.
        status: the result.
        sentence: what was looked at, or what is wrong and what to do.
        counted: "14 of 14"; empty where nothing is counted.
        cents: the amount; None where there is none.
    """

    key: CheckKey
    title: str
    status: CheckStatus
    sentence: str
    counted: str = ""
    cents: Cents | None = None


def checks_of(month: Month, now: dt.datetime) -> list[Check]:
    """The five checks of a month, in their order.

    Args:
        month: as it is now.
        now: UTC.
    """
    return [
        _posted(month),
        _with_linked(month, _ties_out(month, now)),
        Check(
            CheckKey.CLEARING,
            "Clearing accounts are zero",
            CheckStatus.NOT_USED,
            "No workflow is set up with a clearing account that must be zero.",
        ),
        Check(
            CheckKey.TRUST,
            "Trust ties three ways",
            CheckStatus.NOT_USED,
            "No workflow is set up to hold deposits in trust.",
        ),
        _on_hold(month),
    ]


def why_not_signable(month: Month, checks: Sequence[Check], today: dt.date) -> str:
    """Why a month can't be signed off yet, and what to do; empty if it can.

    Args:
        month: as it is now.
        checks: of the month.
        today: in the company's time zone.
    """
    name = f"{month.first:%B %Y}"
    if month.last >= today:
        return f"{name} ends on {format_day(month.last)}. Sign it off after that."
    if month.sign_offs and month.sign_offs[0].ended_at is None:
        return f"{name} is signed off already."
    failed = [check for check in checks if not check.status.lets_sign]
    if failed:
        return " ".join(check.sentence for check in failed)
    return ""


def _posted(month: Month) -> Check:
    title = "Everything due is posted"
    parts = [part for part in (month.transactions, month.statements) if part is not None]
    if not parts:
        return Check(
            CheckKey.POSTED, title, CheckStatus.FAILED, "No workflow is on. Turn one on first."
        )
    due = sum((_to_post(part) for part in parts), Amount())
    posted = sum((part.of(RecordStatus.SYNCED) for part in parts), Amount())
    left = due - posted
    count = f"{posted.number:,} of {due.number:,}"
    if left.number:
        sentence = f"{_left(parts)} Sync what is left."
        return Check(CheckKey.POSTED, title, CheckStatus.FAILED, sentence, count, left.cents)
    if not due.number:
        sentence = f"CORE has nothing to post for {month.first:%B %Y}."
    else:
        sentence = "Each transaction that closed in the month, and each statement, has its entries."
    return Check(CheckKey.POSTED, title, CheckStatus.PASSED, sentence, count, posted.cents)


def _to_post(part: DueInPeriod) -> Amount:
    """What the first check counts: the fifth one counts what is on hold."""
    return part.due - part.of(RecordStatus.ON_HOLD)


def _left(parts: Sequence[DueInPeriod]) -> str:
    told = {
        "ready to sync": sum((part.of(RecordStatus.READY) for part in parts), Amount()),
        "undone": sum((part.of(RecordStatus.UNDONE) for part in parts), Amount()),
        "not read by a workflow that is on": sum((part.missing for part in parts), Amount()),
    }
    found = [
        f"{counted(amount.number, 'record')} {'is' if amount.number == 1 else 'are'} {what} "
        f"({format_money(amount.cents)})"
        for what, amount in told.items()
        if amount.number
    ]
    return f"{joined(found)}."


def _ties_out(month: Month, now: dt.datetime) -> Check:
    key, title = CheckKey.TIES_OUT, "Everything posted ties out"
    found = month.tied_out
    if found is None:
        return Check(key, title, CheckStatus.NOT_RUN, "Run the tie-out, which reads QuickBooks.")
    left = [one for one in month.variances if not one.is_explained]
    more = found.variance_count - len(month.variances)
    cents = sum(one.variance.cents for one in month.variances)
    count = f"{found.entries - found.variance_count:,} of {found.entries:,}"
    if found.moved_at is not None:
        sentence = "Entries changed after the last tie-out. Run it again."
        return Check(key, title, CheckStatus.NOT_RUN, sentence, count, cents)
    if left or more > 0:
        number = counted(len(left) + max(more, 0), "variance")
        sentence = f"{number} without an explanation. Correct each, or explain it."
        return Check(key, title, CheckStatus.FAILED, sentence, count, cents)
    if month.status is not MonthStatus.SIGNED and now - found.compared_at > FRESH:
        sentence = "The last tie-out is more than a day old. Run it again."
        return Check(key, title, CheckStatus.NOT_RUN, sentence, count, cents)
    if month.variances:
        sentence = f"{counted(len(month.variances), 'variance')}, each explained."
        return Check(key, title, CheckStatus.REASONED, sentence, count, cents)
    sentence = "Amount, date, account, and name of each entry match QuickBooks."
    return Check(key, title, CheckStatus.PASSED, sentence, count, 0)


def _with_linked(month: Month, check: Check) -> Check:
    """The second check, which fails as well while linked entries have other amounts than CORE."""
    linked = month.linked_apart
    if not (linked.apart and check.status.lets_sign):
        return check
    return dataclasses.replace(
        check,
        status=CheckStatus.FAILED,
        sentence=linked.sentence,
        cents=linked.entry_cents - linked.core_cents,
    )


def _on_hold(month: Month) -> Check:
    key, title = CheckKey.ON_HOLD, "Nothing is on hold without a reason"
    held, without = month.held_amount, month.without_reason
    if not held.number:
        return Check(key, title, CheckStatus.PASSED, "Nothing is on hold.")
    count = f"{held.number - without:,} of {held.number:,}"
    if without:
        sentence = f"{counted(without, 'record')} on hold without a reason. Resolve each, or write down why."
        return Check(key, title, CheckStatus.FAILED, sentence, count, held.cents)
    sentence = "Each record on hold has a reason in writing."
    return Check(key, title, CheckStatus.REASONED, sentence, count, held.cents)
