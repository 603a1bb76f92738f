"""Which payment pays which line of a statement: whole payments, taken apart. Pure.

A payment uses up as much of the credits as there are charges for, and pays the charges in their
order. A refund gives back what was paid too much, then pays out what is left of credits, then takes
back what was paid of charges, the last one first. So the parts of a payment always total the payment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from include.books.money import Cents
from include.core_backoffice.canonical.rows import CanonicalLine, CanonicalPayment
from include.core_backoffice.records.billing import BillingPayment

_NOON: Final = dt.time(12, tzinfo=dt.UTC)
"""Sources have the day of a payment, records its moment. Noon UTC is on the same day in every time
zone of the United States, from American Samoa to Guam, and it is the UTC day that is posted."""

_PAID_FIRST: Final = ("paid", None, "partially_paid", "charge_failed", "unpaid")
"""Where lines state whether they are paid, payments go to those first that say so, and to unpaid ones
only if there are no others."""


def parts_of(
    lines: Sequence[CanonicalLine], payments: Sequence[CanonicalPayment]
) -> list[tuple[BillingPayment, ...]]:
    """The parts of payments that pay each line, in the order of the lines.

    What is paid beyond the charges is on the last line that is paid, or, where there is no charge, on
    the first line, so that its sum shows it.

    Args:
        lines: at least one.
        payments: whole ones, in any order; refunds are below zero.
    """
    books = _Books(lines)
    for payment in sorted(payments, key=lambda payment: (payment.paid_on, payment.id)):
        books.take(payment)
    return [tuple(parts) for parts in books.parts]


class _Books:
    """What is left of each line, and where payments went; amounts signed as the lines are."""

    def __init__(self, lines: Sequence[CanonicalLine]) -> None:
        self.left = [-line.amount_cents if line.is_credit else line.amount_cents for line in lines]
        self.paid: list[Cents] = [0] * len(lines)
        self.parts: list[list[BillingPayment]] = [[] for _ in lines]
        order = sorted(range(len(lines)), key=lambda at: _PAID_FIRST.index(lines[at].status))
        order = [at for at in order if lines[at].status != "unpaid"] or order
        self.charges = [at for at in order if not lines[at].is_credit]
        self.credits = [at for at in order if lines[at].is_credit]

    def take(self, payment: CanonicalPayment) -> None:
        charged = sum(self.left[at] for at in self.charges)
        credited = -sum(self.left[at] for at in self.credits)
        used_up = max(0, min(credited, charged - payment.amount_cents))
        planned: dict[int, Cents] = {}
        for at in self.credits:
            planned[at] = max(self.left[at], -used_up)
            used_up += planned[at]
        rest = payment.amount_cents - sum(planned.values())
        for at, part in self._of_charges(rest):
            planned[at] = part
            rest -= part
        last = self.charges[-1] if self.charges else self.credits[0]
        planned[last] = planned.get(last, 0) + rest
        for at, part in planned.items():
            self._pay(payment, at, part)

    def _of_charges(self, rest: Cents) -> list[tuple[int, Cents]]:
        """The parts of charges, as far as they go."""
        found = []
        for at in self.charges if rest > 0 else reversed(self.charges):
            left = max(self.left[at], 0)
            part = min(left, rest) if rest > 0 else max(-max(self.paid[at], 0), rest)
            found.append((at, part))
            rest -= part
        return found

    def _pay(self, payment: CanonicalPayment, at: int, part: Cents) -> None:
        if not part:
            return
        self.left[at] -= part
        self.paid[at] += part
        self.parts[at].append(
            BillingPayment(
                id=payment.id,
                amount_cents=part,
                paid_at=dt.datetime.combine(payment.paid_on, _NOON),
                method=payment.method,
            )
        )
