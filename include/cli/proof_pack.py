"""`corebooks proof-pack`: the proof pack of a month, as a file."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer

from include.books.wording import counted
from include.cli.arguments import CompanyId, open_company
from include.cli.output import working
from include.database.proof.pack import write_pack

_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")


def run(
    company: CompanyId,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="the month")],
    to: Annotated[Path, typer.Argument(metavar="FILE", help="a new file")],
) -> None:
    """Write a month's proof pack: lists, a PDF, and a verifier that needs only Python."""
    if not _MONTH.fullmatch(month):
        raise typer.BadParameter(f"{month!r} isn't a month. Write it like 2026-10.")
    first = dt.date(int(month[:4]), int(month[5:]), 1)
    with open_company(company) as (database, found), to.open("xb") as file:
        try:
            with working(f"Making the proof pack of {first:%B %Y}"):
                number = write_pack(database, found.id, found.name, first, found.zone, file)
        except BaseException:
            # Half a pack proves nothing.
            to.unlink()
            raise
    print(f"{first:%B %Y}: {counted(number, 'entry')}. Written to {to}.")
    print(f"To verify it, save verify.py from it and run: python -I verify.py {to.name} --key KEY")
