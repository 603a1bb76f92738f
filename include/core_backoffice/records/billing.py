"""Agent billing: items, their payments, and their statements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from include.books.money import Cents
from include.core_backoffice.records.jsonable import Jsonable, Moment
from include.core_backoffice.records.people import Agent

BillingStatus: TypeAlias = Literal["unpaid", "partially_paid", "paid", "charge_failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingPayment(Jsonable):
    """A payment: the part that pays one item, or the whole over all items of a statement.

    A part is negative if the payment uses up a credit item, or if it refunds a charge. As a whole,
    money from the agent is positive, a refund negative.
    """

    id: str
    amount_cents: Cents
    paid_at: Moment
    method: str = ""

    @property
    def is_refund(self) -> bool:
        """Of a whole payment: whether the money went back to the agent."""
        return self.amount_cents < 0

    @property
    def paid_on(self) -> dt.date:
        """The day of the payment, UTC."""
        return self.paid_at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingItem(Jsonable):
    """One charge or credit on an agent's billing log. `amount_cents` is positive for both."""

    id: str
    name: str
    is_credit: bool
    amount_cents: Cents
    status: BillingStatus
    billing_date: dt.date
    due_date: dt.date | None = None
    frequency: str = ""
    memo: str = ""
    external_id: str = ""
    payments: tuple[BillingPayment, ...] = ()
    updated_at: Moment

    @property
    def signed_cents(self) -> Cents:
        """What the item adds to the statement: minus for a credit."""
        return -self.amount_cents if self.is_credit else self.amount_cents

    @property
    def paid_cents(self) -> Cents:
        """What payments have paid of it, signed as the item is."""
        return sum(payment.amount_cents for payment in self.payments)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingStatement(Jsonable):
    """An agent's items with the same statement: one invoice."""

    id: str
    number: str
    agent: Agent
    items: tuple[BillingItem, ...]

    @property
    def key(self) -> str:
        """The record's key."""
        return f"statement:{self.id}"

    @property
    def label(self) -> str:
        """How sentences name the statement."""
        return statement_label(self.number or self.id, self.agent.name)

    @property
    def updated_at(self) -> dt.datetime:
        """When an item of it last changed, UTC."""
        return max(item.updated_at for item in self.items)

    @property
    def billing_date(self) -> dt.date:
        """The day of the first item."""
        return min(item.billing_date for item in self.items)

    @property
    def due_date(self) -> dt.date | None:
        """The earliest due date of its items."""
        return min((item.due_date for item in self.items if item.due_date), default=None)

    @property
    def total_cents(self) -> Cents:
        """What the agent is billed; negative when credits are more than charges."""
        return sum(item.signed_cents for item in self.items)

    @property
    def paid_cents(self) -> Cents:
        """What has been paid of it."""
        return sum(payment.amount_cents for payment in self.payments)

    @property
    def open_cents(self) -> Cents:
        """What is still to be paid; negative if the agent has a credit."""
        return self.total_cents - self.paid_cents

    @property
    def memo(self) -> str:
        """The items' memos, each once."""
        return "; ".join(dict.fromkeys(item.memo for item in self.items if item.memo))

    @property
    def is_paid(self) -> bool:
        """Whether nothing is left to be paid."""
        return all(item.status == "paid" for item in self.items)

    @property
    def payments(self) -> tuple[BillingPayment, ...]:
        """Whole payments, each the sum of its parts over the items, in order of time and ID."""
        parts: dict[str, list[BillingPayment]] = {}
        for item in self.items:
            for part in item.payments:
                parts.setdefault(part.id, []).append(part)
        whole = [
            BillingPayment(
                id=id_,
                amount_cents=sum(part.amount_cents for part in own),
                paid_at=own[0].paid_at,
                method=own[0].method,
            )
            for id_, own in parts.items()
        ]
        return tuple(sorted(whole, key=lambda payment: (payment.paid_at, payment.id)))


def statement_label(number: str, agent_name: str) -> str:
    """How sentences name a statement: `Statement BL-2026-000123 of Jane Doe`."""
    return " ".join(f"Statement {number} of {agent_name}".split())
