"""`corebooks templates`: lists the templates, and which of them a company can use."""

from __future__ import annotations

import argparse

from include.books.gateway import CompanyFacts
from include.cli.arguments import AT_THE_PC, Commands, add_company, find_company
from include.database.companies import active_template
from include.database.engine import Database
from include.workflows.category import Category
from include.workflows.template import Template, of_category, why_unavailable


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser(
        "templates", help="list the templates, and which of them the company can use"
    )
    parser.set_defaults(run=_run)
    add_company(parser)


def _run(database: Database, options: argparse.Namespace) -> None:
    from include.provider.connections.opening import open_gateway  # noqa: PLC0415  (Airflow: slow)

    company = find_company(database, options.company)
    with open_gateway(database, company, patience=AT_THE_PC) as gateway:
        facts = gateway.company()
    for category in Category:
        current = active_template(database, company.id, category)
        print(f"{category.heading}:")
        for listed in of_category(category):
            print(f"  {listed.key:28} {listed.title}{_state(listed, current, facts)}")


def _state(listed: Template, current: str, facts: CompanyFacts) -> str:
    if listed.key == current:
        return " (on)"
    missing = why_unavailable(listed, facts)
    return f" (unavailable: {missing})" if missing else ""
