"""The lists a new company starts with: those of a US real-estate brokerage."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks_online import writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.store import Change

ACCOUNTS = (
    ("Checking Account", "Bank", "Checking"),
    ("Escrow", "Bank", "TrustAccounts"),
    ("Savings", "Bank", "Savings"),
    ("Accounts Receivable", "Accounts Receivable", "AccountsReceivable"),
    ("Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("Prepaid Expenses", "Other Current Asset", "PrepaidExpenses"),
    ("Furniture and Equipment", "Fixed Asset", "FurnitureAndFixtures"),
    ("Accounts Payable", "Accounts Payable", "AccountsPayable"),
    ("Company Credit Card", "Credit Card", "CreditCard"),
    ("Earnest Money Held", "Other Current Liability", "TrustAccountsLiabilities"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Retained Earnings", "Equity", "RetainedEarnings"),
    ("Owner's Draw", "Equity", "OwnersEquity"),
    ("Commission Income", "Income", "ServiceFeeIncome"),
    ("Transaction Fee Income", "Income", "ServiceFeeIncome"),
    ("Agent Billing Income", "Income", "ServiceFeeIncome"),
    ("Discounts given", "Income", "DiscountsRefundsGiven"),
    ("Uncategorized Income", "Income", "ServiceFeeIncome"),
    ("Other Income", "Other Income", "OtherMiscellaneousIncome"),
    ("Agent Commissions", "Cost of Goods Sold", "CostOfLaborCos"),
    ("Co-broke Commissions", "Cost of Goods Sold", "CostOfLaborCos"),
    ("Referral Fees", "Cost of Goods Sold", "CostOfLaborCos"),
    ("E&O Insurance", "Expense", "Insurance"),
    ("Franchise Fees", "Expense", "OtherBusinessExpenses"),
    ("Marketing", "Expense", "AdvertisingPromotional"),
    ("Technology", "Expense", "OfficeGeneralAdministrativeExpenses"),
    ("Office Expenses", "Expense", "OfficeGeneralAdministrativeExpenses"),
    ("Bank Charges", "Expense", "BankCharges"),
    ("Uncategorized Expense", "Expense", "OtherMiscellaneousServiceCost"),
)
"""Name, account type, account sub-type."""

ITEMS = (
    ("Services", "Uncategorized Income"),
    ("Gross Commission", "Commission Income"),
    ("Co-broke", "Commission Income"),
    ("Referral", "Commission Income"),
    ("Transaction Fee", "Transaction Fee Income"),
    ("Desk Fee", "Agent Billing Income"),
    ("Technology Fee", "Agent Billing Income"),
    ("E&O Insurance", "Agent Billing Income"),
    ("Agent Billing", "Agent Billing Income"),
    ("Agent Credit", "Agent Billing Income"),
    ("Other Income", "Other Income"),
)
"""Products: name, income account; the first is QuickBooks' own default."""

TERMS = (("Due on receipt", 0), ("Net 10", 10), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60))
METHODS = (
    ("Cash", "NON_CREDIT_CARD"),
    ("Check", "NON_CREDIT_CARD"),
    ("ACH", "NON_CREDIT_CARD"),
    ("Visa", "CREDIT_CARD"),
    ("MasterCard", "CREDIT_CARD"),
)
CLASSES = ("Residential", "Commercial", "Rentals")
DEPARTMENTS = ("Willow Street Office", "Park Avenue Office")


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
    for code in ("TAX", "NON"):
        body = {"Name": code, "Active": True, "Taxable": code == "TAX", "TaxGroup": False}
        change = Change("TaxCode", code, body, now, company.who, "create")
        company.store.insert(company.realm, change, active=True)


def _new_ones(company: Company, entity: str, names: tuple[str, ...]) -> None:
    if company.settings.has_classes:
        for name in names:
            _new(company, entity, {"Name": name})


def _new(company: Company, entity: str, body: dict[str, Any]) -> str:
    return writing.create(company, SPECS[entity], body).id
