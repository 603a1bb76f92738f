"""`corebooks reads`: how many of this month's metered reads of QuickBooks Online are used."""

from __future__ import annotations

from include.cli.arguments import AsJson, hidden_companies, open_database
from include.cli.output import print_json, print_rows
from include.database.reads.metered import AppReads, reads_of_month
from include.settings import reads_a_month


def run(*, as_json: AsJson = False) -> None:
    """Show this month's metered reads of QuickBooks Online, by app and company."""
    with open_database() as database:
        hidden = hidden_companies(database)
        apps = reads_of_month(database, reads_a_month())
    if as_json:
        print_json([_as_json(app, hidden) for app in apps])
        return
    if not apps:
        print("QuickBooks Online hasn't been read this month.")
    for app in apps:
        print(
            f"App {app.app}: {app.reads:,} of {app.limit:,} reads in {app.month}, about {app.expected:,} at the "
            "month's end."
        )
        if app.runs_out:
            print("They may not last. Choose a longer schedule under Auto-sync & approvals.")
        print_rows(
            ("ID", "Company", "Reads"),
            [
                (company_id, name, f"{reads:,}")
                for company_id, (name, reads) in app.companies.items()
                if company_id not in hidden
            ],
        )


def _as_json(app: AppReads, hidden: frozenset[str]) -> dict[str, object]:
    return {
        "app": app.client_id,
        "month": app.month,
        "reads": app.reads,
        "limit": app.limit,
        "expected": app.expected,
        "runs_out": app.runs_out,
        "companies": [
            {"id": company_id, "name": name, "reads": reads}
            for company_id, (name, reads) in app.companies.items()
            if company_id not in hidden
        ],
    }
