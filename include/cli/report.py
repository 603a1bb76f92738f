"""`corebooks report`: the latest run of each workflow."""

from __future__ import annotations

import argparse
import dataclasses
import json

from include.books.money import format_usd
from include.cli.arguments import Commands, add_company
from include.database.engine import Database
from include.database.status_words import BY_OUTCOME
from include.workflows.category import Category


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("report", help="show the latest run of each workflow")
    parser.set_defaults(run=_run)
    add_company(parser)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def _run(database: Database, options: argparse.Namespace) -> None:
    from include.sync.verify.report import latest_reports  # noqa: PLC0415  (only for this)

    reports = latest_reports(database, options.company)
    if options.json:
        rows = [dataclasses.asdict(report) for report in reports]
        print(json.dumps(rows, default=str, indent=2))
        return
    for report in reports:
        print(
            f"{Category(report.category).heading}: {BY_OUTCOME[report.outcome]}. Read {report.read}, created "
            f"{report.created} ({format_usd(report.created_cents)}), updated {report.updated}, "
            f"unchanged {report.unchanged}, on hold {len(report.on_hold)}."
        )
        for record in report.on_hold:
            print(f"  {record.sentence} {record.what_to_do}")
