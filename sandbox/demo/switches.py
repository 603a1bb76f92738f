"""What items' switches keep out of QuickBooks: the part of CORE's totals that is not booked.

Worked out from the sandbox's own books by the rules that people are told, not by our engine:
an item whose sync is off appears nowhere; one that creates no payment of its own is taken off
the income document instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pydantic import TypeAdapter

from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.model import Deal

_DEAL = TypeAdapter(Deal)
_NAMES = {field.name for field in fields(Deal)}


@dataclass(frozen=True, slots=True)
class KeptOut:
    """Cents that are in CORE's totals and, as people decided there, not in QuickBooks."""

    income: int = 0
    outgo: int = 0

    def __add__(self, other: KeptOut) -> KeptOut:
        return KeptOut(self.income + other.income, self.outgo + other.outgo)


def kept_out(deals: Iterable[Mapping[str, Any]], exclude: Collection[str]) -> KeptOut:
    """Add up what the switches keep out.

    Args:
        deals: as `GET /sandbox/transactions` of the CORE sandbox answers.
        exclude: ids of deals that are held back, and so in no total.
    """
    total = KeptOut()
    for row in deals:
        if row["has_disbursement"] and str(row["id"]) not in exclude:
            deal = _DEAL.validate_python({name: row[name] for name in row if name in _NAMES})
            total = sum(_items(deal), total)
    return total


def _items(deal: Deal) -> Iterator[KeptOut]:
    money = distribute(deal)
    for award in money.awards:
        if not award.share.ours:
            yield _debit(award.amount, award.share.sync, award.share.create_payment)
    for line in (line for side in money.sides for line in side.items):
        item = line.item
        if item.credit:
            yield KeptOut(income=line.amount if item.sync is False else 0)
        elif item.payee.kind == "Account":
            # The company's own share: income stays whole unless the item is to lower it.
            yield KeptOut(income=line.amount if item.sync is True else 0)
        else:
            yield _debit(line.amount, item.sync, item.create_payment)


def _debit(amount: int, sync: bool | None, create_payment: bool | None) -> KeptOut:  # noqa: FBT001  (three-valued: None is "as usual")
    if sync is False:
        return KeptOut(outgo=amount)
    if create_payment is False:
        return KeptOut(income=amount, outgo=amount)
    return KeptOut()
