"""The lists a new company starts with: those of a US real-estate brokerage."""

from __future__ import annotations

from typing import Any

from sandbox.accounting.chart import ACCOUNTS, CLASSES, DEPARTMENTS, ITEMS, METHODS, TERMS
from sandbox.quickbooks_online import writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS, tax_lists
from sandbox.quickbooks_online.entities.sales_tax import PAYABLE
from sandbox.quickbooks_online.home_amounts import GAIN_OR_LOSS


def found(company: Company, name: str) -> None:
    """Start a company: its lists, no parties and no transactions. Call inside a transaction."""
    now = company.clock.now()
    company.store.database.execute(
        "INSERT INTO company VALUES (?, ?, ?)", (company.realm, name, now)
    )
    accounts = {
        account: _new(
            company, "Account", {"Name": account, "AccountType": type_, "AccountSubType": sub}
        )
        for account, type_, sub in ACCOUNTS
    }
    for item, income in ITEMS:
        ref = {"value": accounts[income], "name": income}
        _new(company, "Item", {"Name": item, "Type": "Service", "IncomeAccountRef": ref})
    for term, days in TERMS:
        _new(company, "Term", {"Name": term, "Type": "STANDARD", "DueDays": days})
    for method, type_ in METHODS:
        _new(company, "PaymentMethod", {"Name": method, "Type": type_})
    _new_ones(company, "Class", CLASSES)
    _new_ones(company, "Department", DEPARTMENTS)
    taxed(company)
    with_currencies(company)


def date(company: Company) -> None:
    """Have a company in memory, with nothing but its lists, start now. Call inside a transaction."""
    now = company.clock.now()
    execute = company.store.database.execute
    execute("UPDATE company SET created = ?", (now,))
    execute("UPDATE object SET created = ?, updated = ?", (now, now))
    execute("UPDATE version SET at = ?", (now,))


def taxed(company: Company) -> None:
    """Have the tax codes, and with sales tax on the accounts that owe it. Call inside a transaction."""
    accounts = list(company.store.find(company.realm, "Account"))
    has_one = any(one.body.get("AccountSubType") == PAYABLE for one in accounts)
    if company.settings.sales_tax and not has_one:
        for name in company.settings.profile.agencies.values():
            body = {
                "Name": company.settings.named(name),
                "AccountType": "Other Current Liability",
                "AccountSubType": PAYABLE,
            }
            _new(company, "Account", body)
    tax_lists.found(company)


def with_currencies(company: Company) -> None:
    """Have what multicurrency brings along when it is turned on. Call inside a transaction."""
    accounts = list(company.store.find(company.realm, "Account"))
    has_one = any(one.body.get("AccountSubType") == GAIN_OR_LOSS for one in accounts)
    if company.settings.multicurrency and not has_one:
        kind = {"AccountType": "Other Expense", "AccountSubType": GAIN_OR_LOSS}
        _new(company, "Account", {"Name": "Exchange Gain or Loss", **kind})


def _new_ones(company: Company, entity: str, names: tuple[str, ...]) -> None:
    if company.settings.has_classes:
        for name in names:
            _new(company, entity, {"Name": name})


def _new(company: Company, entity: str, body: dict[str, Any]) -> str:
    return writing.create(company, SPECS[entity], body).id
