"""The entities of the API, by name and by path."""

from __future__ import annotations

from sandbox.quickbooks_online.entities import (
    banking,
    lists,
    parties,
    payments,
    purchases,
    sales,
    tax_lists,
)
from sandbox.quickbooks_online.entities.spec import Spec

SPECS: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        lists.ACCOUNT,
        lists.ITEM,
        lists.CLASS,
        lists.DEPARTMENT,
        lists.PAYMENT_METHOD,
        lists.TERM,
        tax_lists.TAX_CODE,
        tax_lists.TAX_RATE,
        tax_lists.TAX_AGENCY,
        parties.CUSTOMER,
        parties.VENDOR,
        parties.EMPLOYEE,
        sales.INVOICE,
        sales.SALES_RECEIPT,
        sales.CREDIT_MEMO,
        sales.REFUND_RECEIPT,
        payments.PAYMENT,
        payments.BILL_PAYMENT,
        purchases.BILL,
        purchases.VENDOR_CREDIT,
        purchases.PURCHASE,
        banking.DEPOSIT,
        banking.TRANSFER,
        banking.JOURNAL_ENTRY,
    )
}
BY_PATH = {name.lower(): spec for name, spec in SPECS.items()}
PARTIES = tuple(name for name, spec in SPECS.items() if spec.kind == "party")
TRANSACTIONS = tuple(name for name, spec in SPECS.items() if spec.kind == "transaction")
