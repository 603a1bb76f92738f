"""The `corebooks` command: migrate the database, connect a company, choose templates, read reports."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from include.books.gateway import GatewayUnavailable
from include.books.money import format_usd
from include.database.companies import (
    CompanyConnected,
    NewWorkflow,
    OtherCompany,
    WorkflowActive,
    activate,
    active_template,
    change,
)
from include.database.desktop_connections import CompanyKnown
from include.database.engine import Database
from include.database.migrate import migrate
from include.database.tables.companies import Company
from include.quickbooks.desktop.wire.patience import Patience
from include.settings import SettingMissing, database_url
from include.sync.post.manual_matches import PartyTaken, PartyUnknown, match_manually
from include.sync.run.run import CompanyNotChosen
from include.web_connector.connecting import Wanted, offer_connection
from include.web_connector.qwc import AddressUnfit
from include.workflows.category import Category
from include.workflows.choices import (
    EntryUnknown,
    NothingToSuggest,
    OptionUnreadable,
    from_text,
    suggested,
)
from include.workflows.template import (
    TemplateUnavailable,
    TemplateUnknown,
    of_category,
    require,
    template,
    templates,
    why_unavailable,
)

_UNDERSTOOD = (
    CompanyConnected,
    EntryUnknown,
    GatewayUnavailable,
    NothingToSuggest,
    OptionUnreadable,
    OtherCompany,
    SettingMissing,
    PartyTaken,
    PartyUnknown,
    TemplateUnavailable,
    TemplateUnknown,
    WorkflowActive,
    CompanyNotChosen,
    AddressUnfit,
    CompanyKnown,
)


_AT_THE_PC = Patience(at_least=300.0)
"""Somebody waits at a terminal: the Web Connector calls every five minutes."""


class CompanyUnknown(LookupError):
    """There is no such company; connect it first."""

    def __init__(self, company: str) -> None:
        super().__init__(
            f"There is no company {company!r} yet. Connect it first: corebooks connect online "
            f"--company {company} --print-url"
        )


class DesktopNeedsFile(ValueError):
    """QuickBooks Desktop is connected by a file for the PC, and an address that it calls."""

    def __init__(self) -> None:
        super().__init__(
            "QuickBooks Desktop needs --qwc FILE, where to write the file for the PC's Web Connector, "
            "and --url, the address it calls: https://airflow.example.com/corebooks/webconnector"
        )


class OptionRefused(ValueError):
    """An option is unknown or its value does not fit; the template's page lists them."""

    def __init__(self, error: ValidationError) -> None:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        super().__init__(f"The option {name} was not taken: {first['msg']}. Nothing was changed.")


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code; what is understood is said in a sentence."""
    options = _parser().parse_args(arguments)
    database = Database(database_url())
    try:
        options.run(database, options)
    except (*_UNDERSTOOD, CompanyUnknown, DesktopNeedsFile, OptionRefused) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="corebooks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("migrate", help="bring the database's tables up to date")
    one.set_defaults(run=_migrate)

    one = commands.add_parser("connect", help="connect a QuickBooks company")
    one.set_defaults(run=_connect)
    one.add_argument("edition", choices=["online", "desktop"])
    one.add_argument("--company", required=True, help="what to call it: willow-park")
    one.add_argument("--core", default="core_backoffice_default", help="connection of CORE")
    one.add_argument("--quickbooks", default="quickbooks_online_default", help="of QuickBooks")
    one.add_argument("--timezone", default="America/New_York", help="where its books are kept")
    step = one.add_mutually_exclusive_group(required=True)
    step.add_argument("--print-url", action="store_true", help="print the consent page's address")
    step.add_argument("--answer", metavar="URL", help="the address that consenting led to")
    step.add_argument(
        "--qwc", metavar="FILE", type=Path, help="of Desktop: where to write the file for the PC"
    )
    one.add_argument("--url", help="of Desktop: the web service's address, as the PC reaches it")

    one = commands.add_parser("setup", help="make a template the company's active workflow")
    one.set_defaults(run=_setup)
    one.add_argument("--company", required=True)
    one.add_argument("--template", required=True, help=", ".join(sorted(templates())))
    one.add_argument("--option", action="append", default=[], metavar="NAME=VALUE")
    one.add_argument(
        "--since",
        type=dt.date.fromisoformat,
        metavar="DAY",
        help="sync everything from this day on; otherwise only what changes from now on",
    )
    one.add_argument(
        "--change",
        action="store_true",
        help="put it in place of the active workflow; what stands in QuickBooks stays as it is",
    )

    one = commands.add_parser("templates", help="the templates, and which the company can use")
    one.set_defaults(run=_templates)
    one.add_argument("--company", required=True)

    one = commands.add_parser("link", help="say who stands for somebody of CORE in QuickBooks")
    one.set_defaults(run=_link)
    one.add_argument("--company", default="", help="not needed when there is only one")
    one.add_argument("--party", required=True, metavar="KEY", help="vendor/agent:45")
    one.add_argument("--to", required=True, metavar="ID", help='an id of QuickBooks, or "new"')

    one = commands.add_parser("report", help="the newest run of each workflow")
    one.set_defaults(run=_report)
    one.add_argument("--company", required=True)
    one.add_argument("--json", action="store_true")
    return parser


def _migrate(database: Database, _options: argparse.Namespace) -> None:
    print(f"The database is at revision {migrate(database)}.")


def _connect(database: Database, options: argparse.Namespace) -> None:
    if options.edition == "desktop":
        _connect_desktop(database, options)
        return
    from include.provider.connections.connecting import (  # noqa: PLC0415  (Airflow: slow, and only for this)
        NewCompany,
        connect_online,
        consent_address,
    )

    if options.print_url:
        print("Open this address, choose the company, and hand the address it leads to back with")
        print("--answer:")
        print(consent_address(options.quickbooks))
        return
    new = NewCompany(
        id=options.company,
        core_connection=options.core,
        quickbooks_connection=options.quickbooks,
        timezone=options.timezone,
        actor=getpass.getuser(),
    )
    facts = connect_online(database, new, options.answer)
    print(f"Connected {facts.name} ({facts.edition}).")


def _connect_desktop(database: Database, options: argparse.Namespace) -> None:
    if options.qwc is None or not options.url:
        raise DesktopNeedsFile
    wanted = Wanted(options.company, options.core, options.timezone, getpass.getuser())
    offer = offer_connection(database, wanted, options.url)
    options.qwc.write_bytes(offer.file)
    print(f"Wrote {options.qwc}. Add it to the Web Connector while the company file is open there.")
    print(f"User name: {offer.username}")
    print(f"Password:  {offer.password}")


def _setup(database: Database, options: argparse.Namespace) -> None:
    from include.provider.connections.opening import open_gateway  # noqa: PLC0415  (Airflow: slow)

    chosen = template(options.template)
    with database.reading() as session:
        company = session.get(Company, options.company)
    if company is None:
        raise CompanyUnknown(options.company)
    active = active_template(database, company.id, chosen.category)
    if active == chosen.key and not options.change:
        print(f"{chosen.title}: active already.")
        return
    with open_gateway(database, company, patience=_AT_THE_PC) as gateway:
        catalogue, facts = gateway.catalogue(), gateway.company()
        values: dict[str, Any] = suggested(chosen.options, catalogue)
        for option in options.option:
            name, _, value = option.partition("=")
            values[name] = from_text(chosen.options, name, value, catalogue)
    try:
        checked = chosen.options.model_validate(values)
    except ValidationError as error:
        raise OptionRefused(error) from None
    require(chosen, checked, facts)
    start = options.since
    activated = change if options.change else activate
    version = activated(
        database,
        company.id,
        NewWorkflow(
            category=chosen.category,
            template=chosen.key,
            options=checked.model_dump(mode="json"),
            actor=getpass.getuser(),
            sync_from=dt.datetime.combine(start, dt.time(), dt.UTC) if start else None,
            start_date=start,
        ),
    )
    print(f"{chosen.title}: active (version {version}).")


def _templates(database: Database, options: argparse.Namespace) -> None:
    from include.provider.connections.opening import open_gateway  # noqa: PLC0415  (Airflow: slow)

    with database.reading() as session:
        company = session.get(Company, options.company)
    if company is None:
        raise CompanyUnknown(options.company)
    with open_gateway(database, company, patience=_AT_THE_PC) as gateway:
        facts = gateway.company()
    for category in Category:
        active = active_template(database, company.id, category)
        print(f"{category.heading}:")
        for one in of_category(category):
            missing = why_unavailable(one, facts)
            state = (
                "active" if one.key == active else f"not available: {missing}" if missing else ""
            )
            print(f"  {one.key:28} {one.title}{f' ({state})' if state else ''}")


def _link(database: Database, options: argparse.Namespace) -> None:
    to = "" if options.to == "new" else options.to
    print(match_manually(database, options.company, options.party, to, getpass.getuser()))


def _report(database: Database, options: argparse.Namespace) -> None:
    from include.sync.verify.report import latest_reports  # noqa: PLC0415  (only for this)

    reports = latest_reports(database, options.company)
    if options.json:
        rows = [dataclasses.asdict(report) for report in reports]
        print(json.dumps(rows, default=str, indent=2))
        return
    for report in reports:
        print(
            f"{report.category}: {report.outcome}; read {report.read}, created {report.created} "
            f"({format_usd(report.created_cents)}), updated {report.updated}, unchanged "
            f"{report.unchanged}, held back {len(report.on_hold)}"
        )
        for line in report.on_hold:
            print(f"  {line.sentence} {line.what_to_do}")


if __name__ == "__main__":
    sys.exit(main())
