"""Agent billing worked out: which payment settles which item, and each item's status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from include.books.money import Cents
from sandbox.core_backoffice.model import BillingItem, Payment, Statement

ItemStatus: TypeAlias = Literal["unpaid", "partially_paid", "paid", "charge_failed"]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that settles one item.

    Negative on a credit item, which it uses up, and on a charge that a refund takes back.
    """

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

    A payment uses up as much of the credit items as there are charges for, and settles the charges
    in their order. A refund pays out what is left of credit items, then takes back what was paid of
    charges, the last one first. An item of 0.00 is paid once anything is.

    Raises:
        PaidTooMuch: a payment finds nothing to settle, or a refund nothing to give back.
    """
    books = _Books(statement)
    for payment in sorted(statement.payments, key=lambda payment: (payment.paid_at, payment.id)):
        books.take(payment)
    return [
        SettledItem(item, tuple(allocations), _status(statement, rest, allocations))
        for item, allocations, rest in zip(statement.items, books.found, books.left, strict=True)
    ]


class PaidTooMuch(ValueError):
    """More is paid than is charged, or more is given back than was paid."""


class _Books:
    """What is left of each item, and where payments went; amounts signed as the items are."""

    def __init__(self, statement: Statement) -> None:
        self.left = [-item.amount if item.credit else item.amount for item in statement.items]
        self.found: list[list[Allocation]] = [[] for _ in statement.items]
        self.charges = [place for place, item in enumerate(statement.items) if not item.credit]
        self.credits = [place for place, item in enumerate(statement.items) if item.credit]
        self.paid = [0] * len(self.left)

    def take(self, payment: Payment) -> None:
        charged = sum(self.left[place] for place in self.charges)
        credited = -sum(self.left[place] for place in self.credits)
        used_up = max(0, min(credited, charged - payment.amount))
        settled = payment.amount + used_up
        if not -sum(self.paid[place] for place in self.charges) <= settled <= charged:
            raise PaidTooMuch(payment.id)
        for place in self.credits:
            used_up += self._allocate(payment, place, max(self.left[place], -used_up))
        for place in self.charges if settled > 0 else reversed(self.charges):
            part = (
                min(self.left[place], settled) if settled > 0 else max(-self.paid[place], settled)
            )
            settled -= self._allocate(payment, place, part)

    def _allocate(self, payment: Payment, place: int, amount: Cents) -> Cents:
        if amount:
            self.found[place].append(Allocation(payment, amount))
            self.left[place] -= amount
            self.paid[place] += amount
        return amount


def _status(statement: Statement, rest: Cents, allocations: list[Allocation]) -> ItemStatus:
    if rest == 0 and statement.payments:
        return "paid"
    if sum(part.amount for part in allocations):
        return "partially_paid"
    return "charge_failed" if statement.charge_failed_at is not None else "unpaid"
