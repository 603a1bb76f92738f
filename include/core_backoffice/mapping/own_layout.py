"""CoreBooks' own plain layout: a workbook to fill in, empty or with examples. No I/O.

One sheet has transactions, one their items; agents, vendors, billing and payments have sheets that may
stay empty. The ready profile `corebooks.yaml` reads it.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from include.core_backoffice.mapping.own_examples import EXAMPLES

EMPTY_NAME: Final = "corebooks-import.xlsx"
SAMPLE_NAME: Final = "corebooks-import-sample.xlsx"

_TEXT, _DATE, _MONEY = "@", "mm/dd/yyyy", "#,##0.00"
_LAST_ROW: Final = 10_000
"""Down to where a cell offers its choices."""
_YES_NO: Final = ("yes", "no")
_SIDES: Final = ("listing", "buying")

OwnCell: TypeAlias = str | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, how its cells are formatted, and what they may have.

    IDs and ZIP codes are text, so that a spreadsheet keeps their zeros.
    """

    header: str
    format: str = _TEXT
    choices: tuple[str, ...] = ()


def _columns(*columns: str | Column) -> tuple[Column, ...]:
    return tuple(Column(one) if isinstance(one, str) else one for one in columns)


SHEETS: Final[Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {
        "Transactions": _columns(
            "Transaction number",
            Column("Status", choices=("closed", "pending", "listing", "cancelled")),
            Column("Closing date", _DATE),
            "Address",
            "City",
            "State",
            "ZIP",
            "Transaction type",
            Column("Representing", choices=("seller", "buyer", "both")),
            Column("Price", _MONEY),
            Column("Gross commission", _MONEY),
            Column("Brokerage net", _MONEY),
            "Office",
            "External ID",
        ),
        "Items": _columns(
            "Transaction number",
            Column(
                "Kind",
                choices=(
                    "co-broke",
                    "transaction debit",
                    "transaction credit",
                    "agent split",
                    "agent debit",
                    "agent credit",
                    "agent net",
                ),
            ),
            "Item",
            Column("Amount", _MONEY),
            Column("Side", choices=_SIDES),
            "Agent ID",
            "Agent name",
            "Agent email",
            Column("Payee type", choices=("company", "vendor", "agent")),
            "Payee ID",
            "Payee name",
            "Payee email",
            Column("1099", choices=_YES_NO),
            Column("Sync", choices=_YES_NO),
            Column("Create payment", choices=_YES_NO),
        ),
        "Agents": _columns(
            "Agent ID",
            "First name",
            "Last name",
            "Company",
            "Email",
            "Phone",
            "Address",
            "City",
            "State",
            "ZIP",
            Column("Active", choices=_YES_NO),
            "Office",
        ),
        "Vendors": _columns(
            "Vendor ID",
            "First name",
            "Last name",
            "Company",
            "Email",
            "Phone",
            "Address",
            "City",
            "State",
            "ZIP",
        ),
        "Billing": _columns(
            "Statement number",
            "Line ID",
            "Agent ID",
            "Agent name",
            "Agent email",
            "Item",
            Column("Charge or credit", choices=("charge", "credit")),
            Column("Amount", _MONEY),
            Column("Billing date", _DATE),
            Column("Due date", _DATE),
            Column("Frequency", choices=("one-time", "monthly", "quarterly", "yearly")),
            "Memo",
            "Office",
        ),
        "Payments": _columns(
            "Payment ID",
            "Statement number",
            Column("Amount", _MONEY),
            Column("Paid on", _DATE),
            Column("Method", choices=("card", "check", "from commission")),
        ),
    }
)
"""Its sheets, each with its columns."""


def empty_workbook() -> bytes:
    """The workbook with its headers alone, as XLSX."""
    return _workbook({})


def sample_workbook() -> bytes:
    """The workbook with four transactions and a billing statement as examples, as XLSX."""
    return _workbook(EXAMPLES)


def workbook(rows: Mapping[str, Sequence[Mapping[str, OwnCell]]]) -> bytes:
    """The workbook with rows of anybody's: by sheet, each by header; as XLSX."""
    return _workbook(rows)


def _workbook(rows: Mapping[str, Sequence[Mapping[str, OwnCell]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        _headers(sheet, columns)
        for at, row in enumerate(rows.get(name, ()), start=2):
            _row(sheet, at, columns, row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _headers(sheet: Worksheet, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, start=1):
        letter = get_column_letter(at)
        sheet.cell(1, at, column.header).font = Font(bold=True)
        sheet.column_dimensions[letter].number_format = column.format
        sheet.column_dimensions[letter].width = max(12, len(column.header) + 2)
        if column.choices:
            choices = DataValidation(
                type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True
            )
            choices.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(choices)


def _row(sheet: Worksheet, at: int, columns: Sequence[Column], row: Mapping[str, OwnCell]) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(at, number)
        cell.number_format = column.format
        value = row.get(column.header)
        if value is not None:
            cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # a text that begins with "=" is no formula
