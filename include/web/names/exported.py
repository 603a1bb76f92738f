"""The matches of names as a file, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from include.database.engine import Database
from include.database.reads.names import all_matched_names
from include.web.frame.exports import Cell

COLUMNS = (
    "CORE key",
    "CORE name",
    "Kind",
    "QuickBooks name",
    "QuickBooks ID",
    "Matched by",
)


def rows(database: Database, company_id: str, search: str) -> Iterator[list[Cell]]:
    """A row for each match that a search finds, on whichever page."""
    for name in all_matched_names(database, company_id, search):
        matched_by = name.chosen_by or "Name"
        yield [name.key, name.name, name.kind, name.quickbooks_name, name.quickbooks_id, matched_by]
