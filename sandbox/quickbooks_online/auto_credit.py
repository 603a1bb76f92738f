"""Credits that QuickBooks puts on invoices by itself, where the company has that preference.

https://developer.intuit.com/app/developer/qbo/docs/api/accounting/most-commonly-used/preferences:
SalesFormsPrefs.AutoApplyCredit.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from sandbox.quickbooks_online import writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.store import Body, Record, party_of

WHO = "QuickBooks"
_OTHER = {"Invoice": "CreditMemo", "CreditMemo": "Invoice"}


def applied(company: Company, record: Record) -> Record:
    """The new invoice or credit memo after QuickBooks has used the customer's open credits."""
    if not company.settings.auto_apply_credit or record.entity not in _OTHER:
        return record
    customer = (party_of(record.body) or {}).get("value")
    found = company.store.find(
        company.realm, _OTHER[record.entity], "party = ? AND status = 'live'", (customer,)
    )
    for other in list(found):
        if company.get(other.entity, other.id) is None:
            continue  # created by the same batch, whose items don't see each other
        now = company.get(record.entity, record.id) or record
        pair = (now, other) if now.entity == "Invoice" else (other, now)
        amount = min(one.body["Balance"] for one in pair)
        if amount > 0:
            body = payment(pair[0], pair[1], amount)
            by_itself = dataclasses.replace(company, who=WHO)
            writing.create(by_itself, SPECS["Payment"], body)
    return company.get(record.entity, record.id) or record


def payment(invoice: Record, credit: Record, amount: Decimal) -> Body:
    """The payment of zero by which QuickBooks notes that a credit is used for an invoice."""
    return {
        "CustomerRef": invoice.body["CustomerRef"],
        "TotalAmt": Decimal("0.00"),
        "Line": [
            {"Amount": amount, "LinkedTxn": [{"TxnId": one.id, "TxnType": one.entity}]}
            for one in (invoice, credit)
        ],
    }
