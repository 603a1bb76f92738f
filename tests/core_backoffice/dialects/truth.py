"""Deals as they truly are: what any layout's file must come to, or hold. Amounts in cents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from include.core_backoffice.records.deal import Disbursement, Side
from include.core_backoffice.records.people import Payee

COMPANY = ""
"""The brokerage, where somebody is named."""


@dataclass(frozen=True, slots=True)
class TrueAgent:
    """An agent of the brokerage."""

    id: str
    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class TrueItem:
    """A debit or credit: `payee` is an agent's or vendor's name, or the company."""

    name: str
    cents: int
    payee: str = COMPANY
    payee_kind: str = "company"
    is_credit: bool = False


@dataclass(frozen=True, slots=True)
class TrueShare:
    """What one agent gets on one side, and what the company keeps of it."""

    agent: TrueAgent
    side: Side
    split_cents: int
    items: tuple[TrueItem, ...] = ()

    @property
    def debits_cents(self) -> int:
        return sum(item.cents for item in self.items if not item.is_credit)

    @property
    def net_cents(self) -> int:
        return self.split_cents + sum(
            item.cents if item.is_credit else -item.cents for item in self.items
        )


@dataclass(frozen=True, slots=True)
class TrueDeal:
    """A deal, and how its gross commission is distributed."""

    number: str
    status: str
    address: str
    city: str
    state: str
    zip: str
    closing_date: dt.date
    transaction_type: str
    office: str
    price_cents: int
    gross_cents: int
    shares: tuple[TrueShare, ...]
    co_broke: TrueItem | None = None
    deal_items: tuple[TrueItem, ...] = ()

    @property
    def representing(self) -> str:
        sides = {share.side for share in self.shares}
        return "both" if len(sides) > 1 else {"listing": "seller", "buying": "buyer"}[sides.pop()]

    @property
    def brokerage_net_cents(self) -> int:
        """What is left: gross and credits, less all that others get."""
        left = self.gross_cents - (self.co_broke.cents if self.co_broke else 0)
        for item in self.deal_items:
            left += item.cents if item.is_credit else -(item.cents if item.payee else 0)
        for share in self.shares:
            left -= share.net_cents
            left -= sum(item.cents for item in share.items if item.payee and not item.is_credit)
        return left

    def kept_cents(self, share: TrueShare) -> int:
        """The part of the brokerage's net that belongs to a share: rows of agents that sum to it."""
        first, rest = self.shares[0], self.shares[1:]
        if share is not first:
            return share.debits_cents
        return self.brokerage_net_cents - sum(other.debits_cents for other in rest)


Figures = dict[tuple[str, ...], int]
"""What is compared, to the cent: ("split", agent, side), ("vendor", name), ("brokerage net",) ..."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a layout can tell of a deal: what it can't is left out on both sides of the comparison.

    Attributes:
        splits: whether it has splits and debits; else agents' nets alone.
        sides: whether it has sides.
        item_names: whether items have names of their own.
    """

    splits: bool = True
    sides: bool = True
    item_names: bool = False


def figures_of(deal: TrueDeal, seen: Seen) -> Figures:
    """The figures that a deal must come to."""
    figures = _Adding()
    figures.add(("gross",), deal.gross_cents)
    figures.add(("brokerage net",), deal.brokerage_net_cents)
    if deal.co_broke:
        figures.add(("co-broke", deal.co_broke.payee), deal.co_broke.cents)
    for item in deal.deal_items:
        name = item.name if seen.item_names else ""
        figures.add((_kind(item), name, item.payee_kind, item.payee), item.cents)
    for share in deal.shares:
        side = share.side if seen.sides else ""
        figures.add(("agent net", share.agent.name), share.net_cents)
        if not seen.splits:
            continue
        figures.add(("split", share.agent.name, side), share.split_cents)
        for item in share.items:
            name = item.name if seen.item_names else ""
            payee = share.agent.name if item.is_credit else item.payee
            figures.add((f"agent {_kind(item)}", share.agent.name, name, payee), item.cents)
    return figures.all


def figures_booked(disbursement: Disbursement, seen: Seen) -> Figures:
    """The same figures of what was read."""
    figures = _Adding()
    figures.add(("gross",), disbursement.gross_cents)
    figures.add(("brokerage net",), disbursement.brokerage_net_cents)
    for co_broke in disbursement.co_broke:
        figures.add(("co-broke", co_broke.payee.name), co_broke.amount_cents)
    for item in disbursement.pre_commission:
        name = item.name if seen.item_names else ""
        kind = "credit" if item.is_credit else "debit"
        figures.add((kind, name, item.payee.kind.value, _name(item.payee)), item.amount_cents)
    for share in disbursement.agents:
        side = share.side if seen.sides else ""
        figures.add(("agent net", share.agent.name), share.net_cents)
        if not seen.splits:
            continue
        figures.add(("split", share.agent.name, side), share.split_cents)
        for own in share.items:
            name = own.name if seen.item_names else ""
            kind = "credit" if own.is_credit else "debit"
            key = (f"agent {kind}", share.agent.name, name, _name(own.payee))
            figures.add(key, own.amount_cents)
    return figures.all


def only_to_company(deal: TrueDeal) -> TrueDeal:
    """The deal where every agent's debit goes to the company, for layouts that name no payees."""
    shares = tuple(
        replace(
            share,
            items=tuple(
                replace(item, payee=COMPANY, payee_kind="company")
                for item in share.items
                if not item.is_credit
            ),
        )
        for share in deal.shares
    )
    return replace(deal, shares=shares)


class _Adding:
    def __init__(self) -> None:
        self.all: Figures = {}

    def add(self, key: tuple[str, ...], cents: int) -> None:
        if cents or key in self.all:
            self.all[key] = self.all.get(key, 0) + cents


def _kind(item: TrueItem) -> str:
    return "credit" if item.is_credit else "debit"


def _name(payee: Payee) -> str:
    return COMPANY if payee.is_company else payee.name
