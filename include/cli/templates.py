"""`corebooks templates`: lists the templates, and which of them a company can use."""

from __future__ import annotations

from typing import Any

from include.books.gateway import CompanyFacts
from include.cli.arguments import AT_THE_PC, AsJson, CompanyId, open_company
from include.cli.output import print_json, working
from include.database.engine import Database
from include.database.setup.companies import active_template
from include.database.setup.company_facts import keep_facts
from include.provider.connections.opening import open_gateway
from include.workflows.category import Category
from include.workflows.template import of_category, why_unavailable


def run(company: CompanyId, *, as_json: AsJson = False) -> None:
    """List the templates, and which of them the company can use."""
    with open_company(company) as (database, found):
        with (
            working(f"Asking QuickBooks about {found.name}"),
            open_gateway(database, found, patience=AT_THE_PC) as gateway,
        ):
            facts = gateway.company()
            keep_facts(database, found.id, facts)
        rows = _templates(database, found.id, facts)
    if as_json:
        print_json(rows)
        return
    for category in Category:
        print(f"{category.heading}:")
        for row in rows:
            if row["workflow"] == category:
                missing = row["unavailable"]
                state = " (on)" if row["on"] else f" (unavailable: {missing})" if missing else ""
                print(f"  {row['template']:28} {row['title']}{state}")


def _templates(database: Database, company_id: str, facts: CompanyFacts) -> list[dict[str, Any]]:
    return [
        {
            "workflow": category.value,
            "template": listed.key,
            "title": listed.title,
            "on": listed.key == active_template(database, company_id, category),
            "unavailable": why_unavailable(listed, facts),
        }
        for category in Category
        for listed in of_category(category)
    ]
