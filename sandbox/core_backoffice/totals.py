"""What the brokerage's books say in all; worked out from the model, never from served rows."""

from __future__ import annotations

from collections.abc import Collection

from typing_extensions import TypedDict

from include.books.money import Cents
from sandbox.core_backoffice.disbursement import distribute
from sandbox.core_backoffice.model import Deal
from sandbox.core_backoffice.store import Store


class BillingTotals(TypedDict):
    """Agents' statements, in cents."""

    statements: int
    billed: Cents
    paid: Cents
    open: Cents


class Totals(TypedDict):
    """The deals with a disbursement, in cents, and the statements."""

    transactions: int
    gross: Cents
    credits: Cents
    income: Cents
    co_broke: Cents
    vendor_payments: Cents
    agent_net: Cents
    brokerage_net: Cents
    billing: BillingTotals


class DealTotals(TypedDict):
    """One deal's money, in cents."""

    gross: Cents
    credits: Cents
    income: Cents
    co_broke: Cents
    vendor_payments: Cents
    agent_net: Cents
    brokerage_net: Cents


def deal_totals(deal: Deal) -> DealTotals:
    """One deal's money, whether or not it is finalised."""
    money = distribute(deal)
    return {
        "gross": money.gross,
        "credits": money.credits,
        "income": money.gross + money.credits,
        "co_broke": money.co_broke,
        "vendor_payments": money.vendor_payments,
        "agent_net": money.agent_net,
        "brokerage_net": money.brokerage_net,
    }


def totals(
    store: Store, exclude: Collection[int] = (), exclude_statements: Collection[int] = ()
) -> Totals:
    """Add up everything that is to be booked.

    Args:
        store: the books.
        exclude: ids of transactions to leave out.
        exclude_statements: ids of statements to leave out.
    """
    deals = [
        deal_totals(deal)
        for deal in store.deals.values()
        if deal.has_disbursement and deal.id not in exclude
    ]
    statements = [one for one in store.statements.values() if one.id not in exclude_statements]
    return {
        "transactions": len(deals),
        "gross": sum(one["gross"] for one in deals),
        "credits": sum(one["credits"] for one in deals),
        "income": sum(one["income"] for one in deals),
        "co_broke": sum(one["co_broke"] for one in deals),
        "vendor_payments": sum(one["vendor_payments"] for one in deals),
        "agent_net": sum(one["agent_net"] for one in deals),
        "brokerage_net": sum(one["brokerage_net"] for one in deals),
        "billing": {
            "statements": len(statements),
            "billed": sum(one.total for one in statements),
            "paid": sum(one.paid for one in statements),
            "open": sum(one.open for one in statements),
        },
    }
