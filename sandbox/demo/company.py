"""The company of the demo: connected to the QuickBooks sandbox, its three workflows set up.

Everything goes through the `corebooks` command, in a process with the demo's environment:

- `connect online --company KEY --print-url` prints the address of QuickBooks' consent page;
- `connect online --company KEY --answer URL` takes the address that consenting led to, trades the
  code in it for tokens and notes the company;
- `setup --company KEY --template NAME --since DAY` makes a template the active workflow of its
  category; harmless when it already is.

A template that takes another's place is activated after that one was deactivated: what it posted
stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from include.ledger.companies import active_template, deactivate
from include.ledger.database import Ledger
from include.workflows.template import Template, template
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
    changed = [
        sentence
        for key in (settings.income, settings.expenses, settings.billing)
        if (sentence := _make_room(settings, template(key)))
    ]
    for key in (settings.income, settings.expenses, settings.billing):
        choice = ("--company", settings.company, "--template", key)
        command = python("-m", "include.cli", "setup", *choice, "--since", settings.since)
        processes.run("setup", command, environment)
    return changed


def _make_room(settings: DemoSettings, wanted: Template) -> str:
    """Deactivate another template of the category. Returns what was done, if anything."""
    ledger = Ledger(settings.ledger_url)
    try:
        active = active_template(ledger, settings.company, wanted.category)
        if active in ("", wanted.key):
            return ""
        deactivate(ledger, settings.company, wanted.category, actor="demo")
    finally:
        ledger.close()
    return (
        f"{wanted.category.heading}: {wanted.key} takes the place of {active}; "
        "what was posted stays as it is"
    )


def _address(printed: str) -> str:
    """The address among the lines that the command printed."""
    return next(word for word in printed.split() if word.startswith("http"))
