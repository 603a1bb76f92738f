"""`python -m sandbox.demo`: what `make demo` runs once everything is installed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from include.books.currency import amounts_in
from include.workflows.category import Category
from sandbox.demo.choices import choices, chosen
from sandbox.demo.clean import clean
from sandbox.demo.companies import COMPANIES, USUAL, company, usable
from sandbox.demo.console import Console
from sandbox.demo.countries import ABROAD, UNITED_STATES, country
from sandbox.demo.demo import Demo, running_demo
from sandbox.demo.failures import DemoFailed, FilesNeedYou, Interrupted
from sandbox.demo.plans import PLANS, plan
from sandbox.demo.printing import addresses_text, failed_runs_text, summary_text
from sandbox.demo.runs import RunResult
from sandbox.demo.settings import EDITIONS, SOURCES, DemoSettings
from sandbox.demo.summary import collect, entries

_FAILED = 1
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, console: Console | None = None) -> int:
    """Run the demo.

    Returns:
        0 when every run succeeded and the totals agree, 1 when not or when the demo could not go
        on, 130 when it was stopped before its summary.
    """
    options = _parser().parse_args(arguments)
    console = console or Console()
    try:
        if options.clean:
            return clean(options.state.resolve(), console)
        if options.source == "files" and not options.first_time:
            raise FilesNeedYou
        settings, replaced = _settings(options)
        for why in replaced:
            console.step(why)
        with amounts_in(settings.currency), running_demo(settings, console) as demo:
            good = show_first_time(demo) if settings.first_time else show(demo)
            if not settings.once:
                stay_up(demo)
    except Interrupted as stopped:
        console.step(str(stopped))
        return _INTERRUPTED
    except DemoFailed as failure:
        console.step(f"The demo can't continue. {failure}")
        return _FAILED
    return 0 if good else _FAILED


def _settings(options: argparse.Namespace) -> tuple[DemoSettings, list[str]]:
    """The demo that was asked for, and why a template isn't the one that was.

    Raises:
        DemoFailed: something was asked for that there isn't.
    """
    kind = company(options.company, options.edition)
    settings = DemoSettings(
        state=options.state.resolve(),
        airflow_port=options.port,
        core_port=options.core_port,
        quickbooks_port=options.quickbooks_port,
        income=chosen(Category.BROKERAGE_INCOME, options.income),
        expenses=chosen(Category.AGENT_EXPENSES, options.expenses),
        edition=options.edition,
        kind_of_company=kind,
        country=country(options.country, options.edition, kind, USUAL),
        plan=plan(options.plan, options.edition),
        source=options.source,
        once=options.once,
        first_time=options.first_time,
    )
    return usable(settings)


def show(demo: Demo) -> bool:
    """Run the workflows and print the summary. Returns whether all is well.

    Abroad, and under a subscription that was chosen, they run once more: that must change nothing.
    """
    results = demo.decide_payees() if demo.settings.abroad else []
    results += demo.run_workflows()
    summary = collect(demo.settings)
    settled = True
    if demo.settings.abroad or demo.settings.plan:
        settled = is_settled(demo, results)
    console = demo.console
    console.write()
    console.write(summary_text(summary))
    console.write()
    failures = failed_runs_text(results)
    if failures:
        console.write(failures)
        console.write()
    console.write(addresses_text(demo.settings, demo.keys.password))
    console.write()
    return not failures and summary.ties_out and summary.balanced and settled


def is_settled(demo: Demo, results: list[RunResult]) -> bool:
    """Run the workflows again and say whether QuickBooks has the same entries as before."""
    before = entries(demo.settings)
    results += demo.run_workflows()
    changed = sum(1 for one in entries(demo.settings) if one not in before)
    demo.console.step(
        f"the second run changed {changed:,} entries in QuickBooks"
        if changed
        else "the second run changed nothing in QuickBooks"
    )
    return not changed


def show_first_time(demo: Demo) -> bool:
    """Print where the pages are; the rest is done on them."""
    demo.console.write()
    demo.console.write(
        "Nothing is connected yet. Sign in, select QuickBooks in the sidebar, and add a company."
    )
    demo.console.write()
    demo.console.write(addresses_text(demo.settings, demo.keys.password))
    demo.console.write()
    return True


def stay_up(demo: Demo) -> None:
    """Leave everything running until Ctrl-C."""
    demo.console.write("Everything stays up. Ctrl-C stops it.")
    try:
        demo.processes.wait_for(lambda: False, "Ctrl-C", None)
    except Interrupted as stopped:
        demo.console.step(str(stopped))


def _parser() -> argparse.ArgumentParser:
    defaults = DemoSettings()
    parser = argparse.ArgumentParser(prog="make demo", description=main.__doc__)
    parser.add_argument("--port", type=int, default=defaults.airflow_port)
    parser.add_argument("--core-port", type=int, default=defaults.core_port)
    parser.add_argument("--quickbooks-port", type=int, default=defaults.quickbooks_port)
    for name, category, default in (
        ("--income", Category.BROKERAGE_INCOME, defaults.income),
        ("--expenses", Category.AGENT_EXPENSES, defaults.expenses),
    ):
        what = f"template of {category.heading.lower()}: {', '.join(choices(category))}"
        parser.add_argument(name, default=default, help=what)
    parser.add_argument(
        "--edition", choices=EDITIONS, default=defaults.edition, help="which QuickBooks"
    )
    which = f"which QuickBooks Online company: {', '.join(COMPANIES)}"
    parser.add_argument("--company", default=USUAL, help=which)
    where = f"the company's country: {', '.join((UNITED_STATES, *ABROAD))}"
    parser.add_argument("--country", default=defaults.country, help=where)
    subscription = f"its QuickBooks Online subscription: {', '.join(PLANS)}"
    parser.add_argument("--plan", default=defaults.plan, help=subscription)
    parser.add_argument(
        "--source", choices=SOURCES, default=defaults.source, help="where CORE's records come from"
    )
    parser.add_argument("--state", type=Path, default=defaults.state, help="folder of all state")
    parser.add_argument("--once", action="store_true", help="stop after the summary")
    parser.add_argument(
        "--first-time", action="store_true", help="connect and set up on the pages yourself"
    )
    parser.add_argument("--clean", action="store_true", help="remove the state and stop")
    return parser


if __name__ == "__main__":
    sys.exit(main())
