"""Whether a statement's status and its payments tell the same story.

A statement is one invoice, so what matters is that it adds up as a whole. Where all of it is marked
as paid, people and imports spread a payment over charges and credits as they please, and only the
sums are compared. Where a part is open, every item must bear out its own status, as the open amount
hangs on it.
"""

from __future__ import annotations

from include.books.money import Cents, format_usd
from include.core_backoffice.records.billing import BillingItem, BillingStatement
from include.core_backoffice.records.errors import DoesNotAddUp
from include.core_backoffice.records.fields import Row

_CORRECT = "Correct the payments or the status in CORE, then sync again."
_ENTER_PAYMENT = (
    "Enter the payment in CORE with its date and amount, or mark the statement as unpaid; then "
    "sync again."
)
_GIVE_BACK = (
    "Enter what was given back as a refund in CORE, or correct the payments; then sync again."
)
_MARK_AS_OPEN = (
    "Take the payment back in CORE if it is not good, or mark the item as paid; then sync again."
)


def check_paid(statement: BillingStatement) -> None:
    """Payments of a statement that is marked as paid come to its total.

    Raises:
        DoesNotAddUp: they do not.
    """
    total, paid = statement.total_cents, statement.paid_cents
    if total == paid:
        return
    stated = f"{statement.label} is marked as paid, with a total of {format_usd(total)}"
    if not statement.payments:
        sentence, advice = f"{stated}, but CORE lists no payment of it.", _ENTER_PAYMENT
    else:
        sentence = f"{stated}, but its payments come to {format_usd(paid)}."
        advice = _GIVE_BACK if paid > max(total, 0) else _CORRECT
    raise DoesNotAddUp(
        statement.key, "payments", sentence, stated=paid, expected=total, what_to_do=advice
    )


def check_item(row: Row, item: BillingItem) -> None:
    """What is paid of an item bears out its status, and is never more than the item.

    An unpaid item may have payments that a refund took back in full; an item whose card was refused
    may have been paid in part before.

    Raises:
        DoesNotAddUp: it does not.
    """
    paid, amount = item.paid_cents, item.signed_cents
    expected = _expected(item)
    if paid == expected:
        return
    advice = _CORRECT
    if item.status in ("unpaid", "charge_failed"):
        advice = _MARK_AS_OPEN
    elif abs(paid) > abs(amount):
        advice = _GIVE_BACK
    raise DoesNotAddUp(
        row.record_key,
        "payments",
        f"{row.label} is {item.status.replace('_', ' ')} with an amount of "
        f"{format_usd(amount)}, but its payments come to {format_usd(paid)}.",
        stated=paid,
        expected=expected,
        what_to_do=advice,
    )


def _expected(item: BillingItem) -> Cents:
    """What payments may come to; the nearest amount to it, where several may be."""
    amount = item.signed_cents
    if item.status == "paid":
        return amount
    if item.status == "unpaid":
        return 0
    between = min(max(item.paid_cents, min(0, amount)), max(0, amount))
    if item.status == "charge_failed" and between == amount:
        return 0  # nothing is left of it that a card could be charged for
    return between
