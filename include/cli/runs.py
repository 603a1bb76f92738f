"""`corebooks runs`: a company's latest runs."""

from __future__ import annotations

import dataclasses
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from include.books.dates import format_moment
from include.cli.arguments import AsJson, CompanyId, open_company
from include.cli.output import print_json, print_rows
from include.database.reads.history import PER_PAGE, RUNS, HistoryFilter, Period
from include.database.reads.run_summary import RunSummary
from include.database.status_words import BY_OUTCOME, RunStatus
from include.workflows.category import Category


def run(
    company: CompanyId,
    *,
    workflow: Annotated[Category | None, typer.Option(help="only the runs of one workflow")] = None,
    last: Annotated[
        int, typer.Option(min=1, max=PER_PAGE, metavar="NUMBER", help="how many, the newest first")
    ] = 10,
    as_json: AsJson = False,
) -> None:
    """Show a company's latest runs, the newest first."""
    with open_company(company) as (database, found):
        wanted = HistoryFilter(Period(None, None, found.zone), workflow=workflow or "")
        rows = RUNS.page(database, found.id, wanted, 1).rows[:last]
    if as_json:
        print_json([dataclasses.asdict(row) for row in rows])
        return
    if not rows:
        print(f"No workflow of {found.name} has run yet. Start one: corebooks sync --help")
        return
    print_rows(
        ("Run", "Workflow", "Started", "By", "Status", "Created", "Updated", "On hold"),
        [_row(row, found.zone) for row in rows],
    )


def _row(row: RunSummary, zone: ZoneInfo) -> tuple[str, ...]:
    status = RunStatus.AWAITS_APPROVAL if row.awaits_approval else BY_OUTCOME[row.outcome]
    return (
        str(row.id),
        Category(row.category).heading,
        format_moment(row.started_at, zone),
        row.actor,
        f"{status} (preview)" if row.preview else str(status),
        str(row.counts.created),
        str(row.counts.updated),
        str(len(row.on_hold)),
    )
