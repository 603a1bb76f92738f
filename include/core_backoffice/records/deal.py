"""The parts of a disbursement: who gets what of a transaction's gross commission. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from include.books.money import Cents
from include.core_backoffice.records.jsonable import Jsonable
from include.core_backoffice.records.people import Payee, PayeeKind

Side: TypeAlias = Literal["listing", "buying", ""]
"""The side of the transaction an amount belongs to; empty when CORE has none."""

_IN_ORDER: tuple[Side, ...] = ("listing", "buying")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoBroke(Jsonable):
    """The outside brokerage's share of the gross commission.

    `sync` and `create_payment` are None where the workflow's rule decides.
    """

    name: str
    side: Side
    amount_cents: Cents
    payee: Payee
    sync: bool | None = None
    create_payment: bool | None = None

    @property
    def order(self) -> tuple[object, ...]:
        """What shares are sorted by, so that their order doesn't depend on that of rows."""
        return self.side, self.name, *_order(self.payee, self.amount_cents, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealItem(Jsonable):
    """A pre-commission item: a debit taken from the transaction, or a credit added to it.

    `amount_cents` is positive for both. The payee of a credit is the company. `before_split` tells
    whether the agents' commission is calculated after the item is applied, if CORE has it.
    """

    name: str
    side: Side
    is_credit: bool
    amount_cents: Cents
    payee: Payee
    before_split: bool | None = None
    sync: bool | None = None
    create_payment: bool | None = None

    @property
    def signed_cents(self) -> Cents:
        """What the item adds to the transaction's income: plus for a credit, minus for a debit."""
        return self.amount_cents if self.is_credit else -self.amount_cents

    @property
    def order(self) -> tuple[object, ...]:
        """What items are sorted by, so that their order doesn't depend on that of rows."""
        own = (self.side, self.is_credit, self.name, *_order(self.payee, self.amount_cents, self))
        return *own, str(self.before_split)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentItem(Jsonable):
    """A post-commission item of one agent: a debit from the agent's share, or a credit to it.

    `payee` is who receives it: for a debit the company, another agent or a vendor; for a credit,
    which the company pays, the agent.
    """

    name: str
    is_credit: bool
    amount_cents: Cents
    payee: Payee

    @property
    def signed_cents(self) -> Cents:
        """What the item does to the agent's net."""
        return self.amount_cents if self.is_credit else -self.amount_cents

    @property
    def order(self) -> tuple[object, ...]:
        """What items are sorted by, so that their order doesn't depend on that of rows."""
        return self.is_credit, self.name, *_order(self.payee, self.amount_cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentShare(Jsonable):
    """One agent's commission on one side of the transaction."""

    agent: Payee
    side: Side
    split_cents: Cents
    items: tuple[AgentItem, ...] = ()

    @property
    def net_cents(self) -> Cents:
        """The commission after split, with credits and debits; what a 1099 reports."""
        return self.split_cents + sum(item.signed_cents for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideGross(Jsonable):
    """A part of the gross commission, by the side of the transaction it belongs to."""

    side: Side
    gross_cents: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Disbursement(Jsonable):
    """How a transaction's gross commission is distributed; it balances to the cent.

    gross + credits = co-broke + vendors + agents' net + brokerage net

    Attributes:
        side_gross: the brokerage's own award on each side it represents, co-broke not counted;
            empty in records that were stored before it was kept.
    """

    gross_cents: Cents
    co_broke: tuple[CoBroke, ...]
    pre_commission: tuple[DealItem, ...]
    agents: tuple[AgentShare, ...]
    brokerage_net_cents: Cents
    side_gross: tuple[SideGross, ...] = ()

    @property
    def credits_cents(self) -> Cents:
        """Transaction credits."""
        return sum(item.amount_cents for item in self.pre_commission if item.is_credit)

    @property
    def income_cents(self) -> Cents:
        """Gross and credits."""
        return self.gross_cents + self.credits_cents

    @property
    def co_broke_cents(self) -> Cents:
        """What outside brokerages get."""
        return sum(share.amount_cents for share in self.co_broke)

    @property
    def vendor_cents(self) -> Cents:
        """What vendors get from the transaction and from agents' shares, co-broke not counted."""
        return self._received_by(PayeeKind.VENDOR)

    @property
    def agents_cents(self) -> Cents:
        """Every agent's net: own shares, and what is received from the transaction or other agents."""
        return sum(share.net_cents for share in self.agents) + self._received_by(PayeeKind.AGENT)

    @property
    def distributed_cents(self) -> Cents:
        """The right-hand side of the identity."""
        return (
            self.co_broke_cents + self.vendor_cents + self.agents_cents + self.brokerage_net_cents
        )

    def sides(self) -> tuple[SideGross, ...]:
        """The gross commission by the sides the brokerage represents, listing first; together all of it.

        The outside brokerage's share of a side that the brokerage does not represent, and amounts
        without a side, count to the first side. So does everything where no sides are known.
        """
        parts = dict.fromkeys(self._represented(), 0)
        for own in self.side_gross:
            parts[self.side_of(own.side)] += own.gross_cents
        for share in self.co_broke:
            parts[self.side_of(share.side)] += share.amount_cents
        parts[next(iter(parts))] += self.gross_cents - sum(parts.values())
        return tuple(SideGross(side=side, gross_cents=cents) for side, cents in parts.items())

    def side_of(self, side: Side) -> Side:
        """The side among `sides()` that an item counts to, given the item's own side."""
        represented = self._represented()
        return side if side in represented else represented[0]

    def _represented(self) -> tuple[Side, ...]:
        ours = {own.side for own in self.side_gross}
        if not ours:  # stored before sides were kept: which part is whose is not known
            return (next((s for s in _IN_ORDER if any(a.side == s for a in self.agents)), ""),)
        return tuple(side for side in _IN_ORDER if side in ours) or ("",)

    def _received_by(self, kind: PayeeKind) -> Cents:
        items: list[DealItem | AgentItem] = [*self.pre_commission]
        items.extend(item for share in self.agents for item in share.items)
        return sum(
            item.amount_cents for item in items if not item.is_credit and item.payee.kind is kind
        )


def _order(
    payee: Payee, amount_cents: Cents, switches: CoBroke | DealItem | None = None
) -> tuple[object, ...]:
    """Payee and amount, and then whatever else may differ."""
    sync, create_payment = (switches.sync, switches.create_payment) if switches else (None, None)
    return payee.key, amount_cents, payee.is_1099, str(sync), str(create_payment)
