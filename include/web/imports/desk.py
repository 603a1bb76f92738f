"""What every page of Imports works with: the request, the company and the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from include.clock import utc_now
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.keys.seal import Seal
from include.database.reads.companies import ConnectedCompany
from include.database.reads.import_page import ImportDetail, import_detail
from include.database.reads.imports import Source, source
from include.provider.connections.opening import Lookup
from include.settings import encryption_keys
from include.web.frame.airflow_connections import ConnectionLookup
from include.web.frame.company_context import Here, OpenDatabase
from include.web.frame.pages import RowId, go_to, render, root


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """One visitor at the pages of a company's imports."""

    request: Request
    company: ConnectedCompany
    database: Database
    lookup: Lookup

    @property
    def seal(self) -> Seal:
        """What the contents of files are sealed with."""
        return seal_of(self.database, encryption_keys())

    @property
    def path(self) -> str:
        """The list's address, without what stands before all of ours."""
        return f"/companies/{self.company.id}/imports"

    @property
    def base(self) -> str:
        """The list's address."""
        return f"{root(self.request)}{self.path}"

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page of Imports, or a piece of one."""
        return render(
            self.request,
            f"imports/{template}",
            "imports",
            status,
            here=self.base,
            zone_name=f"{utc_now().astimezone(self.company.zone):%Z}",
            **values,
        )

    def go(self, below: str = "") -> Response:
        """Lead on to a page of Imports: "/files/7"."""
        return go_to(self.request, f"{self.path}{below}")


def _desk(
    request: Request, company: Here, database: OpenDatabase, lookup: ConnectionLookup
) -> ImportDesk:
    return ImportDesk(request, company, database, lookup)


Desk = Annotated[ImportDesk, Depends(_desk)]


class NoSuchImport(HTTPException):
    """The company has no import with this number."""

    def __init__(self) -> None:
        super().__init__(
            404, "This company has no import with this number. Choose one under Imports."
        )


class NoSuchSource(HTTPException):
    """The company has no source with this ID."""

    def __init__(self) -> None:
        super().__init__(404, "This company has no source with this ID. Choose one under Imports.")


def _import_here(desk: Desk, import_id: RowId) -> ImportDetail:
    with desk.database.reading() as session:
        found = import_detail(session, desk.company.id, import_id)
    if found is None:
        raise NoSuchImport
    return found


Opened = Annotated[ImportDetail, Depends(_import_here)]
"""The import that an address names by `import_id`."""


class ContentGone(HTTPException):
    """The import is there, but not its file."""

    def __init__(self, name: str) -> None:
        super().__init__(
            410,
            f"The file {name} is no longer kept. What came of its rows is on the page of the import.",
        )


def require_content(found: Opened) -> ImportDetail:
    """The import that an address names, with its file.

    Raises:
        ContentGone: the file is no longer kept.
    """
    if found.content_dropped_at is not None:
        raise ContentGone(found.row.name)
    return found


Readable = Annotated[ImportDetail, Depends(require_content)]
"""The import that an address names by `import_id`, its file still there."""


def _source_here(desk: Desk, source_id: str) -> Source:
    with desk.database.reading() as session:
        found = source(session, desk.company.id, source_id)
    if found is None:
        raise NoSuchSource
    return found


Chosen = Annotated[Source, Depends(_source_here)]
"""The source that an address names by `source_id`."""
