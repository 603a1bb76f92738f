"""The company of the demo: connected to the QuickBooks sandbox, its three workflows set up.

Everything goes through the `corebooks` command, in a process with the demo's environment:

- `connect online --company KEY --print-url` prints the address of QuickBooks' consent page;
- `connect online --company KEY --answer URL` takes the address that consenting led to, trades the
  code in it for tokens and notes the company;
- `setup --company KEY --template NAME --since DAY` makes a template the active workflow of its
  category; harmless when it already is.

With `--change` a template takes the place of another, whose entries stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from include.ledger.companies import active_template
from include.ledger.database import Ledger
from include.workflows.category import Category
from include.workflows.template import template
from sandbox.demo.consent import grant
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DemoSettings, python


def connect(processes: Processes, settings: DemoSettings, environment: Mapping[str, str]) -> None:
    """Connect the company by QuickBooks' own login flow, with the consent page answered."""
    company = ("--company", settings.company)
    command = python("-m", "include.cli", "connect", "online", *company)
    printed = processes.run("connect", [*command, "--print-url"], environment)
    answer = grant(_address(printed))
    processes.run("connect", [*command, "--answer", answer], environment)


def set_up_workflows(
    processes: Processes, settings: DemoSettings, environment: Mapping[str, str]
) -> list[str]:
    """Make the chosen templates the company's workflows, from the first record on.

    Returns:
        A sentence for each workflow whose template was changed.
    """
    said = []
    for key in (settings.income, settings.expenses, settings.billing):
        before = _active(settings, template(key).category)
        changes = before not in ("", key)
        choice = ("--company", settings.company, "--template", key, "--since", settings.since)
        change = ("--change",) if changes else ()
        command = python("-m", "include.cli", "setup", *choice, *change)
        processes.run("setup", command, environment)
        if changes:
            said.append(f"{key} takes the place of {before}; what that one posted stays as it is")
    return said


def _active(settings: DemoSettings, category: Category) -> str:
    ledger = Ledger(settings.ledger_url)
    try:
        return active_template(ledger, settings.company, category)
    finally:
        ledger.close()


def _address(printed: str) -> str:
    """The address among the lines that the command printed."""
    return next(word for word in printed.split() if word.startswith("http"))
