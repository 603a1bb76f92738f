"""The company of the demo: connected to the QuickBooks sandbox, its three workflows set up.

Everything goes through the `corebooks` command, in a process with the demo's environment:

- `connect online --company ID --currency CODE --print-url` prints the address of QuickBooks' consent page;
- `connect online --company ID --answer URL` takes the address that QuickBooks returned to, exchanges
  its code for tokens, and records the company;
- `connect desktop --company ID --currency CODE --qwc FILE --url URL` writes the connection file for the Web Connector,
  and prints its password;
- `setup --company ID --template KEY --since DATE` turns on a template; harmless if it is on. Outside the
  United States, `--option NAME=CODE` chooses its tax codes.
- `templates --company ID` says which templates the company can't use, and why.

With `--change` a template replaces another one, whose entries don't change.
"""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from include.database.engine import Database
from include.database.setup.companies import active_template
from include.database.tables.companies import Company
from include.workflows.category import Category
from include.workflows.template import template
from sandbox.demo.consent import grant
from sandbox.demo.failures import DemoFailed
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DemoSettings, python


def connect(processes: Processes, settings: DemoSettings, environment: Mapping[str, str]) -> None:
    """Connect the company as users do: on QuickBooks' consent page, or at the PC."""
    if settings.desktop:
        _connect_desktop(processes, settings, environment)
        return
    company = ("--company", settings.company)
    currency = ("--currency", settings.currency) if settings.abroad else ()
    command = python("-m", "include.cli", "connect", "online", *company, *currency)
    printed = processes.run("connect", [*command, "--print-url"], environment)
    answer = grant(_address(printed))
    processes.run("connect", [*command, "--answer", answer], environment)


def _connect_desktop(
    processes: Processes, settings: DemoSettings, environment: Mapping[str, str]
) -> None:
    """Write the .qwc file, add it to the PC's Web Connector, and wait for its first call."""
    file = settings.state / "corebooks.qwc"
    currency = ("--currency", settings.currency) if settings.abroad else ()
    company = ("--company", settings.company, *currency)
    command = python("-m", "include.cli", "connect", "desktop", *company)
    address = f"{settings.airflow_url}/corebooks/webconnector"
    printed = processes.run(
        "connect", [*command, "--qwc", str(file), "--url", address], environment
    )
    password = printed.rpartition("Password:")[2].split()[0]
    added = httpx.post(
        f"{settings.quickbooks_url}/sandbox/qwc",
        json={"qwc": file.read_text(), "password": password},
        timeout=30,
        trust_env=False,
    )
    if added.is_error:
        raise DemoFailed(f"The Web Connector rejected {file}: {added.text[:300]}")
    processes.wait_for(lambda: _is_connected(settings), "the Web Connector to call", 120)


def _is_connected(settings: DemoSettings) -> bool:
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            return session.get(Company, settings.company) is not None
    finally:
        database.close()


def unavailable_templates(
    processes: Processes, settings: DemoSettings, environment: Mapping[str, str]
) -> list[str]:
    """What CoreBooks says of the templates that the company can't use."""
    command = python("-m", "include.cli", "templates", "--company", settings.company)
    printed = processes.run("templates", command, environment)
    return [line.strip() for line in printed.splitlines() if "(unavailable:" in line]


def set_up_workflows(
    processes: Processes, settings: DemoSettings, environment: Mapping[str, str]
) -> list[str]:
    """Turn on the chosen templates, from the first record on.

    Returns:
        A sentence for each workflow whose template was changed.
    """
    replaced = []
    for key in filter(None, (settings.income, settings.expenses, settings.billing)):
        category = template(key).category
        before = _active(settings, category)
        changes = before not in ("", key)
        choice = ("--company", settings.company, "--template", key, "--since", settings.since)
        change = ("--change",) if changes else ()
        codes = _tax_codes(settings, category)
        command = python("-m", "include.cli", "setup", *choice, *codes, *change)
        processes.run("setup", command, environment)
        if changes:
            replaced.append(f"{key} replaces {before}; its existing entries don't change")
    return replaced


def _tax_codes(settings: DemoSettings, category: Category) -> tuple[str, ...]:
    """The arguments that choose a workflow's tax codes; none in the United States."""
    if settings.abroad is None:
        return ()
    chosen = settings.abroad.options(category).items()
    return tuple(part for name, code in chosen for part in ("--option", f"{name}={code}"))


def _active(settings: DemoSettings, category: Category) -> str:
    database = Database(settings.database_url)
    try:
        return active_template(database, settings.company, category)
    finally:
        database.close()


def _address(printed: str) -> str:
    """The address among the lines that the command printed."""
    return next(word for word in printed.split() if word.startswith("http"))
