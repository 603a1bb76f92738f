"""Intuit's map of a company that was moved from QuickBooks Desktop: TxnIDs and ListIDs, and what they are now.

Intuit keeps it where an app used the company file by qbXML before the conversion:
https://developer.intuit.com, "Qbdtentityidmapping". Its rows have no ID of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from include.books.id_map import MappedId
from include.quickbooks.online.wire.error_codes.fault_table import (
    NOT_IN_SUBSCRIPTION,
    NOT_QUERYABLE,
)
from include.quickbooks.online.wire.reader import Body, Reader, rows_unless

_ENTITY = "QbdtEntityIdMapping"


def read_id_map(reader: Reader) -> Sequence[MappedId]:
    """The whole map; empty for a company that QuickBooks keeps none for."""
    rows = reader.unnumbered_rows(_ENTITY)
    return [
        one
        for row in rows_unless(NOT_QUERYABLE | NOT_IN_SUBSCRIPTION, rows)
        if (one := _mapped(row)) is not None
    ]


def _mapped(row: Body) -> MappedId | None:
    """A row, whose properties Intuit's documentation spells in two ways; None for one without both IDs."""
    values = {name.casefold(): str(value or "").strip() for name, value in row.items()}
    old_id, new_id = values.get("qbdtexportableid", ""), values.get("qboentityid", "")
    if not old_id or not new_id:
        return None
    return MappedId(
        old_id, new_id, values.get("qbdtentitytype", ""), values.get("qboentitytype", "")
    )
