"""`corebooks verify-trail`: verify a company's audit trail in place, and export it for an auditor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from include.books.wording import counted
from include.cli.arguments import CompanyId, open_company
from include.cli.output import working
from include.clock import utc_now
from include.database.months.trail_breaks import examine_company
from include.database.trail import checkpoints, export


def run(
    company: CompanyId,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="compare with a checkpoint that was saved earlier; repeatable"
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="write the auditor's export to a new file"),
    ] = None,
) -> None:
    """Verify a company's audit trail, and what it recorded."""
    with open_company(company) as (database, found_company):
        company_id = found_company.id
        with database.reading() as session:
            key = checkpoints.trail_public_key(session, company_id)
            given = [checkpoints.given_checkpoint(file, key) for file in checkpoint or ()]
        with working("Verifying the audit trail"):
            found, earlier = examine_company(database, company_id, given)
        print(f"Audit trail verified: {counted(found.size, 'event')}, unchanged and in order.")
        print("Runs, changes, and entries are as the audit trail recorded them.")
        if found.remark:
            print(found.remark)
        for one in earlier:
            print(f"It continues the checkpoint of {one.at} ({counted(one.size, 'event')}).")
        print(f"Public key for checkpoints: {key}")
        if to:
            with (
                database.reading() as session,
                to.open("x", encoding="utf-8") as file,
            ):
                file.writelines(export.export_lines(session, company_id, utc_now()))
            print(f"Exported to {to}.")
