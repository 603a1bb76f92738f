"""Checking a disbursement against the totals that CORE derived from the same items."""

from __future__ import annotations

from collections.abc import Sequence

from include.books.causes import HoldCause
from include.books.money import Cents, format_money
from include.core_backoffice.checks.figures import Figures, Scope, is_ours, scopes, total
from include.core_backoffice.records import commissions
from include.core_backoffice.records.commissions import CommissionRow
from include.core_backoffice.records.deal import AgentShare, Disbursement
from include.core_backoffice.records.errors import OutOfBalance
from include.core_backoffice.records.fields import Row
from include.core_backoffice.records.people import PayeeKind

_SHORT = {commissions.NET_COMMISSION: "net commission", commissions.OFFICE_NET: "net"}
_CREATE_AGAIN = "Delete the disbursement in CORE and create it again"
_WHAT_TO_DO = f"{_CREATE_AGAIN}, or correct the amounts. Then sync again."


def check_totals(
    deal: Row,
    rows: Sequence[CommissionRow],
    disbursement: Disbursement,
    stated_gross: Cents | None,
) -> None:
    """Compare every total that CORE states with the items it sums, and gross with distributed.

    Raises:
        OutOfBalance: two totals that must be equal are not.
        RecordProblem: a total without which nothing can be checked is missing.
    """
    check = _Check(deal, Figures(rows, disbursement))
    check.gross(stated_gross)
    for share in disbursement.agents:
        check.net_commission(share)
    for scope in scopes(rows):
        check.gross_income(scope)
        check.company_split(scope)
        check.agent_commissions(scope)
        check.office_net(scope)
    check.identity()


class _Check:
    """Each total of CORE against its figure; the first that differs is raised."""

    def __init__(self, deal: Row, figures: Figures) -> None:
        self.deal = deal
        self.figures = figures
        self.disbursement = figures.disbursement

    def equal(self, field: str, stated: Cents, expected: Cents, what: str, items: str) -> None:
        if stated == expected:
            return
        raise OutOfBalance(
            self.deal.record_key,
            field,
            f"{self.deal.label} is out of balance by {format_money(abs(stated - expected))}: {what} is "
            f"{format_money(stated)}, but {items} total {format_money(expected)}. Nothing was posted.",
            stated=stated,
            expected=expected,
            what_to_do=_WHAT_TO_DO,
        )

    def gross(self, stated_gross: Cents | None) -> None:
        gross = self.disbursement.gross_cents
        shares = total(
            row for row in self.figures.rows if row.item_type == commissions.DISTRIBUTION
        )
        self.equal(
            commissions.DISTRIBUTION,
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
        scope: Scope = frozenset({share.side})
        stated = [
            row
            for row in self.figures.stated(commissions.NET_COMMISSION, scope)
            if row.payee_id == share.agent.id
        ]
        if not stated:
            splits = self.figures.stated(commissions.SPLIT, scope)
            if any(row.payee_id == share.agent.id for row in splits):
                raise self._missing(commissions.NET_COMMISSION, f"{share.agent.name}{_on(scope)}")
            return
        self.equal(
            commissions.NET_COMMISSION,
            total(stated),
            share.net_cents,
            f"{share.agent.name}'s net commission{_on(scope)}",
            "the commission after split and its credits and debits",
        )

    def gross_income(self, scope: Scope) -> None:
        """CORE states it for each of the brokerage's sides and for the outside one."""
        for ours in (True, False):
            rows = self.figures.stated(commissions.GROSS_INCOME, scope)
            stated = [row for row in rows if is_ours(row) == ours]
            if stated:
                self.equal(
                    commissions.GROSS_INCOME,
                    total(stated),
                    self.figures.distributed(scope, ours=ours),
                    f"the gross income{_on(scope)}",
                    "its shares of the gross commission",
                )

    def company_split(self, scope: Scope) -> None:
        """The side's share, after transaction items, is split between agents and company."""
        stated = self.figures.stated(commissions.COMPANY_SPLIT, scope)
        if stated:
            self.equal(
                commissions.COMPANY_SPLIT,
                total(stated),
                self.figures.base(scope) - self.figures.splits(scope),
                f"the company split{_on(scope)}",
                "the side's commission, transaction items, and agents' splits",
            )

    def agent_commissions(self, scope: Scope) -> None:
        stated = self.figures.stated(commissions.AGENT_COMMISSIONS, scope)
        if stated:
            self.equal(
                commissions.AGENT_COMMISSIONS,
                total(stated),
                self.figures.nets(scope) + self.figures.received(scope, PayeeKind.AGENT),
                f"the agents' commissions{_on(scope)}",
                "the amounts paid to its agents",
            )

    def office_net(self, scope: Scope) -> None:
        stated = self.figures.stated(commissions.OFFICE_NET, scope)
        if stated:
            self.equal(
                commissions.OFFICE_NET,
                total(stated),
                self.figures.brokerage_net(scope),
                f"the brokerage net{_on(scope)}",
                "the items behind it",
            )
        elif any(is_ours(row) for row in self.figures.stated(commissions.DISTRIBUTION, scope)):
            raise self._missing(commissions.OFFICE_NET, f"the brokerage{_on(scope)}")

    def identity(self) -> None:
        """Gross and credits = co-broke + vendors + agents' net + brokerage net, always."""
        self.equal(
            "commissions",
            self.disbursement.income_cents,
            self.disbursement.distributed_cents,
            "the gross commission with transaction credits",
            "co-broke, vendor payments, agents' nets, and the brokerage net",
        )

    def _missing(self, item_type: str, whose: str) -> Exception:
        return self.deal.problem(
            item_type,
            f"CORE has no {_SHORT[item_type]} for {whose}, so its totals can't be checked.",
            f"{_CREATE_AGAIN}, then sync again.",
            cause=HoldCause.MISSING_TOTAL,
        )


def _on(scope: Scope) -> str:
    side = next(iter(scope)) if len(scope) == 1 else ""
    return f" on the {side} side" if side else ""
