"""From a canonical statement to a billing statement, its status checked against its payments. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.books.wording import a
from include.core_backoffice.canonical.payees import CORRECT_IT, People, agent_of
from include.core_backoffice.canonical.payment_parts import parts_of
from include.core_backoffice.canonical.rows import CanonicalLine, CanonicalStatement
from include.core_backoffice.checks.billing_checks import STATES, payments_expected
from include.core_backoffice.records.billing import (
    BillingItem,
    BillingPayment,
    BillingStatement,
    BillingStatus,
)
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.known import Known
from include.plain_text import plain

_CORRECT: Final = "Correct the payments or the status in CORE and export again."
_ENTER_PAYMENT: Final = (
    "Enter the payment in CORE and export again, or import the file that has the payments."
)
_ENTER_REFUND: Final = "Enter the refund in CORE, or correct the payments. Then export again."


def to_statement(
    statement: CanonicalStatement,
    people: People,
    *,
    updated_at: dt.datetime,
    where: str,
) -> BillingStatement:
    """The billing statement that lines and payments describe.

    A line without a status of its own is paid, partially paid or unpaid as its payments say.

    Args:
        statement: as a mapping made it.
        people: the list of agents.
        updated_at: when it last changed, UTC.
        where: the import, as sentences name it: "billing.csv, row 12"; may be empty.

    Raises:
        RecordProblem: a line can't be understood, or the agent is missing.
        OutOfBalance: the total, a status and the payments contradict each other.
    """
    row = statement_row(statement, where)
    _check_lines(statement, row)
    _check_payments(statement, row)
    agent = agent_of(statement.agent, people, row)
    items = tuple(
        _item(line, parts, updated_at, _status(statement, line, parts))
        for line, parts in zip(
            statement.lines, parts_of(statement.lines, statement.payments), strict=True
        )
    )
    read = BillingStatement(
        id=statement.id, number=statement.number or statement.id, agent=agent, items=items
    )
    _check_total(statement, row, read)
    _check_paid(statement, row, read)
    return read


def known_statement(statement: CanonicalStatement) -> Known:
    """What lists show of a statement that can't be used as it is."""
    return Known(
        number=statement.number or statement.id,
        title=statement.agent.name or statement.agent.email or statement.agent.id,
        day=min((line.billing_date for line in statement.lines), default=None),
        amount_cents=_total(statement) if statement.lines else statement.total_cents,
        owner=statement.agent.key if statement.agent.id else "",
    )


def statement_row(statement: CanonicalStatement, where: str) -> Row:
    """What names a statement in sentences: `Statement BL-7 of Jane Doe (billing.csv, row 12)`."""
    label = plain(f"{statement.label} ({where})" if where else statement.label)
    return Row(statement.key, label, {})


def _total(statement: CanonicalStatement) -> Cents:
    return sum(_signed(line) for line in statement.lines)


def _signed(line: CanonicalLine) -> Cents:
    return -line.amount_cents if line.is_credit else line.amount_cents


def _check_lines(statement: CanonicalStatement, row: Row) -> None:
    if not statement.lines:
        raise row.problem(
            "lines",
            f"it has payments of {format_money(_paid(statement))}, but no billing items."
            if statement.payments
            else "it has no billing items.",
            "Import the file with the statement's billing items.",
            cause=HoldCause.NOT_ON_A_STATEMENT,
        )
    for line in statement.lines:
        own = _line_row(row, line)
        if not line.name:
            raise row.problem(
                "name",
                f"a billing item of {format_money(_signed(line))} has no name.",
                "Name it in CORE and export again, or map its name on Imports.",
            )
        if line.amount_cents < 0:
            raise own.problem(
                "amount",
                f"the amount is {format_money(line.amount_cents)}, but it can't be negative.",
                f"In CORE, change it to {a('charge' if line.is_credit else 'credit')} with the amount "
                "above zero and export again. If the file writes credits with a minus, correct the "
                "import profile on Imports.",
                cause=HoldCause.NEGATIVE_AMOUNT,
            )


def _line_row(row: Row, line: CanonicalLine) -> Row:
    return row.named(f'{row.label}, item "{line.name}"')


