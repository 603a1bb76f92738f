"""`corebooks verify-trail`: verify a company's audit trail in place, and export it for an auditor."""

from __future__ import annotations

import argparse
from pathlib import Path

from include.books.wording import counted
from include.cli.arguments import Commands, add_company, find_company
from include.clock import utc_now
from include.database.engine import Database


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "verify-trail", help="verify a company's audit trail, and what it recorded"
    )
    parser.set_defaults(run=_run)
    add_company(parser)
    parser.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        metavar="FILE",
        help="compare with a checkpoint that was saved earlier; repeatable",
    )
    parser.add_argument("--export", metavar="FILE", help="write the auditor's export to a new file")


def _run(database: Database, options: argparse.Namespace) -> None:
    from include.database.trail import checkpoints, export  # noqa: PLC0415  (only for this)
    from include.database.trail.examination import examine  # noqa: PLC0415  (as above)

    company_id = find_company(database, options.company).id
    with database.reading() as session:
        key = checkpoints.trail_public_key(session, company_id)
        earlier = checkpoints.stored_checkpoints(session, company_id)
        earlier += [checkpoints.given_checkpoint(Path(name), key) for name in options.checkpoint]
    with database.reading() as session:
        found = examine(session, company_id, earlier)
    print(f"Audit trail verified: {counted(found.size, 'event')}, unchanged and in order.")
    print("Runs, changes, and entries are as the audit trail recorded them.")
    if found.remark:
        print(found.remark)
    for checkpoint in earlier:
        print(
            f"It continues the checkpoint of {checkpoint.at} ({counted(checkpoint.size, 'event')})."
        )
    print(f"Public key for checkpoints: {key}")
    if options.export:
        with (
            database.reading() as session,
            Path(options.export).open("x", encoding="utf-8") as file,
        ):
            file.writelines(export.export_lines(session, company_id, utc_now()))
        print(f"Exported to {options.export}.")
