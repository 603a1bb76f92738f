"""`corebooks companies`: the connected companies, and the status of each connection."""

from __future__ import annotations

from typing import Any

from include.cli.arguments import AsJson, hidden_companies, open_database
from include.cli.output import print_json, print_rows
from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import all_companies
from include.provider.connections.desktop_state import desktop_states
from include.provider.connections.online_state import connections


def run(*, as_json: AsJson = False) -> None:
    """List the companies, and the status of each connection."""
    with open_database() as database:
        hidden = hidden_companies(database)
        rows = [row for row in _companies(database) if row["id"] not in hidden]
    if as_json:
        print_json(rows)
        return
    if not rows:
        print("No company is connected yet. Connect one: corebooks connect online --help")
        return
    print_rows(
        ("ID", "Company", "QuickBooks", "Connection", "Workflows", "Time zone"),
        [
            (
                row["id"],
                row["name"],
                row["edition"],
                row["connection"],
                ", ".join(row["workflows"]) or "none is on",
                row["timezone"],
            )
            for row in rows
        ],
    )
    for row in rows:
        if row["what_to_do"]:
            print(f"{row['name']}: {row['what_to_do']}")


def _companies(database: Database) -> list[dict[str, Any]]:
    with database.reading() as session:
        companies = all_companies(session)
    rows: list[dict[str, Any]] = [
        {
            "id": one.company.id,
            "name": one.company.name,
            "edition": f"{one.company.edition} {one.company.subscription}".strip(),
            "connection": str(one.state),
            "what_to_do": one.sentence,
            "timezone": one.company.timezone,
            "last_run": one.ran_at,
        }
        for one in connections(database, companies)
    ]
    rows += [
        {
            "id": state.connection.company_id,
            "name": state.name,
            "edition": state.connection.product or "QuickBooks Desktop",
            "connection": str(state.state),
            "what_to_do": state.sentence,
            "timezone": state.connection.timezone,
            "last_run": state.connection.ran_at,
        }
        for state in desktop_states(database)
    ]
    with database.reading() as session:
        for row in rows:
            row["workflows"] = [str(one) for one in active_setups(session, str(row["id"]))]
    return sorted(rows, key=lambda row: str(row["id"]))
