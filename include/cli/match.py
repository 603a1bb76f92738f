"""`corebooks match`: matches a CORE agent or vendor to a QuickBooks name."""

from __future__ import annotations

from typing import Annotated

import typer

from include.cli.arguments import open_database, operator
from include.sync.post.manual_matches import IdUnusable, match_manually, remove_match


def run(
    key: Annotated[
        str,
        typer.Option(
            "--key",
            "--party",  # its name up to 0.1
            help="the agent or vendor in CORE, as the run log shows it: vendor/agent:45",
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help='the QuickBooks ID, "new" to create a new one, or "none" to match by name again',
        ),
    ],
    company: Annotated[
        str, typer.Option(metavar="ID", help="company ID; if blank, the only company")
    ] = "",
) -> None:
    """Match a CORE agent or vendor to a QuickBooks name."""
    with open_database(company) as database:
        if to == "none":
            print(remove_match(database, company, key, operator()))
            return
        if to == "":
            raise IdUnusable(to)  # a blank isn't "new"
        print(match_manually(database, company, key, "" if to == "new" else to, operator()))
