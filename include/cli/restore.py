"""`corebooks restore`: puts a backup in the place of the CoreBooks database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from include.books.dates import format_moment
from include.books.wording import counted
from include.cli.arguments import open_database, operator
from include.cli.output import working
from include.database.backup.manifest import BackedUpCompany, Manifest
from include.database.backup.restoring import put_back
from include.database.engine import Database
from include.database.grants import grant_rows
from include.database.trail.checkpoints import newer_checkpoints
from include.database.trail.examination import examine
from include.database.trail.verify_offline import read_checkpoint
from include.sync.operations.after_restore import settle

_NEXT = """\
What was posted since the backup is still in QuickBooks. The next run of each workflow finds it by its CoreBooks
tag and updates it instead of creating a duplicate. Before that:
1. Run `corebooks doctor`. QuickBooks Online may need to be reconnected, as its tokens may have been renewed
   since the backup.
2. Start Airflow's services, and preview each workflow.
What was decided in CoreBooks since the backup is lost: matches, options, and entries kept as QuickBooks has
them. Make those decisions again."""


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="what `corebooks backup` wrote")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="lose what the database has now")
    ] = False,
    grant_to: Annotated[
        str,
        typer.Option(metavar="ROLE", help="PostgreSQL: as for `corebooks migrate`"),
    ] = "",
) -> None:
    """Restore a backup. Stop Airflow's services first."""
    with open_database() as database:
        with working("Restoring the backup"):
            manifest = put_back(database, file, replace=replace)
        if grant_to:
            grant_rows(database, grant_to)
        made = format_moment(manifest.made_at, ZoneInfo("UTC"))
        print(
            f"Restored the backup of {made}: {counted(len(manifest.companies), 'company')}, made by CoreBooks "
            f"{manifest.version}."
        )
        newer = [name for company in manifest.companies for name in _verified(database, company)]
        _settled(database, manifest)
    print(_NEXT)
    for name in newer:
        print(f"Move this checkpoint out of its folder, and keep it with a note: {name}")


def _verified(database: Database, company: BackedUpCompany) -> list[str]:
    """Verify a trail as it was backed up. Returns the stored checkpoints that are newer than it."""
    given = [read_checkpoint(company.checkpoint)] if company.checkpoint else []
    with working(f"Verifying the audit trail of {company.name}"), database.reading() as session:
        found = examine(session, company.id, given)
    print(
        f"Audit trail of {company.name} verified: {counted(found.size, 'event')}, unchanged and in order."
    )
    with database.reading() as session:
        return newer_checkpoints(session, company.id, found.size)


def _settled(database: Database, manifest: Manifest) -> None:
    for company in settle(database, manifest.made_at, operator()):
        if company.runs:
            print(
                f"{company.name}: {counted(company.runs, 'unfinished run')} ended. The next run plans their "
                "changes again."
            )
        if company.requests:
            print(
                f"{company.name}: {counted(company.requests, 'request')} that waited for the PC dropped. The "
                "next run asks again."
            )
