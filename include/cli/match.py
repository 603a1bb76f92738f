"""`corebooks match`: matches a CORE agent or vendor to a QuickBooks name."""

from __future__ import annotations

import argparse
import getpass

from include.cli.arguments import Commands
from include.database.engine import Database
from include.sync.post.manual_matches import IdUnusable, match_manually, remove_match


def add_command(commands: Commands) -> None:
    """Add the command and its arguments; `link` and `--party` are their names up to 0.1."""
    parser = commands.add_parser(
        "match", aliases=["link"], help="match a CORE agent or vendor to a QuickBooks name"
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--company", default="", metavar="ID", help="company ID; if blank, the only company"
    )
    parser.add_argument(
        "--key",
        "--party",
        required=True,
        help="the agent or vendor in CORE, as the run log shows it: vendor/agent:45",
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="ID",
        help='the QuickBooks ID, "new" to create a new one, or "none" to match by name again',
    )


def _run(database: Database, options: argparse.Namespace) -> None:
    company, key, actor = options.company, options.key, getpass.getuser()
    if options.to == "none":
        print(remove_match(database, company, key, actor))
        return
    if options.to == "":
        raise IdUnusable(options.to)  # a blank isn't "new"
    to = "" if options.to == "new" else options.to
    print(match_manually(database, company, key, to, actor))
