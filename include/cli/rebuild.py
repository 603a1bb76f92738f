"""`corebooks rebuild`: makes a lost CoreBooks database anew, from QuickBooks and CORE."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum
from typing import Annotated, Any

import typer

from include.books.catalogue import ListRef
from include.books.dates import format_day
from include.books.gateway import Gateway
from include.books.wording import counted
from include.cli.arguments import CompanyId, open_company, operator
from include.cli.output import print_rows, working
from include.database.engine import Database
from include.database.keys.known_keys import seal_of
from include.database.reads.active_setups import active_setups
from include.database.reads.companies import ConnectedCompany
from include.database.reads.metered import reads_of_month
from include.provider.connections.opening import open_gateway
from include.provider.connections.sources import CompanySource, company_source, open_company_source
from include.quickbooks.desktop.wire.patience import Patience
from include.settings import encryption_keys, reads_a_month
from include.sync.rebuild.looking import Findings, look
from include.sync.rebuild.proposing import ProposedSetup, ProposedWorkflow
from include.sync.rebuild.rebuilding import Rebuilder, Rebuilt
from include.workflows.category import Category, Stream
from include.workflows.options import ItemRule

_AT_THE_PC = Patience(at_least=3_600.0)
"""How long to wait for one answer of QuickBooks Desktop: a year of entries takes the PC a while."""

_LOST = """\
Lost, because neither QuickBooks nor CORE has it:
- the audit trail before today, runs, approvals, and month ends with their sign-offs
- entries that you kept as QuickBooks has them, and items of single transactions that you treated otherwise
- users, permissions, auto-sync and its schedule, alerts, saved filters, and notes
- profiles and files of imports"""

_NEXT = """\
Next: open Needs attention, decide about what differs, then turn auto-sync on under Auto-sync & approvals. Entries of
others that no tag marks can be linked under Existing entries."""


def run(
    company: CompanyId,
    *,
    apply: Annotated[
        bool,
        typer.Option(
            "--apply",
            help="turn the workflows on and link the entries; without it, only show what was found",
        ),
    ] = False,
) -> None:
    """Rebuild a lost database. Connect the company under its former company ID first."""
    with open_company(company) as (database, found):
        before = _reads(database, found.id)
        with _opened(database, found) as (gateway, sources):
            with working("Reading CORE and QuickBooks"):
                findings = look(database, found.id, gateway, sources)
            _print_findings(database, findings)
            if apply:
                seal = seal_of(database, encryption_keys())
                with working("Linking entries"):
                    rebuilt = Rebuilder(database, findings, gateway, seal, operator()).apply()
                _print_rebuilt(rebuilt)
        metered = _reads(database, found.id) - before
        if metered:
            print(f"Metered reads of QuickBooks Online: {metered:,}.")
        if not apply:
            _say_how_to_apply(found.id)


@contextmanager
def _opened(
    database: Database, company: ConnectedCompany
) -> Iterator[tuple[Gateway, dict[Stream, CompanySource]]]:
    """The company's QuickBooks, and its sources; a stream that nothing feeds is left out, and said so."""
    with ExitStack() as stack:
        sources: dict[Stream, CompanySource] = {}
        for stream in Stream:
            of = company_source(database, company, stream)
            if of.is_missing:
                print(
                    f"Nothing delivers {stream.value} yet, so their entries aren't linked. Choose a source"
                )
                print("under Imports, import the files again, then run this again.")
                continue
            sources[stream] = stack.enter_context(open_company_source(database, of))
        # What a PC answers counts for this command alone.
        asker = f"rebuild {uuid.uuid4()}"
        opened = open_gateway(database, company, asker=asker, patience=_AT_THE_PC)
        yield stack.enter_context(opened), sources


def _reads(database: Database, company_id: str) -> int:
    """This month's metered reads of the company, as far as they are stored."""
    apps = reads_of_month(database, reads_a_month())
    return sum(app.companies[company_id][1] for app in apps if company_id in app.companies)


def _print_findings(database: Database, found: Findings) -> None:
    tagged = found.books.tagged
    print(
        f"{found.company_name}: {counted(tagged.count, 'entry')} with CoreBooks tags among {tagged.read:,} in "
        f"QuickBooks, and {counted(found.records, 'record')} in CORE."
    )
    with database.reading() as session:
        on = active_setups(session, found.company_id)
    for workflow in found.workflows:
        _print_workflow(workflow, is_on=workflow.category in on)
    if found.unexplained:
        print()
        print(
            f"{counted(found.unexplained, 'tag')} of entries belong to no record that CORE has and CoreBooks can read. "
            "They will be on Needs attention."
        )


def _print_workflow(workflow: ProposedWorkflow, *, is_on: bool) -> None:
    print()
    if is_on:
        print(f"{workflow.category.heading} is on already, with the options that it has.")
    elif not workflow.versions:
        why = workflow.missing or "No entry in QuickBooks is from it, so it stays off."
        print(f"{workflow.category.heading}: {why}")
    for version in workflow.versions:
        _print_version(workflow.category, version)
        if not is_on:
            print_rows(("Option", "Value", "Known"), list(_options(version)))


def _print_version(category: Category, version: ProposedSetup) -> None:
    print(
        f"{category.heading}: {version.template.title}. {counted(version.entries, 'entry')}, "
        f"{format_day(version.first)} to {format_day(version.last)}; {version.same:,} are what CORE has now."
    )
    if version.start_date:
        print(
            f"Start date: {format_day(version.start_date)}. CORE's earlier records have no entries."
        )


def _options(version: ProposedSetup) -> Iterator[tuple[str, str, str]]:
    for name, info in version.template.options.model_fields.items():
        title = info.title or name
        value = getattr(version.options, name)
        if value is None and name.endswith("tax_code"):
            continue
        known = "not known" if title in version.unknown else "from the entries"
        yield title, _in_words(value), known


def _in_words(value: Any) -> str:
    if isinstance(value, ListRef):
        return value.name
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return "; ".join(map(_rule, value)) or "none"
    return str(value.value if isinstance(value, Enum) else value or "blank")


def _rule(rule: ItemRule) -> str:
    if not rule.sync:
        return f"{rule.name}: not synced"
    return (
        f"{rule.name}: {'paid separately' if rule.create_payment else 'a line on the income entry'}"
    )


def _print_rebuilt(rebuilt: Rebuilt) -> None:
    print()
    rows = [
        (
            category.heading,
            *(f"{count:,}" for count in (one.same, one.different, one.voided, one.missing)),
        )
        for category, one in rebuilt.workflows.items()
    ]
    print_rows(("Workflow", "As CORE has it", "Different", "Voided", "Not found"), rows)
    print(
        f"{counted(rebuilt.parties, 'customer or vendor')} matched by their entries. "
        f"{counted(rebuilt.strays, 'entry')} with a tag that no record asks for."
    )
    print(
        "What differs, and what wasn't found, waits on Needs attention. Nothing was written to QuickBooks."
    )
    print()
    print(_LOST)
    print()
    print(_NEXT)


def _say_how_to_apply(company_id: str) -> None:
    print()
    print("Nothing was changed. To turn these workflows on and link the entries, run")
    print(f"    corebooks rebuild --company {company_id} --apply")
    print(
        "For other options, turn a workflow on first, under Workflows or with `corebooks setup`. Start no run before."
    )
