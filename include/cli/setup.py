"""`corebooks setup`: turns on a workflow template for a company."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError

from include.books.dates import FIRST_DAY, LAST_DAY
from include.cli.arguments import AT_THE_PC, CompanyId, open_company, operator
from include.cli.errors import OptionInvalid
from include.cli.output import working
from include.clock import utc_now
from include.database.engine import Database
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.setup.companies import NewWorkflow, activate, active_template, change
from include.database.setup.company_facts import keep_facts, known_facts
from include.database.setup.start_dates import change_start_date, reads_from
from include.provider.connections.opening import open_gateway
from include.workflows.choices import blank_tax_codes, from_text, suggested
from include.workflows.entry_dates import date_option, suggested_date
from include.workflows.template import Template, require, template, templates


def _day(text: str) -> dt.date:
    """A day of this century.

    Raises:
        BadParameter: it is none.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(
            f"{text!r} isn't a date between {FIRST_DAY} and {LAST_DAY}, written as YYYY-MM-DD."
        )
    return day


def run(
    company: CompanyId,
    template_key: Annotated[
        str,
        typer.Option("--template", metavar="KEY", help=", ".join(sorted(templates()))),
    ],
    *,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="an option of the template; repeat for more"),
    ] = None,
    since: Annotated[
        dt.date | None,
        typer.Option(
            parser=_day,
            metavar="DATE",
            help="sync everything from this date (YYYY-MM-DD); if blank, only changes from now on",
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--change", help="replace the current template; existing entries don't change"
        ),
    ] = False,
) -> None:
    """Turn on a workflow template for a company."""
    chosen = template(template_key)
    with open_company(company) as (database, found):
        current = active_template(database, found.id, chosen.category)
        if current == chosen.key and not replace:
            print(f"{chosen.title} is already on.")
            return
        options = _checked(database, found, chosen, option or [], since)
        version = _turn_on(database, found, _workflow(chosen, options, since), replace=replace)
        print(f"{chosen.title} is on (version {version}).")
        _ask_for_tax_codes(database, found.id, options)


def _ask_for_tax_codes(database: Database, company_id: str, options: BaseModel) -> None:
    """Say which tax codes are missing, in a company whose lines need them."""
    with database.reading() as session:
        facts = known_facts(session, company_id)
    blank = blank_tax_codes(options) if facts is not None and facts.tax_codes else []
    if blank:
        print(
            f"Not chosen yet: {'; '.join(blank)}. Until then, records are put on hold. Choose with "
            "--option NAME=CODE --change, or on the workflow's page."
        )


def _turn_on(
    database: Database, company: ConnectedCompany, new: NewWorkflow, *, replace: bool
) -> int:
    """Turn a workflow on, or replace its template. Returns the version.

    One that is on keeps its start date, unless another one is given and it hasn't posted yet.

    Raises:
        WorkflowActive: it is on and may not be replaced.
        StartDateFixed: it has posted, so its start date can't change.
    """
    with database.reading() as session:
        active = active_setups(session, company.id).get(new.category)
    if active is None or not replace:
        return activate(database, company.id, new)
    if new.start_date and new.start_date != active.start_date:
        return change_start_date(database, company.id, new)
    kept = dataclasses.replace(new, sync_from=active.sync_from, start_date=active.start_date)
    return change(database, company.id, kept)


def _workflow(chosen: Template, options: BaseModel, since: dt.date | None) -> NewWorkflow:
    return NewWorkflow(
        category=chosen.category,
        template=chosen.key,
        options=options.model_dump(mode="json"),
        actor=operator(),
        sync_from=reads_from(since) if since else None,
        start_date=since,
    )


def _checked(
    database: Database,
    company: ConnectedCompany,
    chosen: Template,
    given: list[str],
    since: dt.date | None,
) -> BaseModel:
    """The template's options: suggested by the company's lists and the start date, then as given.

    Raises:
        OptionInvalid: an option is unknown or has an invalid value.
    """
    with (
        working(f"Reading the lists of {company.name} in QuickBooks"),
        open_gateway(database, company, patience=AT_THE_PC) as gateway,
    ):
        catalogue, facts = gateway.catalogue(), gateway.company()
        keep_facts(database, company.id, facts)
        values: dict[str, Any] = suggested(chosen.options, catalogue)
        if since:
            today = utc_now().astimezone(company.zone).date()
            values[date_option(chosen)[0]] = suggested_date(chosen, since, today)
        for option in given:
            name, _, value = option.partition("=")
            values[name] = from_text(chosen.options, name, value, catalogue)
    try:
        checked = chosen.options.model_validate(values)
    except ValidationError as error:
        raise OptionInvalid(error) from None
    require(chosen, checked, facts)
    return checked
