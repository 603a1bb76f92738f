"""Whether a statement's status matches its payments.

A statement is one invoice, so its sums must match as a whole. If all of it is marked as paid, users
and imports spread a payment over charges and credits in any way, and only the sums are compared. If
a part is open, the payments of every item must match its own status, because the balance depends on
it.
"""

from __future__ import annotations

from include.books.money import Cents, format_money
from include.core_backoffice.records.billing import BillingItem, BillingStatement
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row

_CORRECT = "Correct the payments or the status in CORE, then sync again."
_ENTER_PAYMENT = (
    "Add the payment in CORE with its date and amount, or mark the statement as unpaid. Then sync "
    "again."
)
_ENTER_REFUND = "Add the refund in CORE, or correct the payments. Then sync again."
STATES = {
    "unpaid": "is unpaid with an amount of",
    "partially_paid": "is partially paid with an amount of",
    "paid": "is paid with an amount of",
    "charge_failed": "has a failed card charge for an amount of",
}
_MARK_AS_OPEN = (
    "Reverse the payment in CORE if it failed, or mark the item as paid. Then sync again."
)


def check_paid(statement: BillingStatement) -> None:
    """Check that the payments of a statement marked as paid total its amount.

    Raises:
        OutOfBalance: they do not.
    """
    total, paid = statement.total_cents, statement.paid_cents
    if total == paid:
        return
    stated = f"{statement.label} is marked as paid, with a total of {format_money(total)}"
    if not statement.payments:
        sentence, advice = f"{stated}, but CORE has no payments for it.", _ENTER_PAYMENT
    else:
        sentence = f"{stated}, but its payments total {format_money(paid)}."
        advice = _ENTER_REFUND if paid > max(total, 0) else _CORRECT
    raise OutOfBalance(
        statement.key,
        "payments",
        f"{sentence} {_difference(paid, total)}",
        stated=paid,
        expected=total,
        what_to_do=advice,
    )


def check_item(row: Row, item: BillingItem) -> None:
    """Check that the payments of an item match its status, and never exceed the item.

    An unpaid item may have payments that were refunded in full; an item whose card charge failed
    may have had a partial payment before.

    Raises:
        OutOfBalance: it does not.
    """
    paid, amount = item.paid_cents, item.signed_cents
    expected = payments_expected(item)
    if paid == expected:
        return
    advice = _CORRECT
    if item.status in ("unpaid", "charge_failed"):
        advice = _MARK_AS_OPEN
    elif abs(paid) > abs(amount):
        advice = _ENTER_REFUND
    raise OutOfBalance(
        row.record_key,
        "payments",
        f"{row.label} {STATES[item.status]} {format_money(amount)}, but its payments total {format_money(paid)}. "
        f"{_difference(paid, expected)}",
        stated=paid,
        expected=expected,
        what_to_do=advice,
    )


def _difference(paid: Cents, expected: Cents) -> str:
    return f"The difference is {format_money(paid - expected)}."


def payments_expected(item: BillingItem) -> Cents:
    """What payments may total; the nearest such amount, if there are several."""
    amount = item.signed_cents
    if item.status == "paid":
        return amount
    if item.status == "unpaid":
        return 0
    between = min(max(item.paid_cents, min(0, amount)), max(0, amount))
    if item.status == "charge_failed" and between == amount:
        return 0  # paid in full, so no card charge was left to fail
    return between
