"""The summary as text."""

from __future__ import annotations

from collections.abc import Sequence

from include.books.money import amount_heading, format_amount, format_money
from include.workflows.category import Category
from sandbox.demo.console import table
from sandbox.demo.runs import RunResult
from sandbox.demo.settings import USERS, DemoSettings
from sandbox.demo.summary import Summary, WorkflowFigures


def summary_text(summary: Summary) -> str:
    """The workflows, the records on hold, and the tie-out of CORE and QuickBooks."""
    rows = [
        (
            figures.workflow,
            f"{figures.read:,}",
            f"{figures.created:,}",
            f"{figures.updated:,}",
            f"{figures.unchanged:,}",
            f"{len(figures.on_hold):,}",
            format_amount(figures.money_cents),
        )
        for figures in summary.workflows
    ]
    heading = (
        "Workflow",
        "Read",
        "Created",
        "Updated",
        "Unchanged",
        "On hold",
        amount_heading("Posted"),
    )
    parts = ["Workflows", table(heading, rows)]
    parts += _on_hold(summary.workflows)
    parts += ["", amount_heading("Tie-out of CORE and QuickBooks"), _comparison(summary)]
    parts += [*_excluded(summary), "", verdict(summary)]
    parts += ["", "QuickBooks balances", _balances(summary)]
    return "\n".join(parts)


def verdict(summary: Summary) -> str:
    """Whether CORE and QuickBooks tie out, and the trial balance, in one line each."""
    ties_out = (
        "CORE and QuickBooks tie out to the cent."
        if summary.ties_out
        else "CORE and QuickBooks DO NOT tie out."
    )
    state = "in balance" if summary.balanced else "NOT in balance"
    totals = f"debits {format_money(summary.debits)}, credits {format_money(summary.credits)}"
    return f"{ties_out}\nThe trial balance is {state}: {totals}."


def failed_runs_text(results: Sequence[RunResult]) -> str:
    """What failed, with the end of the task's log; empty if nothing did."""
    parts = []
    for result in results:
        if not result.succeeded:
            where = f" in the task {result.failed_task}" if result.failed_task else ""
            parts.append(f"{result.dag} FAILED{where} (run {result.run}). The end of its log:")
            parts += [f"  | {line}" for line in result.log]
    return "\n".join(parts)


def addresses_text(settings: DemoSettings, password: str) -> str:
    """Where to look, and how to sign in."""
    return "\n".join(
        [
            f"Airflow             {settings.airflow_url}   (users {', '.join(USERS)}; password {password})",
            f"QuickBooks sandbox  {settings.books_page}",
            *([] if settings.by_files else [f"CORE sandbox        {settings.core_url}/app/"]),
            f"Logs                {settings.logs}",
        ]
    )


def _on_hold(workflows: Sequence[WorkflowFigures]) -> list[str]:
    lines = [
        f"  {Category(figures.workflow).heading}, {held.record}: {held.sentence} {held.what_to_do}".rstrip()
        for figures in workflows
        for held in figures.on_hold
    ]
    return ["", "On hold", *lines] if lines else []


def _comparison(summary: Summary) -> str:
    rows = [
        (
            row.name,
            format_amount(row.core_cents),
            format_amount(row.quickbooks_cents),
            format_amount(row.variance),
        )
        for row in summary.comparisons
    ]
    return table(("", "CORE", "QuickBooks", "Variance"), rows)


def _excluded(summary: Summary) -> list[str]:
    excluded = summary.excluded
    if not excluded.income and not excluded.payments:
        return []
    money = f"{format_money(excluded.income)} of income and {format_money(excluded.payments)} of payments"
    return [f"  Not included: {money}, by the settings of items, and all records on hold."]


def _balances(summary: Summary) -> str:
    rows = [(name, format_amount(cents)) for name, cents in summary.balances.items() if cents]
    return table(("Account", amount_heading("Balance")), rows)
