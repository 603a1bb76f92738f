"""Files of a few rows, as a bookkeeper would type them."""

from __future__ import annotations

import io

from include.core_backoffice.files.open_file import open_file
from include.core_backoffice.files.sheets import SheetFile
from include.core_backoffice.mapping.suggest import Reason, Suggestion, suggest_by_columns
from include.core_backoffice.mapping.suggest.samples import Column


def file(text: str, delimiter: str = "|") -> SheetFile:
    """A CSV file of lines, its cells parted by bars."""
    lines = [line.strip() for line in text.strip().splitlines()]
    cells = "\n".join("\t".join(cell.strip() for cell in line.split(delimiter)) for line in lines)
    return open_file("deals.csv", io.BytesIO(cells.encode()))


def suggested(text: str) -> Suggestion:
    """What is suggested for such a file, by its columns alone."""
    return suggest_by_columns(file(text), "Deals")


def columns_of(suggestion: Suggestion) -> dict[str, str]:
    """The columns that were found, by field."""
    return {reason.field: reason.column for reason in suggestion.reasons if reason.column}


def reason(suggestion: Suggestion, field: str) -> Reason:
    """Why a field is read as it is."""
    return next(reason for reason in suggestion.reasons if reason.field == field)


def column(*cells: str) -> Column:
    """A column of texts."""
    return Column("Header", cells)
