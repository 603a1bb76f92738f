"""`corebooks connect`: connects a QuickBooks company."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from include.cli.arguments import CompanyId, open_database, operator
from include.cli.errors import DesktopNeedsFile, FormRefused
from include.database.engine import Database
from include.database.reads.companies import company_with_id
from include.database.reads.integrations import pc_connections
from include.private_files import write_private
from include.provider.connections.company_form import (
    OnlineForm,
    common_errors,
    quickbooks_error,
)
from include.provider.connections.connecting import connect_online, consent_address
from include.provider.connections.opening import in_task
from include.web_connector.database_queue import ALIVE
from include.web_connector.pc_setup import ConnectionRequest, set_up_pc

_FIRST_ZONE = "America/New_York"


class Edition(StrEnum):
    """Which QuickBooks."""

    ONLINE = "online"
    DESKTOP = "desktop"


def run(
    edition: Annotated[Edition, typer.Argument(help="which QuickBooks")],
    company: CompanyId,
    *,
    core: Annotated[
        str, typer.Option(metavar="ID", help="Airflow connection of CORE BackOffice")
    ] = "",
    quickbooks: Annotated[
        str, typer.Option(metavar="ID", help="Airflow connection of QuickBooks Online")
    ] = "",
    timezone: Annotated[
        str,
        typer.Option(
            metavar="ZONE", help=f"the company's time zone; if blank, {_FIRST_ZONE} for a new one"
        ),
    ] = "",
    currency: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="what CORE's amounts and the books are in, such as CAD; if blank, USD for a new one",
        ),
    ] = "",
    print_url: Annotated[
        bool, typer.Option("--print-url", help="Online, step 1: print the sign-in address")
    ] = False,
    answer: Annotated[
        str,
        typer.Option(metavar="URL", help="Online, step 2: the address that QuickBooks sent you to"),
    ] = "",
    qwc: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Desktop: the connection file to write"),
    ] = None,
    url: Annotated[
        str, typer.Option(help="Desktop: the web service's address, as the PC reaches it")
    ] = "",
) -> None:
    """Connect a QuickBooks company, or connect it again."""
    if sum((print_url, bool(answer), qwc is not None)) != 1:
        raise typer.BadParameter("Choose one of --print-url, --answer, and --qwc.")
    typed = OnlineForm(company, timezone, core, quickbooks, currency=currency).stripped()
    if edition is Edition.ONLINE:
        _connect_online(typed, answer)
    else:
        _connect_desktop(typed, qwc, url)


def _form(database: Database, typed: OnlineForm) -> tuple[OnlineForm, bool]:
    """What was typed, with what a known company has already; and whether it is known."""
    with database.reading() as session:
        company = company_with_id(session, typed.company)
    pc = next(iter(pc_connections(database, ALIVE, [typed.company])), None)
    known = company or pc
    given = OnlineForm()
    form = OnlineForm(
        company=typed.company,
        timezone=typed.timezone or (known.timezone if known else _FIRST_ZONE),
        core=typed.core or (known.core_connection if known else given.core),
        quickbooks=typed.quickbooks
        or (company.quickbooks_connection if company else "")
        or given.quickbooks,
        currency=typed.currency or (known.currency if known else given.currency),
    )
    return form, known is not None


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise FormRefused(errors)


def _connect_online(typed: OnlineForm, answer: str) -> None:
    with open_database(typed.company) as database:
        form, again = _form(database, typed)
        errors = common_errors(form, database, in_task, again=again)
        if error := quickbooks_error(form, in_task):
            errors["quickbooks"] = error
        _refuse(errors)
        if not answer:
            print("1. Open this address, sign in to QuickBooks, and choose the company.")
            print("2. Run this command again, with --answer and the address that you are sent to.")
            print(consent_address(form.quickbooks))
            return
        facts, _ = connect_online(database, form.asked_by(operator()), answer)
    print(f"Connected {facts.name} ({facts.edition}).")


def _connect_desktop(typed: OnlineForm, qwc: Path | None, url: str) -> None:
    with open_database(typed.company) as database:
        form, again = _form(database, typed)
        _refuse(common_errors(form, database, in_task, again=again))
        if qwc is None or not url:
            raise DesktopNeedsFile
        wanted = ConnectionRequest(
            form.company, form.core, form.timezone, operator(), form.currency
        )
        offer = set_up_pc(database, wanted, url)
    write_private(qwc, offer.file)
    print(f"Wrote {qwc}. Open the company file in QuickBooks on the PC, then add this file to")
    print("the Web Connector.")
    print(f"User name: {offer.username}")
    print(f"Password:  {offer.password}")
