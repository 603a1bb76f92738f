"""The flat list of a deal's commission items, every level mixed, as the live API answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from include.books.money import Cents
from sandbox.core_backoffice.arithmetic import apportion
from sandbox.core_backoffice.disbursement import (
    AgentLine,
    Award,
    PostLine,
    PreLine,
    SideLine,
    distribute,
)
from sandbox.core_backoffice.model import COMPANY, Deal, Party, Side
from sandbox.core_backoffice.rows.parties import (
    agent_party,
    broker_party,
    names_of,
    pay_to,
    payee_fields,
    payer_fields,
)
from sandbox.core_backoffice.rows.values import Row, dollars, number
from sandbox.core_backoffice.store import Store

_OF_PRICE = "% of price sold"
_OF_COMMISSION = "% of commission"
_FLAT = "$"


def commission_rows(deal: Deal, store: Store, *, switches: bool = True) -> list[Row]:
    """Every commission item of a deal.

    Without a disbursement there are no agents in it yet: the brokerage's estimate is the whole side.

    Args:
        deal: the deal.
        store: where payers and payees are named.
        switches: whether items carry `sync`, `create_payment` and `calculated_before_split`.
    """
    return list(_Rows(deal, store, switches=switches).all())


class _Rows:
    def __init__(self, deal: Deal, store: Store, *, switches: bool) -> None:
        self.deal = deal
        self.store = store
        self.switches = switches
        self.money = distribute(deal)
        # A disbursement created anew has items with new ids.
        self.next_id = (deal.id * 100 + deal.disbursement % 100) * 1000

    def all(self) -> Iterator[Row]:
        yield self._row(
            "tgc",
            None,
            self.money.gross,
            tiers=[self._of_price(self.money.gross)],
        )
        for award in self.money.awards:
            yield self._award(award)
        for side in self.money.sides:
            for line in side.items:
                yield self._pre(side.side, line)
        if self.deal.finalized is not None:
            for side in self.money.sides:
                volumes = apportion(self.deal.price, [agent.share.weight for agent in side.agents])
                for agent, volume in zip(side.agents, volumes, strict=True):
                    yield from self._agent(agent, volume)
        for side in self.money.sides:
            yield from self._side(side)
        for award in self.money.awards:
            if not award.share.ours:
                yield self._outside_income(award)

    def _award(self, award: Award) -> Row:
        share = award.share
        payee = broker_party(share.broker, ours=share.ours)
        switches = None if share.ours else (None, share.sync, share.create_payment)
        return self._row(
            "award_distribution",
            share.side,
            award.amount,
            payer=COMPANY if payee else None,
            payee=payee,
            tiers=[self._of_price(award.amount)],
            switches=switches,
        )

    def _pre(self, side: Side, line: PreLine) -> Row:
        item = line.item
        payer: Party | None = COMPANY
        if item.credit:
            payer = None if item.payee == COMPANY else item.payee
        return self._row(
            "pre_split_credit" if item.credit else "pre_split_deduction",
            side,
            line.amount,
            name=item.name,
            payer=payer,
            payee=COMPANY if item.credit else item.payee,
            tiers=[_tier(item.amount, item.percent)],
            switches=(item.before_split, item.sync, item.create_payment),
        )

    def _agent(self, line: AgentLine, volume: Cents) -> Iterator[Row]:
        share = line.share
        payee = agent_party(share.agent)
        plan = {"value": number(share.percent), "uom": _OF_COMMISSION}
        amounts = {
            "award_allocation": line.allocation,
            "sales_volume": volume,
            "split": line.split,
            "ADJUSTED_BASIS": line.basis,
            "COMPANY_SPLIT": line.company,
            "NET_COMMISSION": line.net,
            "COMPANY_DOLLAR_CONTRIBUTION": line.company,
        }
        for item_type, amount in amounts.items():
            yield self._row(
                item_type,
                share.side,
                amount,
                payee=payee,
                tiers=[plan] if item_type == "split" else [],
            )
        yield self._row(
            "applied_plan", share.side, 0, name=share.plan, payee=payee, plan=share.plan
        )
        for post in line.items:
            yield self._post(share.side, payee, post)

    def _post(self, side: Side, agent: Party, line: PostLine) -> Row:
        item = line.item
        return self._row(
            "post_split_credit" if item.credit else "post_split_deduction",
            side,
            line.amount,
            name=item.name,
            payer=COMPANY if item.credit else agent,
            payee=agent if item.credit else item.payee,
            tiers=[_tier(item.amount, item.percent)],
        )

    def _side(self, side: SideLine) -> Iterator[Row]:
        distributed = self.deal.finalized is not None
        amounts = {
            "GROSS_INCOME": side.gross,
            "COMMISSION_ALLOCATION_BASE": side.base,
            "AGENT_COMMISSIONS": side.to_agents if distributed else 0,
            "OFFICE_NET": side.office_net if distributed else side.remainder,
        }
        for item_type, amount in amounts.items():
            yield self._row(item_type, side.side, amount, name=None)

    def _outside_income(self, award: Award) -> Row:
        party = broker_party(award.share.broker, ours=False)
        return self._row(
            "GROSS_INCOME", award.share.side, award.amount, name=None, payer=party, payee=party
        )

    def _of_price(self, amount: Cents) -> dict[str, Any]:
        if not self.deal.price:
            return _tier(amount, None)
        percent = (Decimal(amount) * 100 / self.deal.price).quantize(Decimal("0.0001"))
        return {"value": number(percent), "uom": _OF_PRICE}

    def _row(  # noqa: PLR0913 (one argument per field that differs between item types)
        self,
        item_type: str,
        side: Side | None,
        amount: Cents,
        *,
        name: str | None = "",
        payer: Party | None = COMPANY,
        payee: Party | None = COMPANY,
        tiers: list[dict[str, Any]] | tuple[()] = (),
        plan: str | None = None,
        switches: tuple[bool | None, bool | None, bool | None] | None = None,
    ) -> Row:
        self.next_id += 1
        row = {
            "id": self.next_id,
            "name": name,
            "item_type": item_type,
            "side": side,
            **payer_fields(payer),
            **payee_fields(payee),
            "sliding_base": None,
            "sliding_base_period": None,
            "calculated_dollar_amount": dollars(amount),
            "minimum_dollar_amount": 0,
            "pay_to": pay_to(payee, self.store),
            "custom_sliding_base_period": [],
            "sliding_base_amount": None,
            "applied_plan": plan,
            "maximum_dollar_amount": None,
            "prorated_according_to": None,
            "sliding_base_accrued_by": None,
            "tiers": self._tiers(tiers),
            **self._names(payer, payee),
        }
        if switches is not None and self.switches:
            row |= _switches(switches)
        return row

    def _names(self, payer: Party | None, payee: Party | None) -> Row:
        names = names_of(payee, self.store)
        return {
            "tags": list(names.tags),
            "payee_name": names.name,
            "payee_first_name": names.first_name,
            "payee_last_name": names.last_name,
            "payee_company": names.company,
            "payer_name": names_of(payer, self.store).name or "",
        }

    def _tiers(self, tiers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": self.next_id * 10 + place, "commission_item_id": self.next_id}
            | {"low_limit": 0, **tier}
            for place, tier in enumerate(tiers)
        ]


def _switches(said: tuple[bool | None, bool | None, bool | None]) -> Row:
    before_split, sync, create_payment = said
    before = {} if before_split is None else {"calculated_before_split": before_split}
    return before | {"sync": sync, "create_payment": create_payment}


def _tier(amount: Cents | None, percent: Decimal | None) -> dict[str, Any]:
    if amount is None and percent is not None:
        return {"value": number(percent), "uom": _OF_COMMISSION}
    return {"value": dollars(amount or 0), "uom": _FLAT}
