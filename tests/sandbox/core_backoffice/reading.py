"""Reads the API as a caller does, and adds up rows without the sandbox's own arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.core_backoffice.testing import RunningSandbox

Row = dict[str, Any]


def pages(core: RunningSandbox, path: str, count: int, **query: str | int) -> Iterator[list[Row]]:
    """Pages of a list until one is empty."""
    last = 0
    while rows := core.api(path, count=count, starting_from_id=last, **query):
        yield rows
        last = rows[-1]["id"]


def everything(core: RunningSandbox, path: str, count: int = 1000, **query: str | int) -> list[Row]:
    """All rows of a list."""
    return [row for page in pages(core, path, count, **query) for row in page]


def cents(amount: Any) -> int:
    """A JSON number of dollars in cents; it must be a whole number of them."""
    exact = Decimal(str(amount)) * 100
    assert exact == int(exact), f"{amount} has a fraction of a cent"
    return int(exact)


@dataclass
class DealMoney:
    """A deal's money, added up from its commission rows alone."""

    gross: int = 0
    credits: int = 0
    co_broke: int = 0
    vendor_payments: int = 0
    agent_net: int = 0
    brokerage_net: int = 0
    awards: int = 0
    nets: dict[tuple[int, str], int] = field(default_factory=dict)

    @property
    def income(self) -> int:
        return self.gross + self.credits

    @property
    def distributed(self) -> int:
        return self.co_broke + self.vendor_payments + self.agent_net + self.brokerage_net


def add_up(rows: list[Row]) -> DealMoney:
    """What a finalised deal's rows come to."""
    money = DealMoney()
    for row in rows:
        amount = cents(row["calculated_dollar_amount"])
        add = _ADDERS.get(row["item_type"])
        if add is not None:
            add(money, row, amount)
    return money


def _award(money: DealMoney, row: Row, amount: int) -> None:
    money.awards += amount
    if row["payee_type"] != "Account":
        money.co_broke += amount


def _debit(money: DealMoney, row: Row, amount: int) -> None:
    assert amount >= 0
    if row["payee_type"] == "Contact":
        money.vendor_payments += amount
    elif row["payee_type"] == "User":
        money.agent_net += amount


def _net(money: DealMoney, row: Row, amount: int) -> None:
    key = (row["payee_id"], row["side"])
    assert key not in money.nets, "an agent has one net per side"
    money.nets[key] = amount
    money.agent_net += amount


def _gross(money: DealMoney, _row: Row, amount: int) -> None:
    money.gross += amount


def _credit(money: DealMoney, _row: Row, amount: int) -> None:
    money.credits += amount


def _office(money: DealMoney, _row: Row, amount: int) -> None:
    money.brokerage_net += amount


_ADDERS: dict[str, Callable[[DealMoney, Row, int], None]] = {
    "tgc": _gross,
    "award_distribution": _award,
    "pre_split_credit": _credit,
    "pre_split_deduction": _debit,
    "post_split_deduction": _debit,
    "NET_COMMISSION": _net,
    "OFFICE_NET": _office,
}
