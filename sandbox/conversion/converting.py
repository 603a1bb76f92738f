"""A company file becomes a company of QuickBooks Online: its lists, names, entries, and balances."""

from __future__ import annotations

from enum import StrEnum

from sandbox.conversion import entries, limits, lists
from sandbox.conversion.limits import MOST_LINES
from sandbox.conversion.made import Made
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online import chart, id_map
from sandbox.quickbooks_online.runtime import Runtime

_WHO = "Intuit's conversion"


class IdMap(StrEnum):
    """How much of the map of IDs Intuit keeps."""

    COMPLETE = "complete"
    HALF = "half"
    """Every second ID is missing."""
    ABSENT = "absent"
    """The app wasn't linked to the company file before the conversion."""


def convert(
    file: CompanyFile,
    runtime: Runtime,
    realm: str,
    *,
    keeps: IdMap = IdMap.COMPLETE,
    most_lines: int = MOST_LINES,
) -> int:
    """Convert a company file; what was in the Online company before is overwritten, as Intuit does.

    Args:
        file: the company file, which stays as it is.
        runtime: the Online sandbox.
        realm: the company there, new or not.
        keeps: how much of the map of IDs it has afterwards.
        most_lines: lines of transactions that a file may have.

    Returns:
        How many entries of lists and transactions there are.

    Raises:
        NotConvertible: Intuit refuses it; the Online company is as it was.
    """
    with file.reading() as books, runtime.store.transaction():
        limits.check(books, most_lines)
        runtime.empty(realm)
        company = runtime.company(realm, who=_WHO)
        company.store.database.execute(
            "INSERT INTO company VALUES (?, ?, ?)",
            (realm, books.store.fact("company_name"), company.clock.now()),
        )
        made = Made(company)
        lists.convert(books, made)
        chart.taxed(company)
        entries.convert(books, made)
        lists.end_inactive(books, made)
        kept = {IdMap.COMPLETE: made.rows, IdMap.HALF: made.rows[::2], IdMap.ABSENT: []}
        id_map.keep(company, [row for row in kept[keeps] if " " not in row.old_id])
        return len(made.rows)
