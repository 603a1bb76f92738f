"""`corebooks currency`: what CORE's amounts for a company are in."""

from __future__ import annotations

from typing import Annotated

import typer

from include.books.currency import currency_name
from include.cli.arguments import CompanyId, open_company, operator
from include.database.setup.company_currency import change_currency


def run(
    company: CompanyId,
    currency: Annotated[
        str, typer.Argument(metavar="CODE", help="such as CAD; if blank, show it")
    ] = "",
) -> None:
    """Show the currency of a company's amounts, or change it. Nothing is converted."""
    code = currency.strip().upper()
    with open_company(company) as (database, found):
        if not code:
            print(f"{found.name}: {currency_name(found.currency)} ({found.currency})")
            return
        change_currency(database, found.id, code, operator())
        print(f"CORE's amounts for {found.name} are in {currency_name(code)} ({code}).")
