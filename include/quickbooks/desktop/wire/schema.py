"""qbXML 13.0, US and Canadian editions, as far as CoreBooks writes it: fields, their order, lengths and formats.

`elements` puts what is written into this order, `entries.spelling` shortens to these lengths, and
`entries.check` sees that a request keeps to both. QuickBooks rejects a whole message for one field
that doesn't (0x80040400), without saying which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SOLD = "TxnLineID ItemRef Desc:4095 ClassRef Amount SalesTaxCodeRef"
_PERSON = "ListID EditSequence:16 Name:41 CompanyName:41 FirstName:25 LastName:25"

_ELEMENTS: Mapping[str, str] = {
    # Lists
    "Customer": f"{_PERSON} PrintAs:41 Email:1023",
    "Vendor": f"{_PERSON} Email:1023 NameOnCheck:41 VendorTaxIdent:15 IsVendorEligibleFor1099",
    "ItemService": "Name:31 SalesOrPurchase",
    "Class": "Name:31",
    # Sales
    "Invoice": "TxnID EditSequence:16 CustomerRef TxnDate RefNumber:11 DueDate Memo:4095 "
    "IsTaxIncluded InvoiceLine",
    "CreditMemo": "TxnID EditSequence:16 CustomerRef TxnDate RefNumber:11 Memo:4095 IsTaxIncluded "
    "CreditMemoLine",
    "SalesReceipt": "TxnID EditSequence:16 CustomerRef TxnDate RefNumber:11 PaymentMethodRef Memo:4095 "
    "IsTaxIncluded DepositToAccountRef SalesReceiptLine",
    "InvoiceLine": _SOLD,
    "CreditMemoLine": _SOLD,
    "SalesReceiptLine": _SOLD,
    # Money received
    "ReceivePayment": "TxnID EditSequence:16 CustomerRef TxnDate RefNumber:20 TotalAmount "
    "PaymentMethodRef Memo:4095 DepositToAccountRef IsAutoApply AppliedToTxn",
    "AppliedToTxn": "TxnID PaymentAmount",
    "Deposit": "TxnID EditSequence:16 TxnDate DepositToAccountRef Memo:4095 DepositLine",
    "DepositLine": "TxnLineID EntityRef AccountRef Memo:4095 ClassRef Amount",
    # Money paid or owed
    "Bill": "TxnID EditSequence:16 VendorRef TxnDate DueDate RefNumber:20 Memo:4095 "
    "IsTaxIncluded ExpenseLine",
    "VendorCredit": "TxnID EditSequence:16 VendorRef TxnDate RefNumber:20 Memo:4095 IsTaxIncluded "
    "ExpenseLine",
    "Check": "TxnID EditSequence:16 AccountRef PayeeEntityRef RefNumber:11 TxnDate Memo:4095 "
    "IsToBePrinted IsTaxIncluded ExpenseLine",
    "CreditCardCharge": "TxnID EditSequence:16 AccountRef PayeeEntityRef TxnDate RefNumber:11 "
    "Memo:4095 IsTaxIncluded ExpenseLine",
    "ExpenseLine": "TxnLineID AccountRef Amount Memo:4095 CustomerRef ClassRef SalesTaxCodeRef "
    "BillableStatus",
    # Undoing
    "TxnVoidRq": "TxnVoidType TxnID",
    "TxnDelRq": "TxnDelType TxnID",
}
"""Element -> its fields in order, each with the most characters it may have; no Add or Mod ending."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a value must look.

    Attributes:
        pattern: of the whole value.
        problem: completes "it is ...".
    """

    pattern: re.Pattern[str]
    problem: str


_AMOUNT = Format(re.compile(r"-?\d{1,13}\.\d{2}"), "not an amount with two decimals")
_DATE = Format(re.compile(r"\d{4}-\d{2}-\d{2}"), "not a date")
_BOOLEAN = Format(re.compile(r"true|false"), "neither true nor false")
_ID = Format(re.compile(r"[0-9A-Za-z-]{1,36}|-1"), "not a QuickBooks ID")

FORMATS: Mapping[str, Format] = {
    **dict.fromkeys(("Amount", "TotalAmount", "PaymentAmount"), _AMOUNT),
    **dict.fromkeys(("TxnDate", "DueDate"), _DATE),
    **dict.fromkeys(
        ("IsToBePrinted", "IsTaxIncluded", "IsAutoApply", "IsVendorEligibleFor1099"), _BOOLEAN
    ),
    **dict.fromkeys(("ListID", "TxnID", "TxnLineID"), _ID),
}
"""By field, in whichever element it is."""


def _read(fields: str) -> dict[str, int | None]:
    pairs = (field.partition(":") for field in fields.split())
    return {name: int(most) if most else None for name, _, most in pairs}


FIELDS: Mapping[str, Mapping[str, int | None]] = {
    element: _read(fields) for element, fields in _ELEMENTS.items()
}
"""Element -> field -> the most characters it may have, None for no limit of its own; in order."""


def without_verb(tag: str) -> str:
    """The element that a tag adds or changes: InvoiceAdd and InvoiceMod are of Invoice."""
    return tag if tag.endswith("Rq") else tag.removesuffix("Add").removesuffix("Mod")


def longest(element: str, field: str) -> int:
    """The most characters that a field may have; 0 where the element has no such field."""
    return FIELDS[element].get(field) or 0


def in_order(tag: str, names: Sequence[str]) -> Sequence[str]:
    """Names of child elements in the order that qbXML wants.

    Those of an element that isn't in the schema, as queries aren't, stay in the order they have;
    those that an element doesn't have come last.
    """
    fields = FIELDS.get(without_verb(tag))
    if fields is None:
        return names
    places = {name: place for place, name in enumerate(fields)}
    return sorted(names, key=lambda name: places.get(without_verb(name), len(places)))
