"""Where a record came from, as pages outside of Imports show it: a file, its sheet and row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request

from include.core_backoffice.canonical.places import where
from include.database.engine import Database
from include.database.reads.import_page import Origin, origins
from include.database.setup.company_access import may_see
from include.web.frame.access import Visitor
from include.web.frame.pages import root


@dataclass(frozen=True, slots=True)
class OriginLink:
    """A record's file and rows.

    Attributes:
        text: 'sample.xlsx, sheet "Transactions", row 2'.
        address: of the file at that row; empty where the visitor can't see the company that has it.
    """

    text: str
    address: str


def origin_links(
    request: Request,
    database: Database,
    company_id: str,
    keys: Collection[str],
    until: datetime | None = None,
) -> Mapping[str, OriginLink]:
    """Where a company's records came from, by key; those that no file has are left out.

    Args:
        request: on whose behalf.
        database: the database.
        company_id: whose records.
        keys: of the records.
        until: as it was at this moment, UTC; None for now.
    """
    visitor: Visitor = request.state.visitor
    with database.reading() as session:
        found = origins(session, company_id, keys, until)
        seen = {
            owner: owner == company_id or may_see(session, owner, visitor.id)
            for owner in {one.company_id for one in found.values()}
        }
    return {
        key: OriginLink(where(one.name, one.place), _address(request, one, seen[one.company_id]))
        for key, one in found.items()
    }


def _address(request: Request, one: Origin, is_seen: bool) -> str:  # noqa: FBT001  (a fact of it)
    if not is_seen:
        return ""
    base = f"{root(request)}/companies/{one.company_id}/imports/files/{one.import_id}"
    if not one.place.rows:
        return base
    asked = urlencode({"sheet": one.place.sheet, "row": one.place.rows[0]})
    return f"{base}/rows?{asked}#row"
