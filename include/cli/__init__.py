"""The `corebooks` command.

One module a command, each with its arguments and what it does: `migrate`, `connect`, `setup`,
`templates`, `match`, `report`, `rotate_keys`, `verify_trail`. `arguments` has what several commands take; `errors` lists what a
command answers with a sentence.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from include.cli import (
    connect,
    match,
    migrate,
    report,
    rotate_keys,
    setup,
    templates,
    verify_trail,
)
from include.cli.arguments import check_company
from include.cli.errors import UNDERSTOOD
from include.database.engine import Database
from include.settings import database_url

_COMMANDS = (migrate, connect, setup, templates, match, report, rotate_keys, verify_trail)


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Returns:
        The exit code: 0, or 1 after an error that is printed as a sentence.
    """
    options = _parser().parse_args(arguments)
    with closing(Database(database_url())) as database:
        try:
            check_company(database, getattr(options, "company", None))
            options.run(database, options)
        except UNDERSTOOD as error:
            print(error, file=sys.stderr)
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corebooks",
        description="Migrate the CoreBooks database, connect QuickBooks companies, turn on workflow "
        "templates, and read reports.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_command(commands)
    return parser
