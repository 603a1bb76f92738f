"""Checking a disbursement against the totals that CORE derived from the same items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from include.books.money import Cents, format_usd
from include.core_backoffice.records import commissions as c
from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.deal import AgentItem, AgentShare, DealItem, Disbursement, Side
from include.core_backoffice.records.errors import DoesNotAddUp
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import PayeeKind
from include.core_backoffice.records.wording import api_name

_Scope: TypeAlias = frozenset[Side]

_SHORT = {c.NET_COMMISSION: "net commission", c.OFFICE_NET: "net"}
_WHAT_TO_DO = (
    "Nothing of the deal is sent. Delete the commission disbursement in CORE and create it again, "
    "or correct the amounts; then sync again."
)


def check_totals(
    deal: Row,
    rows: Sequence[CommissionRow],
    disbursement: Disbursement,
    stated_gross: Cents | None,
) -> None:
    """Compare every total that CORE states with the items it sums, and both sides of the deal.

    Raises:
        DoesNotAddUp: two totals that must be equal are not.
        RecordProblem: a total without which nothing can be checked is missing.
    """
    check = _Check(deal, rows, disbursement)
    check.gross(stated_gross)
    for share in disbursement.agents:
        check.net_commission(share)
    for scope in _scopes(rows):
        check.gross_income(scope)
        check.company_split(scope)
        check.agent_commissions(scope)
        check.office_net(scope)
    check.identity()


def _scopes(rows: Sequence[CommissionRow]) -> list[_Scope]:
    """The sides, each on its own; together as soon as an item belongs to the deal as a whole."""
    sides = sorted({row.side for row in rows if row.item_type != c.GROSS})
    return [frozenset(sides)] if "" in sides else [frozenset({side}) for side in sides]


class _Check:
    def __init__(
        self, deal: Row, rows: Sequence[CommissionRow], disbursement: Disbursement
    ) -> None:
        self.deal = deal
        self.rows = rows
        self.disbursement = disbursement

    def equal(self, field: str, stated: Cents, expected: Cents, what: str, items: str) -> None:
        if stated == expected:
            return
        raise DoesNotAddUp(
            self.deal.record_key,
            field,
            f"{self.deal.label} does not add up: {what} is {format_usd(stated)}, "
            f"but {items} come to {format_usd(expected)}{api_name(field)}.",
            stated=stated,
            expected=expected,
            what_to_do=_WHAT_TO_DO,
        )

    def gross(self, stated_gross: Cents | None) -> None:
        gross = self.disbursement.gross_cents
        shares = sum(row.amount_cents for row in self.rows if row.item_type == c.DISTRIBUTION)
        self.equal(
            c.DISTRIBUTION,
            gross,
            shares,
            "the gross commission",
            "the sides' shares of it",
        )
        if stated_gross is not None:
            self.equal(
                "total_gross_commission",
                stated_gross,
                gross,
                "the transaction's total gross commission",
                "its commission items",
            )

    def net_commission(self, share: AgentShare) -> None:
        stated = [
            row
            for row in self._stated(c.NET_COMMISSION, frozenset({share.side}))
            if row.payee_id == share.agent.id
        ]
        if not stated and any(
            row.item_type == c.SPLIT and (row.payee_id, row.side) == (share.agent.id, share.side)
            for row in self.rows
        ):
            raise self._missing(
                c.NET_COMMISSION, f"{share.agent.name}{_on(frozenset({share.side}))}"
            )
        if stated:
            self.equal(
                c.NET_COMMISSION,
                _total(stated),
                share.net_cents,
                f"{share.agent.name}'s net commission{_on(frozenset({share.side}))}",
                "the commission after split with its credits and debits",
            )

    def gross_income(self, scope: _Scope) -> None:
        """CORE states it for each of our sides and for the outside one."""
        for ours in (True, False):
            stated = [row for row in self._stated(c.GROSS_INCOME, scope) if _is_ours(row) == ours]
            if stated:
                self.equal(
                    c.GROSS_INCOME,
                    _total(stated),
                    self._distributed(scope, ours=ours),
                    f"the gross income{_on(scope)}",
                    "its shares of the gross commission",
                )

    def company_split(self, scope: _Scope) -> None:
        """The side's share, after items of the deal, is split between agents and company."""
        stated = self._stated(c.COMPANY_SPLIT, scope)
        if not stated:
            return
        self.equal(
            c.COMPANY_SPLIT,
            _total(stated),
            self._base(scope) - self._splits(scope),
            f"the company's split{_on(scope)}",
            "the side's commission less the agents' splits and the deal's items",
        )

    def agent_commissions(self, scope: _Scope) -> None:
        stated = self._stated(c.AGENT_COMMISSIONS, scope)
        if not stated:
            return
        self.equal(
            c.AGENT_COMMISSIONS,
            _total(stated),
            self._nets(scope) + self._received(scope, PayeeKind.AGENT),
            f"the agents' commissions{_on(scope)}",
            "what its agents get",
        )

    def office_net(self, scope: _Scope) -> None:
        stated = self._stated(c.OFFICE_NET, scope)
        if not stated:
            if any(
                row.item_type == c.DISTRIBUTION and row.side in scope and _is_ours(row)
                for row in self.rows
            ):
                raise self._missing(c.OFFICE_NET, f"the brokerage{_on(scope)}")
            return
        added = sum(item.amount_cents for item in self._items(scope) if item.is_credit)
        left = (
            self._distributed(scope, ours=True)
            + added
            - self._nets(scope)
            - self._received(scope, PayeeKind.AGENT)
            - self._received(scope, PayeeKind.VENDOR)
        )
        self.equal(
            c.OFFICE_NET,
            _total(stated),
            left,
            f"the brokerage's net{_on(scope)}",
            "the items that leave it",
        )

    def identity(self) -> None:
        """Gross and credits = co-broke + vendors + agents' net + brokerage net, always."""
        self.equal(
            "commissions",
            self.disbursement.income_cents,
            self.disbursement.distributed_cents,
            "gross commission and credits to the deal",
            "co-broke, payments to vendors, agents' nets and the brokerage's net",
        )

    def _stated(self, item_type: str, scope: _Scope) -> list[CommissionRow]:
        return [row for row in self.rows if row.item_type == item_type and row.side in scope]

    def _distributed(self, scope: _Scope, *, ours: bool) -> Cents:
        return _total(row for row in self._stated(c.DISTRIBUTION, scope) if _is_ours(row) == ours)

    def _items(self, scope: _Scope) -> list[DealItem]:
        return [item for item in self.disbursement.pre_commission if item.side in scope]

    def _base(self, scope: _Scope) -> Cents:
        return self._distributed(scope, ours=True) + sum(
            item.signed_cents for item in self._items(scope)
        )

    def _shares(self, scope: _Scope) -> list[AgentShare]:
        return [share for share in self.disbursement.agents if share.side in scope]

    def _splits(self, scope: _Scope) -> Cents:
        return sum(share.split_cents for share in self._shares(scope))

    def _nets(self, scope: _Scope) -> Cents:
        return sum(share.net_cents for share in self._shares(scope))

    def _received(self, scope: _Scope, kind: PayeeKind) -> Cents:
        items: list[DealItem | AgentItem] = [*self._items(scope)]
        items.extend(item for share in self._shares(scope) for item in share.items)
        return sum(
            item.amount_cents for item in items if not item.is_credit and item.payee.kind is kind
        )

    def _missing(self, item_type: str, whose: str) -> Exception:
        return self.deal.problem(
            item_type,
            f"CORE states no {_SHORT[item_type]} for {whose}, so nothing of the deal can be checked"
            f"{api_name(item_type)}.",
            "Delete the commission disbursement in CORE and create it again; then sync again.",
            cause="missing total",
        )


def _total(rows: Iterable[CommissionRow]) -> Cents:
    return sum(row.amount_cents for row in rows)


def _is_ours(row: CommissionRow) -> bool:
    return row.payee_type == "Account"


def _on(scope: _Scope) -> str:
    side = next(iter(scope)) if len(scope) == 1 else ""
    return f" on the {side} side" if side else ""
