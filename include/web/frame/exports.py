"""Lists as CSV and Excel, safe to open: no cell of theirs is ever taken for a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Literal, TypeAlias
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from include.plain_text import plain, safe_cell

Cell: TypeAlias = "str | int | Decimal | dt.date | None"

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 64 * 1024


ExportForm = Literal["csv", "xlsx"]
"""How an address names the kind of file."""


def file_answer(
    form: ExportForm, name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingResponse:
    """A list as a file of the kind that was asked for."""
    answer = csv_answer if form == "csv" else excel_answer
    return answer(name, heading, rows)


def csv_answer(
    name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingResponse:
    """A CSV file, sent while it is read; UTF-8 with the mark by which Excel knows it."""
    return StreamingResponse(
        _csv(heading, rows), media_type="text/csv; charset=utf-8", headers=_file(f"{name}.csv")
    )


def _csv(heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_MINIMAL)
    buffer.write("\ufeff")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
        if buffer.tell() > _CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def excel_answer(
    name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> StreamingResponse:
    """An Excel file; amounts are numbers, text is text and never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(heading))
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    # As a file: a hundred thousand rows are not held in memory twice.
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it has been sent)
    book.save(file)
    file.seek(0)
    return StreamingResponse(parts_of(file), media_type=_EXCEL, headers=_file(f"{name}.xlsx"))


def parts_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file piece by piece, closed at its end."""
    with file:
        while part := file.read(_CHUNK):
            yield part


def local_moment(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    """A moment where the company keeps its books: "2026-11-23 16:05:00-05:00"; empty for none."""
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds") if moment else ""


def utc_moment(moment: dt.datetime | None) -> str:
    """A moment in UTC: "2026-11-23 21:05:00Z"; empty for none."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%SZ") if moment else ""


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        # Records that were stored before texts were made plain where they are read.
        return safe_cell(plain(cell))
    return "" if cell is None else str(cell)


def _cell(sheet: object, cell: Cell) -> object:
    if not isinstance(cell, str):
        return cell
    made = WriteOnlyCell(sheet, value=plain(cell))  # type: ignore[arg-type]  # (a write-only sheet)
    # Otherwise openpyxl makes a formula of what begins with "=".
    made.data_type = "s"
    return made
