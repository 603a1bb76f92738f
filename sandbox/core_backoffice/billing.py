"""Agent billing worked out: which payment settles which item, and each item's status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from include.books.money import Cents
from sandbox.core_backoffice.model import BillingItem, Payment, Statement

ItemStatus: TypeAlias = Literal["unpaid", "partially_paid", "paid", "charge_failed"]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that settles one item; negative on a credit item, which it uses up."""

    payment: Payment
    amount: Cents


@dataclass(frozen=True, slots=True)
class SettledItem:
    """A billing item with what has settled it."""

    item: BillingItem
    allocations: tuple[Allocation, ...]
    status: ItemStatus


def settle(statement: Statement) -> list[SettledItem]:
    """Allocate the statement's payments to its items, oldest payment first.

    The first payment uses up the credit items; every payment then settles the charges in their
    order. An item of 0.00 is paid once anything is.
    """
    left = [-item.amount if item.credit else item.amount for item in statement.items]
    found: list[list[Allocation]] = [[] for _ in statement.items]
    for payment in sorted(statement.payments, key=lambda payment: (payment.paid_at, payment.id)):
        pool = payment.amount
        for place in sorted(range(len(left)), key=lambda place: (left[place] >= 0, place)):
            amount = min(left[place], pool)
            if amount:
                found[place].append(Allocation(payment, amount))
                left[place] -= amount
                pool -= amount
    return [
        SettledItem(item, tuple(allocations), _status(statement, rest, allocations))
        for item, allocations, rest in zip(statement.items, found, left, strict=True)
    ]


def _status(statement: Statement, rest: Cents, allocations: list[Allocation]) -> ItemStatus:
    if rest == 0 and statement.payments:
        return "paid"
    if allocations:
        return "partially_paid"
    return "charge_failed" if statement.charge_failed_at is not None else "unpaid"
