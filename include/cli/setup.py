"""`corebooks setup`: turns on a workflow template for a company."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
from typing import Any

from pydantic import BaseModel, ValidationError

from include.books.dates import FIRST_DAY, LAST_DAY
from include.cli.arguments import AT_THE_PC, Commands, add_company, find_company
from include.cli.errors import OptionInvalid
from include.database.companies import NewWorkflow, activate, active_template, change
from include.database.engine import Database
from include.database.tables.companies import Company
from include.workflows.choices import from_text, suggested
from include.workflows.template import Template, require, template, templates


def add_command(commands: Commands) -> None:
    """Add the command and its arguments."""
    parser = commands.add_parser("setup", help="turn on a workflow template for a company")
    parser.set_defaults(run=_run)
    add_company(parser)
    parser.add_argument(
        "--template", required=True, metavar="KEY", help=", ".join(sorted(templates()))
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an option of the template; repeat for more",
    )
    parser.add_argument(
        "--since",
        type=_day,
        metavar="DATE",
        help="sync everything from this date (YYYY-MM-DD); if blank, only changes from now on",
    )
    parser.add_argument(
        "--change",
        action="store_true",
        help="replace the current template; existing entries don't change",
    )


def _day(text: str) -> dt.date:
    """A day of this century.

    Raises:
        ValueError: it is none; argparse says so.
    """
    day = dt.date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(text)
    return day


def _run(database: Database, options: argparse.Namespace) -> None:
    chosen = template(options.template)
    company = find_company(database, options.company)
    current = active_template(database, company.id, chosen.category)
    if current == chosen.key and not options.change:
        print(f"{chosen.title} is already on.")
        return
    start = options.since
    workflow = NewWorkflow(
        category=chosen.category,
        template=chosen.key,
        options=_checked(database, company, chosen, options.option).model_dump(mode="json"),
        actor=getpass.getuser(),
        sync_from=dt.datetime.combine(start, dt.time(), dt.UTC) if start else None,
        start_date=start,
    )
    turn_on = change if options.change else activate
    version = turn_on(database, company.id, workflow)
    print(f"{chosen.title} is on (version {version}).")


def _checked(database: Database, company: Company, chosen: Template, given: list[str]) -> BaseModel:
    """The template's options: suggested by the company's lists, then as given.

    Raises:
        OptionInvalid: an option is unknown or has an invalid value.
    """
    from include.provider.connections.opening import open_gateway  # noqa: PLC0415  (Airflow: slow)

    with open_gateway(database, company, patience=AT_THE_PC) as gateway:
        catalogue, facts = gateway.catalogue(), gateway.company()
        values: dict[str, Any] = suggested(chosen.options, catalogue)
        for option in given:
            name, _, value = option.partition("=")
            values[name] = from_text(chosen.options, name, value, catalogue)
    try:
        checked = chosen.options.model_validate(values)
    except ValidationError as error:
        raise OptionInvalid(error) from None
    require(chosen, checked, facts)
    return checked
