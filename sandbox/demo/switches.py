"""What a deal must lead to in QuickBooks, worked out from the CORE sandbox's own books.

By the rules that people are told, not by our engine: an item whose sync is off appears nowhere;
one that creates no payment of its own is taken off the income document instead.
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
class KeptOut:
    """Cents that are in CORE's totals and, as people decided there, not in QuickBooks."""

    income: int = 0
    outgo: int = 0

    def __add__(self, other: KeptOut) -> KeptOut:
        return KeptOut(self.income + other.income, self.outgo + other.outgo)


@dataclass(frozen=True, slots=True)
class DealMoney:
    """A deal's money as it is to be booked, in cents.

    `payouts` is what each payee gets ("agent:45"), below zero for one who owes the brokerage.
    """

    income: int
    payouts: Mapping[str, int] = field(default_factory=dict)
    kept: KeptOut = field(default_factory=KeptOut)


def deal_money(row: Mapping[str, Any]) -> DealMoney | None:
    """Work out a deal, as `GET /sandbox/transactions` answers it; None without a disbursement."""
    if not row["has_disbursement"]:
        return None
    money = distribute(_DEAL.validate_python({name: row[name] for name in row if name in _NAMES}))
    payouts = {_key(party): cents for party, cents in money.received().items()}
    kept = KeptOut()
    for payee, one in _kept_out(money):
        kept += one
        if one.outgo:
            payouts[_key(payee)] = payouts.get(_key(payee), 0) - one.outgo
    for award in money.awards:
        if not award.share.ours and award.share.broker is None:
            payouts[_key(_NOT_NAMED)] = payouts.get(_key(_NOT_NAMED), 0) + award.amount
    return DealMoney(money.gross + money.credits - kept.income, payouts, kept)


def _kept_out(money: Disbursement) -> Iterator[tuple[Party, KeptOut]]:
    for award in money.awards:
        share = award.share
        if not share.ours:
            payee = _NOT_NAMED if share.broker is None else Party(kind="Contact", id=share.broker)
            yield payee, _debit(award.amount, share.sync, share.create_payment)
    for line in (line for side in money.sides for line in side.items):
        item = line.item
        if item.credit:
            yield item.payee, KeptOut(income=line.amount if item.sync is False else 0)
        elif item.payee.kind == "Account":
            # The company's own share: income stays whole unless the item is to lower it.
            yield item.payee, KeptOut(income=line.amount if item.sync is True else 0)
        else:
            yield item.payee, _debit(line.amount, item.sync, item.create_payment)


def _debit(amount: int, sync: bool | None, create_payment: bool | None) -> KeptOut:  # noqa: FBT001  (three-valued: None is "as usual")
    if sync is False:
        return KeptOut(outgo=amount)
    if create_payment is False:
        return KeptOut(income=amount, outgo=amount)
    return KeptOut()


def _key(party: Party) -> str:
    return f"{_KINDS[party.kind]}:{party.id}"
