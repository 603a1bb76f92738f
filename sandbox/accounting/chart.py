"""The lists a company starts with: those of a US real-estate brokerage."""

from __future__ import annotations

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

CLASSIFICATIONS = {
    "Bank": "Asset",
    "Accounts Receivable": "Asset",
    "Other Current Asset": "Asset",
    "Fixed Asset": "Asset",
    "Other Asset": "Asset",
    "Accounts Payable": "Liability",
    "Credit Card": "Liability",
    "Other Current Liability": "Liability",
    "Long Term Liability": "Liability",
    "Equity": "Equity",
    "Income": "Revenue",
    "Other Income": "Revenue",
    "Cost of Goods Sold": "Expense",
    "Expense": "Expense",
    "Other Expense": "Expense",
}
"""Account type -> classification."""

DEBIT_NATURE = frozenset({"Asset", "Expense"})
"""Classifications whose balance is a debit."""
