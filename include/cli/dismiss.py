"""`corebooks dismiss`: says that rows without a key are no record, as the page of their import does."""

from __future__ import annotations

from typing import Annotated

import typer

from include.cli.arguments import CompanyId, open_company, operator
from include.database.feeds.deciding import dismiss
from include.database.reads.import_page import import_detail
from include.understood import Understood


class NoSuchImport(Understood, ValueError):
    """The company has no import of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no import {number}. List rows with: corebooks unplaced")


def run(
    company: CompanyId,
    number: Annotated[int, typer.Argument(metavar="IMPORT", help="the import's number")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="as corebooks unplaced lists it")],
    *,
    why: Annotated[str, typer.Option(metavar="TEXT", help="why the row is no record")],
) -> None:
    """Dismiss rows of an import that have no key. The same rows aren't put on hold again."""
    with open_company(company) as (database, found):
        with database.reading() as session:
            detail = import_detail(session, found.id, number)
        if detail is None:
            raise NoSuchImport(number)
        database.write(lambda session: dismiss(session, number, key, why, operator()))
    print(f"Dismissed a row of {detail.row.name}. The next run takes it off Needs attention.")
