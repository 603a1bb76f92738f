"""Says who charges sales tax, by a file as finance ops would: every second payee that is known.

The list is known after a preview of agent expenses. `corebooks payee-tax --file` takes it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

from include.core_backoffice.files.payee_tax_file import CHARGES, KEY
from include.database.engine import Database
from include.database.reads.payee_taxes import PayeeOfTax, all_payee_taxes
from sandbox.demo.processes import Processes
from sandbox.demo.settings import DemoSettings, python


def decide_payees(
    processes: Processes, settings: DemoSettings, environment: Mapping[str, str]
) -> str:
    """Decide on payees who aren't decided yet: the first charges tax, the second doesn't, and so on.

    Returns:
        A sentence that says what was done; empty if there was nothing to decide.
    """
    undecided = [payee for payee in _payees(settings) if payee.charges is None]
    if not undecided:
        return ""
    file = settings.state / f"payee-tax-{settings.country.lower()}.csv"
    with file.open("w", encoding="utf-8", newline="") as content:
        lines = csv.writer(content)
        lines.writerow((KEY, "CORE name", f"{CHARGES} tax"))
        for number, payee in enumerate(undecided):
            lines.writerow((payee.key, payee.name, "no" if number % 2 else "yes"))
    chosen = ("--company", settings.company, "--file", str(file))
    processes.run("payee-tax", python("-m", "include.cli", "payee-tax", *chosen), environment)
    charging = -(-len(undecided) // 2)
    return f"{charging} of {len(undecided)} payees charge sales tax, by {file.name}"


def charging(settings: DemoSettings) -> dict[str, bool]:
    """Whether each payee charges tax, by the key of their vendor, as it was decided."""
    return {one.key: one.charges for one in _payees(settings) if one.charges is not None}


def _payees(settings: DemoSettings) -> list[PayeeOfTax]:
    database = Database(settings.database_url)
    try:
        return list(all_payee_taxes(database, settings.company))
    finally:
        database.close()
