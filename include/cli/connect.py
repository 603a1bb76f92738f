"""`corebooks connect`: connects a QuickBooks company."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from include.cli.arguments import Commands, add_company
from include.cli.errors import DesktopNeedsFile
from include.database.engine import Database
from include.private_files import write_private
from include.web_connector.pc_setup import ConnectionRequest, set_up_pc


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("connect", help="connect a QuickBooks company")
    parser.set_defaults(run=_run)
    parser.add_argument("edition", choices=["online", "desktop"], help="which QuickBooks")
    add_company(parser)
    parser.add_argument(
        "--core",
        default="core_backoffice_default",
        metavar="ID",
        help="Airflow connection of CORE BackOffice",
    )
    parser.add_argument(
        "--quickbooks",
        default="quickbooks_online_default",
        metavar="ID",
        help="Airflow connection of QuickBooks Online",
    )
    parser.add_argument(
        "--timezone", default="America/New_York", metavar="ZONE", help="the company's time zone"
    )
    step = parser.add_mutually_exclusive_group(required=True)
    step.add_argument(
        "--print-url", action="store_true", help="Online, step 1: print the sign-in address"
    )
    step.add_argument(
        "--answer", metavar="URL", help="Online, step 2: the address that QuickBooks sent you to"
    )
    step.add_argument(
        "--qwc", metavar="FILE", type=Path, help="Desktop: the connection file to write"
    )
    parser.add_argument("--url", help="Desktop: the web service's address, as the PC reaches it")


def _run(database: Database, options: argparse.Namespace) -> None:
    if options.edition == "desktop":
        _connect_desktop(database, options)
    else:
        _connect_online(database, options)


def _connect_online(database: Database, options: argparse.Namespace) -> None:
    from include.provider.connections.connecting import (  # noqa: PLC0415  (Airflow: slow, and only for this)
        NewCompany,
        connect_online,
        consent_address,
    )

    if options.print_url:
        print("1. Open this address, sign in to QuickBooks, and choose the company.")
        print("2. Run this command again, with --answer and the address that you are sent to.")
        print(consent_address(options.quickbooks))
        return
    new = NewCompany(
        id=options.company,
        core_connection=options.core,
        quickbooks_connection=options.quickbooks,
        timezone=options.timezone,
        actor=getpass.getuser(),
    )
    facts = connect_online(database, new, options.answer)
    print(f"Connected {facts.name} ({facts.edition}).")


def _connect_desktop(database: Database, options: argparse.Namespace) -> None:
    if options.qwc is None or not options.url:
        raise DesktopNeedsFile
    wanted = ConnectionRequest(options.company, options.core, options.timezone, getpass.getuser())
    offer = set_up_pc(database, wanted, options.url)
    write_private(options.qwc, offer.file)
    print(
        f"Wrote {options.qwc}. Open the company file in QuickBooks on the PC, then add this file to"
    )
    print("the Web Connector.")
    print(f"User name: {offer.username}")
    print(f"Password:  {offer.password}")
