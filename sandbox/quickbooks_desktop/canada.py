"""The tax lists of a Canadian company file: agencies, their accounts, tax items and tax codes.

QuickBooks sets up one tax item for sales and one for purchases of each tax, and a code of one to three
letters that names both: H stands for "HST (ON) on Sales" (line 103 of the return) and "HST (ON) (ITC)"
(line 106). Real files have the codes of the provinces they deal with; this one has some of everything.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.quickbooks_desktop import writing
from sandbox.quickbooks_desktop.books import Books
from sandbox.quickbooks_desktop.qbxml.shape import Body

GST_HST = "GST/HST Payable"
PST_BC = "PST Payable (BC)"
QST = "QST Payable"
_AGENCIES = (
    ("Receiver General", GST_HST),
    ("Minister of Finance (BC)", PST_BC),
    ("Revenu Québec", QST),
)
"""Vendor, the account of its taxes."""
_ITEMS = (
    ("GST on Sales", "5.0", "Receiver General"),
    ("GST (ITC)", "5.0", "Receiver General"),
    ("HST (ON) on Sales", "13.0", "Receiver General"),
    ("HST (ON) (ITC)", "13.0", "Receiver General"),
    ("HST (NS) on Sales", "14.0", "Receiver General"),
    ("HST (NS) (ITC)", "14.0", "Receiver General"),
    ("HST (BC) on Sales", "12.0", "Receiver General"),
    ("HST (BC) (ITC)", "12.0", "Receiver General"),
    ("GST/HST Zero-rated Sales", "0.0", "Receiver General"),
    ("GST/HST (ITC) Zero-rated", "0.0", "Receiver General"),
    ("PST (BC) on Sales", "7.0", "Minister of Finance (BC)"),
    ("QST on Sales", "9.975", "Revenu Québec"),
    ("QST (ITR)", "9.975", "Revenu Québec"),
)
"""Tax item, percent, agency."""
_GROUPS = (
    ("GST + PST (BC) on Sales", ("GST on Sales", "PST (BC) on Sales")),
    ("GST + QST on Sales", ("GST on Sales", "QST on Sales")),
    ("GST + QST (ITC/ITR)", ("GST (ITC)", "QST (ITR)")),
)
_CODES = (
    ("E", "Tax exempt", "", ""),
    ("G", "GST only", "GST on Sales", "GST (ITC)"),
    ("H", "HST (ON)", "HST (ON) on Sales", "HST (ON) (ITC)"),
    ("NS", "HST (NS)", "HST (NS) on Sales", "HST (NS) (ITC)"),
    ("P", "PST (BC) only", "PST (BC) on Sales", ""),
    ("Q", "GST + QST", "GST + QST on Sales", "GST + QST (ITC/ITR)"),
    ("S", "Standard: GST + PST (BC)", "GST + PST (BC) on Sales", "GST (ITC)"),
    ("Z", "Zero-rated", "GST/HST Zero-rated Sales", "GST/HST (ITC) Zero-rated"),
    ("HB", "HST (BC), until 2013", "HST (BC) on Sales", "HST (BC) (ITC)"),
)
"""Code, description, tax item for sales and for purchases; P has none for purchases, E for neither."""
INACTIVE = "HB"


def percent_of(code: str) -> Decimal:
    """What a code adds to what is sold, in percent: "H" is 13."""
    (sold,) = (item for letters, _, item, _ in _CODES if letters == code)
    items = dict(_GROUPS).get(sold, (sold,))
    return sum((Decimal(percent) for item, percent, _ in _ITEMS if item in items), Decimal(0))


def found_taxes(books: Books) -> None:
    """Make the lists that sales tax brings along when it is turned on. Inside a transaction."""
    for vendor, account in _AGENCIES:
        owed = {"AccountType": "OtherCurrentLiability", "SpecialAccountType": "SalesTaxPayable"}
        made = writing.add(books, "Account", {"Name": account, **owed, "IsTaxAccount": "true"})
        ref = {"ListID": made.id}
        tracked = {"IsTaxTrackedOnPurchases": "true", "IsTaxTrackedOnSales": "true"}
        accounts = {"TaxOnPurchasesAccountRef": ref, "TaxOnSalesAccountRef": ref}
        agency = {"IsSalesTaxAgency": "true", "SalesTaxCountry": "Canada"}
        writing.add(books, "Vendor", {"Name": vendor, **agency, **tracked, **accounts})
    for item, rate, vendor in _ITEMS:
        body = {"Name": item, "TaxRate": rate, "TaxVendorRef": {"FullName": vendor}}
        writing.add(books, "ItemSalesTax", body)
    for group, items in _GROUPS:
        refs = [{"FullName": item} for item in items]
        writing.add(books, "ItemSalesTaxGroup", {"Name": group, "ItemSalesTaxRef": refs})
    for code, description, sold, bought in _CODES:
        writing.add(books, "SalesTaxCode", _code(code, description, sold, bought))


def _code(code: str, description: str, sold: str, bought: str) -> Body:
    body: Body = {"Name": code, "Desc": description, "IsTaxable": "true" if sold else "false"}
    if code == INACTIVE:
        body["IsActive"] = "false"
    for field, item in (("ItemSalesTaxRef", sold), ("ItemPurchaseTaxRef", bought)):
        if item:
            body[field] = {"FullName": item}
    return body
