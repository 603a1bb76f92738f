"""The list of imports as a file, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from include.database.engine import Database
from include.database.reads.imports import ImportFilter, ImportRow, all_imports
from include.database.status_words import IMPORT
from include.web.frame.exports import Cell, local_moment, utc_moment
from include.web.imports.doors import came_from

COLUMNS: Sequence[str] = (
    "Import",
    "File",
    "Source",
    "From",
    "Received",
    "Received (UTC)",
    "Status",
    "Reason",
    "Rows read",
    "Rows taken",
    "Rows on hold",
    "Changed records",
)


def rows(
    database: Database, company_id: str, wanted: ImportFilter, zone: ZoneInfo
) -> Iterator[list[Cell]]:
    """A row for each import that matches the filter, on whichever page."""
    return (_row(one, zone) for one in all_imports(database, company_id, wanted))


def _row(one: ImportRow, zone: ZoneInfo) -> list[Cell]:
    return [
        one.id,
        one.name,
        one.source_name,
        came_from(one),
        local_moment(one.received_at, zone),
        utc_moment(one.received_at),
        IMPORT[one.status].text,
        " ".join(filter(None, (one.sentence, one.what_to_do))),
        one.rows,
        one.taken,
        one.held,
        one.changed,
    ]
