"""What the conversion made: each ID of the company file with what it became in QuickBooks Online."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.quickbooks_online import writing
from sandbox.quickbooks_online.company import Company
from sandbox.quickbooks_online.entities import SPECS
from sandbox.quickbooks_online.id_map import Row
from sandbox.quickbooks_online.store import Body, Record

_TYPES = {
    "ReceivePayment": "RECEIVE_PAYMENT",
    "BillPaymentCheck": "BILL_PAYMENT_CHECK",
    "CreditCardCharge": "CREDIT_CARD_CHARGE",
    "StandardTerms": "TERM",
    "ItemService": "ITEM",
    "VendorCredit": "VENDOR_CREDIT",
    "SalesReceipt": "SALES_RECEIPT",
    "CreditMemo": "CREDIT_MEMO",
    "PaymentMethod": "PAYMENT_METHOD",
}
"""How the map calls kinds, where it isn't their name in capitals; only TERM, INVOICE, CUSTOMER and ACCOUNT
are documented."""


@dataclass(slots=True)
class Made:
    """A company of QuickBooks Online while it is filled."""

    company: Company
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the ID in the company file: the entity in QuickBooks Online and its ID."""
    rows: list[Row] = field(default_factory=list)

    def create(self, kind: str, old_id: str, entity: str, body: Body) -> Record:
        """Create what an entry of the company file becomes."""
        record = writing.create(self.company, SPECS[entity], body, doubles_allowed=True)
        self.ids[old_id] = entity, record.id
        new_type = "PURCHASE" if entity == "Purchase" else _TYPES.get(entity, entity.upper())
        self.rows.append(Row(record.id, old_id, new_type, _TYPES.get(kind, kind.upper())))
        return record

    def ref(self, old: Body | None) -> Body | None:
        """A reference of the company file as one of QuickBooks Online; None where nothing became of it."""
        found = self.ids.get(old["ListID"]) if old else None
        return {"value": found[1], "type": found[0]} if found else None

    def refs(self, **old: Body | None) -> Body:
        """References by their name in QuickBooks Online; those to nothing are left out."""
        found = {name: self.ref(ref) for name, ref in old.items()}
        return {name: {"value": ref["value"]} for name, ref in found.items() if ref}
