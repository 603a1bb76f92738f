"""`corebooks migrate`: brings the database's tables up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from include.cli.arguments import open_database
from include.cli.output import working
from include.database.grants import grant_rows
from include.database.migrate import migrate


def run(
    grant_to: Annotated[
        str,
        typer.Option(
            metavar="ROLE",
            help="PostgreSQL: the role that CoreBooks runs with, which may write rows but not change "
            "tables or the audit trail",
        ),
    ] = "",
) -> None:
    """Bring the CoreBooks database up to date."""
    with open_database() as database:
        with working("Bringing the CoreBooks database up to date"):
            revision = migrate(database)
        print(f"The CoreBooks database is at revision {revision}.")
        if grant_to:
            grant_rows(database, grant_to)
            print(f"The role {grant_to} can read and write its rows.")
