"""What a transaction's items sum to, by side: the figures that CORE's own totals must match."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from include.books.money import Cents
from include.core_backoffice.records import commissions
from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.deal import AgentItem, AgentShare, DealItem, Disbursement, Side
from include.core_backoffice.records.people import PayeeKind

Scope: TypeAlias = frozenset[Side]
"""The sides that a total is stated for."""


def scopes(rows: Sequence[CommissionRow]) -> list[Scope]:
    """Each side on its own; all together if an item belongs to the transaction as a whole."""
    sides = sorted({row.side for row in rows if row.item_type != commissions.GROSS})
    return [frozenset(sides)] if "" in sides else [frozenset({side}) for side in sides]


def total(rows: Iterable[CommissionRow]) -> Cents:
    """The sum of rows, in cents."""
    return sum(row.amount_cents for row in rows)


def is_ours(row: CommissionRow) -> bool:
    """Whether the brokerage itself receives the row's amount."""
    return row.payee_type == "Account"


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over a commission list and the disbursement read from it. Amounts in cents.

    Attributes:
        rows: the commission list.
        disbursement: what was read from it.
    """

    rows: Sequence[CommissionRow]
    disbursement: Disbursement

    def stated(self, item_type: str, scope: Scope) -> list[CommissionRow]:
        """The rows of a type on some sides."""
        return [row for row in self.rows if row.item_type == item_type and row.side in scope]

    def distributed(self, scope: Scope, *, ours: bool) -> Cents:
        """The brokerage's own share of the gross commission, or that of outside brokerages."""
        return total(
            row for row in self.stated(commissions.DISTRIBUTION, scope) if is_ours(row) == ours
        )

    def base(self, scope: Scope) -> Cents:
        """What agents and company split: the brokerage's share after transaction items."""
        items = sum(item.signed_cents for item in self._items(scope))
        return self.distributed(scope, ours=True) + items

    def credits(self, scope: Scope) -> Cents:
        """Transaction credits."""
        return sum(item.amount_cents for item in self._items(scope) if item.is_credit)

    def splits(self, scope: Scope) -> Cents:
        """Agents' commissions after split."""
        return sum(share.split_cents for share in self._shares(scope))

    def nets(self, scope: Scope) -> Cents:
        """Agents' net commissions."""
        return sum(share.net_cents for share in self._shares(scope))

    def received(self, scope: Scope, kind: PayeeKind) -> Cents:
        """What payees of a kind receive from debits of the transaction and of agents."""
        items: list[DealItem | AgentItem] = [*self._items(scope)]
        items.extend(item for share in self._shares(scope) for item in share.items)
        return sum(
            item.amount_cents for item in items if not item.is_credit and item.payee.kind is kind
        )

    def brokerage_net(self, scope: Scope) -> Cents:
        """What is left for the brokerage."""
        return (
            self.distributed(scope, ours=True)
            + self.credits(scope)
            - self.nets(scope)
            - self.received(scope, PayeeKind.AGENT)
            - self.received(scope, PayeeKind.VENDOR)
        )

    def _items(self, scope: Scope) -> list[DealItem]:
        return [item for item in self.disbursement.pre_commission if item.side in scope]

    def _shares(self, scope: Scope) -> list[AgentShare]:
        return [share for share in self.disbursement.agents if share.side in scope]
