"""The company of the demo: connected to the QuickBooks sandbox, its three workflows set up.

Everything goes through the `corebooks` command, in a process with the demo's environment:

- `connect online --company KEY --print-url` prints the address of QuickBooks' consent page;
- `connect online --company KEY --answer URL` takes the address that consenting led to, trades the
  code in it for tokens and notes the company;
- `setup --company KEY --template NAME --since DAY` makes a template the active workflow of its
  category; harmless when it already is.
"""

from __future__ import annotations

from collections.abc import Mapping

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
) -> None:
    """Make the chosen templates the company's workflows, from the first record on."""
    for template in (settings.income, settings.expenses, settings.billing):
        choice = ("--company", settings.company, "--template", template)
        command = python("-m", "include.cli", "setup", *choice, "--since", settings.since)
        processes.run("setup", command, environment)


def _address(printed: str) -> str:
    """The address among the lines that the command printed."""
    return next(word for word in printed.split() if word.startswith("http"))
