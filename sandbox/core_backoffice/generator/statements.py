"""What the brokerage has billed its agents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

from sandbox.core_backoffice.generator.calendar import TODAY, moment, month_before
from sandbox.core_backoffice.generator.people import People
from sandbox.core_backoffice.model import (
    FIRST_STATEMENT,
    Agent,
    BillingItem,
    Frequency,
    Payment,
    Statement,
    statement_number,
)

_NEVER_BILLED = 7
_LEFT_AFTER = 5
_SPRING, _AUTUMN = 4, 10


def make_statements(random: Random, people: People, months: int) -> list[Statement]:
    """Bill the agents monthly over the last months; some items come up less often.

    Most statements are paid by card. The older ones are all settled; of the last three months some
    are unpaid, part paid, or their card was refused.
    """
    return list(_Ledger(random).bill(people, months))


class _Ledger:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.ids = count(FIRST_STATEMENT + 1)
        self.item_ids = count(1_200_001)
        self.payment_ids = count(880_001)

    def bill(self, people: People, months: int) -> Iterator[Statement]:
        for back in range(months - 1, -1, -1):
            day = month_before(back)
            for place, agent in enumerate(people.agents):
                gone = not agent.active and months - back > _LEFT_AFTER
                if place % _NEVER_BILLED != _NEVER_BILLED - 1 and not gone:
                    yield self._statement(agent, place, day, back)

    def _statement(self, agent: Agent, place: int, day: dt.date, back: int) -> Statement:
        id_ = next(self.ids)
        created = moment(day, 6 + place / 60)
        statement = Statement(
            id=id_,
            number=statement_number(day.year, id_),
            agent=agent.id,
            billing_date=moment(day),
            due_date=moment(day + dt.timedelta(days=14)),
            items=tuple(self._items(place, day)),
            created_at=created,
            updated_at=created,
        )
        return self._settle(statement, back)

    def _items(self, place: int, day: dt.date) -> Iterator[BillingItem]:
        yield self._item("Desk fee", (9_500, 15_000, 20_000)[place % 3])
        yield self._item("Technology fee", 2_500)
        if day.month % 3 == 0:
            yield self._item("MLS dues", 13_333, "quarterly")
        if day.month in {_SPRING, _AUTUMN} and place % 2:
            yield self._item("Board dues", 21_050, "half_yearly")
        if day.month == 1:
            yield self._item("E&O insurance", 42_000, "yearly", memo=f"Policy year {day.year}")
        chance = self.random.random()
        if chance < 0.15:  # noqa: PLR2004 (one statement in seven)
            yield self._item("Agent credit", 2_000, "one_time", credit=True, memo="Open house help")
        elif chance < 0.25:  # noqa: PLR2004 (one in ten)
            yield self._item("Yard signs", self.random.randrange(1_500, 9_999), "one_time")

    def _item(
        self,
        name: str,
        amount: int,
        frequency: Frequency = "monthly",
        *,
        credit: bool = False,
        memo: str = "",
    ) -> BillingItem:
        return BillingItem(
            id=next(self.item_ids),
            name=name,
            amount=amount,
            frequency=frequency,
            credit=credit,
            memo=memo,
        )

    def _settle(self, statement: Statement, back: int) -> Statement:
        chance = self.random.random()
        charged = statement.billing_date + 3 * 86_400_000 + 7_200_000
        late = charged + self.random.randrange(5, 20) * 86_400_000
        late = min(late, moment(TODAY, 12))
        if back > 2 or chance < 0.55:  # noqa: PLR2004 (settled: before the last three months)
            if chance < 0.08:  # noqa: PLR2004 (a check in two parts)
                half = statement.total // 2
                first = self._payment(half, charged, "check")
                return self._paid(
                    statement, first, self._payment(statement.total - half, late, "ach")
                )
            if chance < 0.15:  # noqa: PLR2004 (marked as paid by hand)
                return self._paid(statement, self._payment(statement.total, late, "manual"))
            return self._paid(statement, self._payment(statement.total, charged, "card"))
        if chance < 0.7:  # noqa: PLR2004 (part paid)
            part = self.random.randrange(1_000, statement.total - 1_000)
            return self._paid(statement, self._payment(part, late, "check"))
        if chance < 0.85:  # noqa: PLR2004 (the card was refused)
            return replace(statement, charge_failed_at=charged, updated_at=charged)
        return statement

    def _payment(self, amount: int, at: int, method: str) -> Payment:
        return Payment(id=next(self.payment_ids), amount=amount, paid_at=at, method=method)  # type: ignore[arg-type]

    @staticmethod
    def _paid(statement: Statement, *payments: Payment) -> Statement:
        return replace(
            statement,
            payments=payments,
            updated_at=max(payment.paid_at for payment in payments),
        )
