"""`corebooks disconnect`: ends a company's connection to QuickBooks."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from include.cli.arguments import CompanyId, open_company, operator
from include.cli.errors import NotConfirmed
from include.provider.connections.connecting import disconnect


def run(
    company: CompanyId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="don't ask")] = False,
) -> None:
    """End a company's connection to QuickBooks. Entries, workflows, and history stay."""
    with open_company(company) as (database, found):
        what = f"Nothing syncs to {found.name} until it is connected again."
        if not yes:
            if not sys.stdin.isatty():
                raise NotConfirmed(what)
            print(f"{what} Its entries, workflows, and history stay.")
            typer.confirm(f"Disconnect {found.name}?", abort=True)
        unconfirmed = disconnect(database, found, operator())
        print(f"Disconnected {found.name}. CoreBooks deleted its tokens.")
        if unconfirmed:
            print(f"QuickBooks didn't confirm it: {unconfirmed}")
