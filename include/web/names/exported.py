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
    "Doubts",
)


def rows(
    database: Database, company_id: str, search: str, *, doubtful: bool = False
) -> Iterator[list[Cell]]:
    """A row for each match that a search finds, on whichever page; `doubtful` leaves the others out."""
    for name in all_matched_names(database, company_id, search, doubtful=doubtful):
        yield [
            name.key,
            name.name,
            name.kind,
            name.quickbooks_name,
            name.quickbooks_id,
            name.chosen_by or "Name",
            " ".join(name.doubts),
        ]
