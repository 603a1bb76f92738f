"""`corebooks report`: the latest run of each workflow."""

from __future__ import annotations

import dataclasses

from include.books.sales_tax import with_tax
from include.cli.arguments import AsJson, CompanyId, open_company
from include.cli.output import print_json
from include.database.status_words import BY_OUTCOME
from include.sync.verify.report import RunReport, latest_reports
from include.workflows.category import Category


def run(company: CompanyId, *, as_json: AsJson = False) -> None:
    """Show the latest run of each workflow."""
    with open_company(company) as (database, found):
        reports = latest_reports(database, found.id)
        if as_json:
            print_json([dataclasses.asdict(report) for report in reports])
            return
        if not reports:
            print(f"No workflow of {found.name} has run yet. Start one: corebooks sync --help")
        for report in reports:
            _print(report)


def _print(report: RunReport) -> None:
    print(
        f"{Category(report.category).heading}: {BY_OUTCOME[report.outcome]}. Read {report.read}, created "
        f"{report.created} ({with_tax(report.created_cents, report.created_tax_cents)}), "
        f"updated {report.updated}, "
        f"unchanged {report.unchanged}, on hold {len(report.on_hold)}."
    )
    for record in report.on_hold:
        print(f"  {record.sentence} {record.what_to_do}")
