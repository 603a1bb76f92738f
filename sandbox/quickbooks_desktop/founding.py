"""The lists a new company file starts with: those of the Online sandbox, as Desktop names them."""

from __future__ import annotations

import uuid

from sandbox.accounting.chart import ACCOUNTS, CLASSES, ITEMS, METHODS, TERMS
from sandbox.quickbooks_desktop import canada, writing
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.lists import ACCOUNT_TYPES
from sandbox.quickbooks_desktop.rules.taxes import NON_TAXABLE, PAYABLE, TAX_ITEM, TAXABLE

_SPECIAL = {
    "Accounts Receivable": "AccountsReceivable",
    "Accounts Payable": "AccountsPayable",
    "Undeposited Funds": "UndepositedFunds",
    "Opening Balance Equity": "OpeningBalanceEquity",
    "Retained Earnings": "RetainedEarnings",
}
_METHODS = {"Cash": "Cash", "Check": "Check", "ACH": "ECheck", "Visa": "Visa"}
CURRENCIES = {"US Dollar": "USD", "Canadian Dollar": "CAD", "Euro": "EUR"}
_OTHERS = {"British Pound Sterling": "GBP", "Australian Dollar": "AUD"}
_EMPLOYEES = ("Morgan Reyes",)


def found(books: Books, name: str) -> None:
    """Start a company: its lists, no customers, vendors or transactions. Inside a transaction."""
    books.store.set_fact("company_name", name)
    _begin(books)
    for account, type_, _ in ACCOUNTS:
        body = {"Name": account, "AccountType": ACCOUNT_TYPES[type_]}
        if account in _SPECIAL:
            body["SpecialAccountType"] = _SPECIAL[account]
        writing.add(books, "Account", body)
    for item, income in ITEMS:
        sold = {"Price": "0.00", "AccountRef": {"FullName": income}}
        writing.add(books, "ItemService", {"Name": item, "SalesOrPurchase": sold})
    for term, days in TERMS:
        body = {"Name": term, "StdDueDays": str(days), "StdDiscountDays": "0", "DiscountPct": "0"}
        writing.add(books, "StandardTerms", body)
    for method, _ in METHODS:
        body = {"Name": method, "PaymentMethodType": _METHODS.get(method, "MasterCard")}
        writing.add(books, "PaymentMethod", body)
    if books.settings.class_tracking:
        for class_ in CLASSES:
            writing.add(books, "Class", {"Name": class_})
    for employee in _EMPLOYEES:
        writing.add(books, "Employee", {"Name": employee})
    follow_preferences(books)


def follow_preferences(books: Books) -> None:
    """Make the lists that a preference brings along when it is turned on. Inside a transaction."""
    settings = books.settings
    if settings.sales_tax and not books.store.find(("SalesTaxCode",)):
        (_tax if settings.country == "US" else canada.found_taxes)(books)
    if settings.multicurrency and not books.store.find(("Currency",)):
        known = {**CURRENCIES, **_OTHERS}
        own = {settings.own_currency: known.get(settings.own_currency, "")}
        for name, code in {**CURRENCIES, **own}.items():
            writing.add(books, "Currency", {"Name": name, "CurrencyCode": code})


def _tax(books: Books) -> None:
    """The two codes, the rate, the agency and the account of a company in the United States."""
    for code, taxable in ((TAXABLE, "true"), (NON_TAXABLE, "false")):
        writing.add(books, "SalesTaxCode", {"Name": code, "IsTaxable": taxable})
    owed = {"AccountType": "OtherCurrentLiability", "SpecialAccountType": "SalesTaxPayable"}
    writing.add(books, "Account", {"Name": PAYABLE, **owed})
    agency = writing.add(books, "Vendor", {"Name": "State Board of Equalization"})
    rate = {"TaxRate": books.settings.sales_tax_rate, "TaxVendorRef": {"ListID": agency.id}}
    writing.add(books, "ItemSalesTax", {"Name": TAX_ITEM, **rate})


def date(books: Books) -> None:
    """Have a company with nothing but its lists start now. Inside a transaction."""
    now, execute = books.now(), books.store.database.execute
    _begin(books)
    execute("UPDATE object SET edit_sequence = ?, created = ?, modified = ?", (now, now, now))
    execute("UPDATE version SET edit_sequence = ?, at = ?", (now, now))


def _begin(books: Books) -> None:
    books.store.set_fact("file_guid", f"{{{uuid.uuid4()}}}")
    books.store.set_fact("created", books.now())
