"""`corebooks migrate`: brings the database's tables up to date."""

from __future__ import annotations

import argparse

from include.cli.arguments import Commands
from include.database.engine import Database
from include.database.grants import grant_rows
from include.database.migrate import migrate


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("migrate", help="bring the CoreBooks database up to date")
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--grant-to",
        metavar="ROLE",
        default="",
        help="PostgreSQL: the role that CoreBooks runs with, which may write rows but not change tables "
        "or the audit trail",
    )


def _run(database: Database, options: argparse.Namespace) -> None:
    print(f"The CoreBooks database is at revision {migrate(database)}.")
    if options.grant_to:
        grant_rows(database, options.grant_to)
        print(f"The role {options.grant_to} can read and write its rows.")
