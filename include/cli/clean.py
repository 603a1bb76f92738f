"""`corebooks clean`: removes what nothing refers to any more."""

from __future__ import annotations

from typing import Annotated

import typer

from include.cli.arguments import open_database
from include.cli.output import working
from include.database.retention import Kept, clean

_KEPT = Kept()


def _days(what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        metavar="DAYS", min=1, help=f"days to keep {what}"
    )
    return option


def run(
    *,
    previews: Annotated[int, _days("changes that previews planned")] = _KEPT.previews,
    names: Annotated[int, _days("names of scheduled runs")] = _KEPT.names,
    acts: Annotated[int, _days("acts of users in Airflow")] = _KEPT.acts,
    sign_ins: Annotated[int, _days("sign-ins to QuickBooks")] = _KEPT.sign_ins,
    files: Annotated[int, _days("the contents of imported files")] = _KEPT.files,
    calls: Annotated[int, _days("calls of CORE that a look followed")] = _KEPT.calls,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only count, and remove nothing")
    ] = False,
) -> None:
    """Remove old rows that nothing refers to. The audit trail, runs, and entries are kept for ever."""
    kept = Kept(
        previews=previews, names=names, acts=acts, sign_ins=sign_ins, files=files, calls=calls
    )
    with open_database() as database, working("Removing old rows"):
        removed = clean(database, kept, dry_run=dry_run)
    found = ", ".join(f"{count:,} {what}" for what, count in removed.items())
    print(f"{'Would remove' if dry_run else 'Removed'}: {found}.")
