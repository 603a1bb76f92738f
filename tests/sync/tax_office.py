"""An office whose company is outside the United States: with tax codes on every line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from include.books.countries import COUNTRIES
from include.database.setup.payee_tax import decide
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_company
from tests.database_files import give_back, sqlite_database
from tests.sync.closings import BILLINGS, BILLS, CLOSED_ON, INVOICES
from tests.sync.office import COMPANY, Office

Abroad = Literal["CA", "GB", "AU"]
SOLD = {"CA": "HST ON", "GB": "20.0% S", "AU": "GST"}
"""The code of a country's income that is taxed."""
BOUGHT = {"CA": "HST ON", "GB": "20.0% S", "AU": "GST on purchases"}
"""The code of payees who charge the tax."""
UNTAXED = {"CA": "Exempt", "GB": "Exempt", "AU": "GST free purchases"}
"""The code of payees who don't."""
AGENT, BROKER = 10_401, 52_001
JANE, ACME = f"vendor/agent:{AGENT}", f"vendor/vendor:{BROKER}"


@contextmanager
def open_abroad(folder: Path, country: Abroad, **settings: Any) -> Iterator[Office]:
    """A new office with empty books in another country; no tax code is chosen, and no payee decided."""
    database, currency = sqlite_database(folder), COUNTRIES[country].currency
    books = {"transactions": 0, "agents": 3, "bad_records": False, "billing_months": 0}
    with (
        running_core(**books, currency=currency, pays_more=True) as core,
        running_company(country, requestid_retention_seconds=0, **settings) as quickbooks,
    ):
        office = Office(core, quickbooks, database, currency=currency)
        office.connect()
        yield office
    give_back(database)


def use_codes(
    office: Office,
    country: Abroad,
    income: str = INVOICES,
    expenses: str = BILLS,
    **options: Any,
) -> None:
    """Choose the country's codes for the three workflows."""
    office.use(income, tax_code=SOLD[country], **options)
    bought, untaxed = BOUGHT[country], UNTAXED[country]
    office.use(expenses, registered_tax_code=bought, unregistered_tax_code=untaxed)
    office.use(BILLINGS, tax_code=SOLD[country])


def charges(office: Office, **said: bool) -> None:
    """Say who charges tax: `agent=True, broker=False`."""
    keys = {"agent": JANE, "broker": ACME}
    with office.database.writing() as session:
        for who, answer in said.items():
            decide(session, COMPANY, keys[who], charges=answer, actor="finance ops")


def charge_all(office: Office) -> None:
    """Say of everyone whom CORE has that they charge tax."""
    keys = [f"vendor/agent:{id_}" for id_ in office.core.store.agents]
    keys += [f"vendor/vendor:{id_}" for id_ in office.core.store.contacts]
    with office.database.writing() as session:
        for key in keys:
            decide(session, COMPANY, key, charges=True, actor="finance ops")


def ontario_deal(office: Office, *, fee: int = 39_500, gross: int = 3_000_000) -> str:
    """A deal of 30,000.00, half of it the co-operating brokerage's; the agent has 80 % and pays a fee."""
    sides = [
        {"side": "listing", "weight": 1},
        {"side": "buying", "weight": 1, "ours": False, "broker": BROKER},
    ]
    fees = [{"name": "Transaction fee", "amount": fee}] if fee else []
    made = office.core.post(
        "/transactions",
        address=f"{len(office.core.store.deals) + 1} Yonge St",
        gross=gross,
        closing_date=CLOSED_ON,
        finalized=True,
        shares=sides,
        agents=[{"agent": AGENT, "side": "listing", "items": fees}],
    )
    return str(made["id"])


def rate_becomes(office: Office, code: str, percent: int) -> None:
    """Someone changes the rates of a code in QuickBooks, from today on."""
    with office.quickbooks.api() as api:
        found = api.get(f"taxcode/{office.quickbooks.tax_codes()[code]}").json()["TaxCode"]
    for side in ("Sales", "Purchase"):
        for one in found[f"{side}TaxRateList"]["TaxRateDetail"]:
            office.quickbooks.edit("TaxRate", one["TaxRateRef"]["value"], RateValue=percent)
