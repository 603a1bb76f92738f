"""CORE's disbursement PDF as a sheet, a row for each item, so that a profile maps it like any file.

The ready profile `core-disbursement-pdf` does. All totals that the PDF prints go into the rows, so a line
that is misread makes the transaction out of balance, and it goes on hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from include.core_backoffice.files.disbursement_text import (
    Disbursement,
    Item,
    Kind,
    NoDisbursement,
    read_disbursement,
)
from include.core_backoffice.files.pdf_text import lines_of
from include.core_backoffice.files.sheets import Cells, FileRefused, SheetFile

COLUMNS = (
    "Transaction number",
    "Property address",
    "Closing date",
    "Sale price",
    "Brokerage gross commission",
    "Kind",
    "Name",
    "Agent",
    "Payee",
    "Payee type",
    "Amount",
    "Page",
)
"""The sheet's header, row 0; items are rows 1 and on, in the PDF's order."""
_COMPANY = frozenset({"", "company", "the company", "brokerage", "the brokerage", "office"})


@dataclass(frozen=True, slots=True)
class DisbursementSheet:
    """The items of one disbursement."""

    items: tuple[Cells, ...]

    name: str = ""
    hidden: bool = False

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The header, then the items."""
        yield 0, COLUMNS
        yield from enumerate(self.items, 1)


def open_disbursement(name: str, content: BinaryIO) -> SheetFile:
    """Open CORE's disbursement PDF.

    Raises:
        FileRefused: it can't be read, or isn't one disbursement with all of its labels.
    """
    try:
        found = read_disbursement(lines_of(name, content))
    except NoDisbursement as problem:
        raise FileRefused(
            f"{name} can't be read as CORE's disbursement. {problem}",
            "Import this transaction from a CORE report as CSV or XLSX instead.",
        ) from None
    agents = {item.agent.casefold() for item in found.items if item.kind is Kind.SPLIT}
    items = [*found.items, _brokerage_net(found)]
    return SheetFile(
        name, "PDF", (DisbursementSheet(tuple(_cells(found, one, agents) for one in items)),)
    )


def _brokerage_net(found: Disbursement) -> Item:
    """The brokerage's net: as printed, or what follows from the totals that are printed.

    It follows from the gross commission after credits and debits, not from the items above that total:
    so items that don't add up to the total make the transaction out of balance.
    """
    net = found.brokerage_net
    if net is None:
        kept = _sum(found, Kind.DEAL_DEBIT, by_company=True) + _sum(
            found, Kind.AGENT_DEBIT, by_company=True
        )
        paid = _sum(found, Kind.SPLIT) + _sum(found, Kind.AGENT_CREDIT)
        net = (found.after or Decimal(0)) + kept - paid
    return Item(kind=Kind.BROKERAGE_NET, page=found.items[-1].page, amount=net)


def _sum(found: Disbursement, kind: Kind, *, by_company: bool = False) -> Decimal:
    amounts = (
        item.amount
        for item in found.items
        if item.kind is kind and (not by_company or item.payee.casefold() in _COMPANY)
    )
    return sum(amounts, Decimal(0))


def _cells(found: Disbursement, item: Item, agents: set[str]) -> Cells:
    payee = item.payee.casefold()
    payee_type = "company" if payee in _COMPANY else "agent" if payee in agents else "vendor"
    return (
        found.number,
        found.address,
        found.closing_date,
        found.price,
        found.gross,
        str(item.kind),
        item.name,
        item.agent,
        item.payee,
        payee_type if item.kind not in {Kind.SPLIT, Kind.NET, Kind.BROKERAGE_NET} else "",
        item.amount,
        Decimal(item.page),
    )


def page_of(file: SheetFile, row: int) -> int:
    """The page, from 1, that a row of an opened disbursement is on; 1 where there is no such row."""
    for number, cells in file.sheets[0].rows():
        page = cells[-1]
        if number == row and isinstance(page, Decimal):
            return int(page)
    return 1
