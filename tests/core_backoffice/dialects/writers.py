"""Writing a file in the formats that brokerages have: text of any encoding, workbooks, JSON lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook

from tests.core_backoffice.dialects.cells import Headers, Line, Logical, Money

Written: TypeAlias = str | Decimal | dt.date | bool | None
"""A cell as a format has it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a layout writes what its cells hold.

    Attributes:
        amount: an amount as text; None: as a number.
        day: a day as text, for `strftime`; None: as a date; "ms": as milliseconds.
    """

    amount: Callable[[Decimal], str] | None = "{:.2f}".format
    day: str | None = "%m/%d/%Y"

    def written(self, cell: Logical) -> Written:
        """A cell as it is to be written."""
        if isinstance(cell, Money):
            return self.amount(cell.dollars) if self.amount else cell.dollars
        if isinstance(cell, dt.date):
            if self.day == "ms":
                moment = dt.datetime.combine(cell, dt.time(12), dt.UTC)
                return str(int(moment.timestamp()) * 1000)
            return cell.strftime(self.day) if self.day else cell
        return cell


def usd(amount: Decimal) -> str:
    """$1,234.50, and ($1,234.50) below zero."""
    text = f"${abs(amount):,.2f}"
    return f"({text})" if amount < 0 else text


def accounting(amount: Decimal) -> str:
    """1,234.50, and (1,234.50) below zero."""
    text = f"{abs(amount):,.2f}"
    return f"({text})" if amount < 0 else text


def european(amount: Decimal) -> str:
    """1.234,50."""
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True, slots=True)
class TextFile:
    """CSV, by delimiter and encoding."""

    style: Style = field(default_factory=Style)
    delimiter: str = ","
    encoding: str = "utf-8"
    titles: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        return len(self.titles) + 2

    def write(self, headers: Headers, lines: Sequence[Line]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter)
        for title in self.titles:
            writer.writerow([title])
        (names,) = headers.values()
        writer.writerow(names)
        for line in lines:
            writer.writerow([self.style.written(line.cells.get(name)) or "" for name in names])
        return text.getvalue().encode(self.encoding)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """One object a line; blanks are left out."""

    style: Style = field(default_factory=Style)

    @property
    def first_row(self) -> int:
        return 1

    def write(self, headers: Headers, lines: Sequence[Line]) -> bytes:
        (names,) = headers.values()
        rows = (
            {
                name: str(value)
                for name in names
                if (value := self.style.written(line.cells.get(name))) not in (None, "")
            }
            for line in lines
        )
        return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


@dataclass(frozen=True, slots=True)
class Xlsx:
    """A workbook, with sheets of notes before, titles above, and a row of groups over the header."""

    style: Style = field(default_factory=lambda: Style(None, None))
    notes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    has_groups: bool = False

    @property
    def first_row(self) -> int:
        return len(self.titles) + (3 if self.has_groups else 2)

    def write(self, headers: Headers, lines: Sequence[Line]) -> bytes:
        book = Workbook()
        book.remove(book.worksheets[0])
        if self.notes:
            sheet = book.create_sheet("Instructions")
            for note in self.notes:
                sheet.append([note])
        for name, names in headers.items():
            sheet = book.create_sheet(name or "Report")
            for row in self._rows(names, [line for line in lines if line.sheet == name]):
                sheet.append(row)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def _rows(self, names: tuple[str, ...], lines: Sequence[Line]) -> Iterator[list[Written]]:
        for title in self.titles:
            yield [title]
        if self.has_groups:
            yield from _group_rows(names)
        else:
            yield list(names)
        for line in lines:
            yield [self.style.written(line.cells.get(name)) for name in names]


def _group_rows(names: tuple[str, ...]) -> Iterator[list[Written]]:
    """ "Agent 1 / Name" as "Agent 1" above "Name", each group once."""
    parts = [name.rpartition(" / ") for name in names]
    groups = [group for group, _, _ in parts]
    yield [group if at == 0 or groups[at - 1] != group else None for at, group in enumerate(groups)]
    yield [own for _, _, own in parts]


@dataclass(frozen=True, slots=True)
class Ods:
    """A spreadsheet of LibreOffice's kind."""

    style: Style = field(default_factory=lambda: Style(None, None))

    @property
    def first_row(self) -> int:
        return 2

    def write(self, headers: Headers, lines: Sequence[Line]) -> bytes:
        tables = "".join(
            self._table(name, names, [line for line in lines if line.sheet == name])
            for name, names in headers.items()
        )
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as file:
            file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            file.writestr("content.xml", _ODS.format(tables=tables))
            file.writestr("META-INF/manifest.xml", _MANIFEST)
        return content.getvalue()

    def _table(self, name: str, names: tuple[str, ...], lines: Sequence[Line]) -> str:
        rows: list[list[Written]] = [list(names)]
        rows += [[self.style.written(line.cells.get(own)) for own in names] for line in lines]
        body = "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
        )
        return f'<table:table table:name="{escape(name or "Sheet1")}">{body}</table:table>'


def _ods_cell(value: Written) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, Decimal):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if isinstance(value, dt.date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        )
    text = f"<text:p>{escape(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


@dataclass(frozen=True, slots=True)
class Xls:
    """A workbook of Excel 97, as exports of older products are; amounts are floating point numbers in it."""

    style: Style = field(default_factory=lambda: Style(None, None))

    @property
    def first_row(self) -> int:
        return 2

    def write(self, headers: Headers, lines: Sequence[Line]) -> bytes:
        book = xlwt.Workbook()
        day, money = (xlwt.easyxf(num_format_str=own) for own in ("mm/dd/yyyy", "#,##0.00"))
        for name, names in headers.items():
            sheet = book.add_sheet(name or "Report")
            rows: list[list[Written]] = [list(names)]
            rows += [[self.style.written(line.cells.get(own)) for own in names] for line in lines]
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, Decimal):
                        sheet.write(at, column, float(cell), money)
                    elif isinstance(cell, dt.date):
                        sheet.write(at, column, cell, day)
                    elif cell is not None:
                        sheet.write(at, column, cell)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


Writer: TypeAlias = TextFile | JsonLines | Xlsx | Ods | Xls
