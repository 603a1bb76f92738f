"""What a transaction must lead to in QuickBooks, calculated from the CORE sandbox's own data.

It follows the documented rules, not CoreBooks' engine. An item whose sync is off is in no entry. An
item without a payment of its own reduces the income entry instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import TypeAdapter

from sandbox.core_backoffice.disbursement import Disbursement, distribute
from sandbox.core_backoffice.model import Deal, Party

_DEAL = TypeAdapter(Deal)
_NAMES = {field.name for field in fields(Deal)}
_KINDS = {"User": "agent", "Contact": "vendor"}
_NOT_NAMED = Party(kind="Contact", id=0)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Cents that are in CORE's totals but, by the settings of items, not in QuickBooks."""

    income: int = 0
    payments: int = 0

    def __add__(self, other: Excluded) -> Excluded:
        return Excluded(self.income + other.income, self.payments + other.payments)


@dataclass(frozen=True, slots=True)
class DealMoney:
    """A transaction's money as it must post, in cents.

    `payouts` is what each payee gets ("agent:45"), negative for one who owes the brokerage.
    """

    income: int
    payouts: Mapping[str, int] = field(default_factory=dict)
    excluded: Excluded = field(default_factory=Excluded)


def deal_money(row: Mapping[str, Any]) -> DealMoney | None:
    """Calculate one row of `GET /sandbox/transactions`; None without a disbursement."""
    if not row["has_disbursement"]:
        return None
    money = distribute(_DEAL.validate_python({name: row[name] for name in row if name in _NAMES}))
    payouts = {_key(party): cents for party, cents in money.received().items()}
    excluded = Excluded()
    for payee, part in _excluded(money):
        excluded += part
        if part.payments:
            payouts[_key(payee)] = payouts.get(_key(payee), 0) - part.payments
    for award in money.awards:
        if not award.share.ours and award.share.broker is None:
            payouts[_key(_NOT_NAMED)] = payouts.get(_key(_NOT_NAMED), 0) + award.amount
    return DealMoney(money.gross + money.credits - excluded.income, payouts, excluded)


def _excluded(money: Disbursement) -> Iterator[tuple[Party, Excluded]]:
    for award in money.awards:
        share = award.share
        if not share.ours:
            payee = _NOT_NAMED if share.broker is None else Party(kind="Contact", id=share.broker)
            yield payee, _debit(award.amount, share.sync, share.create_payment)
    for line in (line for side in money.sides for line in side.items):
        item = line.item
        if item.credit:
            yield item.payee, Excluded(income=line.amount if item.sync is False else 0)
        elif item.payee.kind == "Account":
            # The company's own share reduces income only if the item says so.
            yield item.payee, Excluded(income=line.amount if item.sync is True else 0)
        else:
            yield item.payee, _debit(line.amount, item.sync, item.create_payment)


def _debit(amount: int, sync: bool | None, create_payment: bool | None) -> Excluded:  # noqa: FBT001  (three-valued: None is "as usual")
    if sync is False:
        return Excluded(payments=amount)
    if create_payment is False:
        return Excluded(income=amount, payments=amount)
    return Excluded()


def _key(party: Party) -> str:
    return f"{_KINDS[party.kind]}:{party.id}"