def _check_payments(statement: CanonicalStatement, row: Row) -> None:
    counts = Counter(payment.id for payment in statement.payments)
    twice = next((own for own, count in counts.items() if count > 1), None)
    if twice is not None:
        raise row.problem(
            "payments",
            f"it has two payments with the ID {twice}.",
            "If it is one payment, remove the second row and import again. If they are two, map the "
            "column that tells them apart on Imports.",
        )


def _paid(statement: CanonicalStatement) -> Cents:
    return sum(payment.amount_cents for payment in statement.payments)


def _item(
    line: CanonicalLine,
    parts: tuple[BillingPayment, ...],
    updated_at: dt.datetime,
    status: BillingStatus,
) -> BillingItem:
    return BillingItem(
        id=line.id,
        name=line.name,
        is_credit=line.is_credit,
        amount_cents=line.amount_cents,
        status=status,
        billing_date=line.billing_date,
        due_date=line.due_date,
        frequency=line.frequency,
        memo=line.memo,
        payments=parts,
        updated_at=updated_at,
    )


def _status(
    statement: CanonicalStatement, line: CanonicalLine, parts: Sequence[BillingPayment]
) -> BillingStatus:
    """The line's own status, else what its payments say; a line of 0.00 is paid once anything is."""
    if line.status is not None:
        return line.status
    paid = sum(part.amount_cents for part in parts)
    if paid == _signed(line) and statement.payments:
        return "paid"
    return "partially_paid" if paid else "unpaid"


def _check_total(statement: CanonicalStatement, row: Row, read: BillingStatement) -> None:
    stated, total = statement.total_cents, read.total_cents
    if stated is None or stated == total:
        return
    raise OutOfBalance(
        row.record_key,
        "total",
        f"{row.label} is out of balance by {format_money(abs(stated - total))}: its total is "
        f"{format_money(stated)}, but its billing items total {format_money(total)}. Nothing was posted.",
        stated=stated,
        expected=total,
        what_to_do=CORRECT_IT,
    )


def _check_paid(statement: CanonicalStatement, row: Row, read: BillingStatement) -> None:
    """Payments must match the statuses; where there are none, they can't be more than the total."""
    if all(line.status is None for line in statement.lines):
        _check_not_overpaid(row, read)
    elif read.is_paid:
        _check_whole(row, read)
    else:
        for item in read.items:
            _check_item(row, item)


def _check_not_overpaid(row: Row, read: BillingStatement) -> None:
    total, paid = read.total_cents, read.paid_cents
    nearest = min(max(paid, min(0, total)), max(0, total))
    if paid != nearest:
        stated = f"{row.label} has a total of {format_money(total)}"
        raise _differs(row, stated, paid, nearest, _ENTER_REFUND)


def _check_whole(row: Row, read: BillingStatement) -> None:
    total, paid = read.total_cents, read.paid_cents
    stated = f"{row.label} is marked as paid, with a total of {format_money(total)}"
    if paid == total:
        return
    if not read.payments:
        raise OutOfBalance(
            row.record_key,
            "payments",
            f"{stated}, but no payments were imported for it.",
            stated=paid,
            expected=total,
            what_to_do=_ENTER_PAYMENT,
        )
    raise _differs(row, stated, paid, total, _ENTER_REFUND if paid > max(total, 0) else _CORRECT)


def _check_item(row: Row, item: BillingItem) -> None:
    paid, amount, expected = item.paid_cents, item.signed_cents, payments_expected(item)
    if paid == expected:
        return
    stated = f'{row.label}, item "{item.name}" {STATES[item.status]} {format_money(amount)}'
    advice = _ENTER_REFUND if abs(paid) > abs(amount) else _CORRECT
    if item.status == "paid" and not item.payments:
        advice = _ENTER_PAYMENT
    raise _differs(row, stated, paid, expected, advice)


def _differs(row: Row, stated: str, paid: Cents, expected: Cents, advice: str) -> OutOfBalance:
    return OutOfBalance(
        row.record_key,
        "payments",
        f"{stated}, but its payments total {format_money(paid)}. The difference is "
        f"{format_money(paid - expected)}.",
        stated=paid,
        expected=expected,
        what_to_do=advice,
    )
