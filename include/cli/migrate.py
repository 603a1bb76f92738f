"""`corebooks migrate`: brings the database's tables up to date."""

from __future__ import annotations

import argparse

from include.cli.arguments import Commands
from include.database.engine import Database
from include.database.migrate import migrate


def add_command(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="bring the CoreBooks database up to date")
    parser.set_defaults(run=_run)


def _run(database: Database, _options: argparse.Namespace) -> None:
    print(f"The CoreBooks database is at revision {migrate(database)}.")
