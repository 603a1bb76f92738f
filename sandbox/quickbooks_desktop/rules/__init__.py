"""What QuickBooks makes of a list entry or transaction: its rules, its postings, its links."""

from __future__ import annotations

from sandbox.quickbooks_desktop.rules.banking import DEPOSIT
from sandbox.quickbooks_desktop.rules.items import ITEM_SPECS
from sandbox.quickbooks_desktop.rules.names import LISTS
from sandbox.quickbooks_desktop.rules.payments import BILL_PAYMENT_CHECK, RECEIVE_PAYMENT
from sandbox.quickbooks_desktop.rules.purchases import (
    BILL,
    CHECK,
    CREDIT_CARD_CHARGE,
    VENDOR_CREDIT,
)
from sandbox.quickbooks_desktop.rules.sales import CREDIT_MEMO, INVOICE, SALES_RECEIPT
from sandbox.quickbooks_desktop.rules.spec import Spec

_ALL = (
    *LISTS,
    *ITEM_SPECS,
    INVOICE,
    SALES_RECEIPT,
    CREDIT_MEMO,
    RECEIVE_PAYMENT,
    DEPOSIT,
    BILL,
    VENDOR_CREDIT,
    BILL_PAYMENT_CHECK,
    CHECK,
    CREDIT_CARD_CHARGE,
)
SPECS: dict[str, Spec] = {spec.name: spec for spec in _ALL}
TRANSACTIONS = tuple(spec.name for spec in _ALL if spec.transaction)
