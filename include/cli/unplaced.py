"""`corebooks unplaced`: what arrived and belongs to no record, as Imports and Needs attention tell it."""

from __future__ import annotations

import dataclasses

from include.books.dates import format_moment
from include.cli.arguments import AsJson, CompanyId, open_company
from include.cli.output import print_json, print_rows
from include.database.reads.unplaced import all_unplaced


def run(company: CompanyId, *, as_json: AsJson = False) -> None:
    """Show payments whose statement didn't arrive, and rows without a key."""
    with open_company(company) as (database, found):
        rows = list(all_unplaced(database, found.id))
    if as_json:
        print_json([dataclasses.asdict(row) for row in rows])
        return
    if not rows:
        print(f"Everything that arrived for {found.name} belongs to a record.")
        return
    print_rows(
        ("Import", "Source", "Since", "Key", "What happened"),
        [
            (
                str(row.import_id),
                row.source_id,
                format_moment(row.since, found.zone),
                row.key if row.is_row else "",
                f"{row.sentence} {row.what_to_do}",
            )
            for row in rows
        ],
    )
