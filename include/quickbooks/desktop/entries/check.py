"""A last look at a write before it is queued: lengths, formats and the order of its elements.

QuickBooks refuses a whole message for one of them with 0x80040400 and no word of which. The rules are
those of qbXML 13.0, US edition, as far as CoreBooks writes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from include.quickbooks.field_errors import Unfit

_AMOUNT = re.compile(r"-?\d{1,13}\.\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOOLEAN = re.compile(r"true|false")
_ID = re.compile(r"[0-9A-Za-z-]{1,36}|-1")

_FORMATS: Mapping[str, tuple[re.Pattern[str], str]] = {
    **dict.fromkeys(
        ("Amount", "TotalAmount", "PaymentAmount"), (_AMOUNT, "no amount with two decimals")
    ),
    **dict.fromkeys(("TxnDate", "DueDate"), (_DATE, "no date")),
    **dict.fromkeys(
        ("IsToBePrinted", "IsAutoApply", "IsVendorEligibleFor1099"),
        (_BOOLEAN, "neither yes nor no"),
    ),
    **dict.fromkeys(("ListID", "TxnID", "TxnLineID"), (_ID, "no id of QuickBooks")),
}
_WORDS = {"RefNumber": "number", "Desc": "description", "VendorTaxIdent": "tax id"}

_LONGEST: Mapping[str, int] = {
    "Memo": 4095,
    "Desc": 4095,
    "Email": 1023,
    "CompanyName": 41,
    "FirstName": 25,
    "LastName": 25,
    "VendorTaxIdent": 15,
    "EditSequence": 16,
}
_LONGEST_NAME = {"Customer": 41, "Vendor": 41, "ItemService": 31, "Class": 31}
_LONGEST_NUMBER = {"Bill": 20, "VendorCredit": 20, "ReceivePayment": 20}
_OTHER_NUMBERS = 11

_SOLD = "TxnLineID ItemRef Desc ClassRef Amount"
_BOUGHT = "TxnLineID AccountRef Amount Memo CustomerRef ClassRef"
_PERSON = "ListID EditSequence Name CompanyName FirstName LastName Email VendorTaxIdent "
_SALE = "TxnID EditSequence CustomerRef TxnDate RefNumber "
_PURCHASE = "TxnID EditSequence VendorRef TxnDate DueDate RefNumber Memo "
_SPENT = "TxnID EditSequence AccountRef PayeeEntityRef "
_ORDERS: Mapping[str, str] = {
    "Customer": _PERSON,
    "Vendor": f"{_PERSON} IsVendorEligibleFor1099",
    "ItemService": "Name SalesOrPurchase",
    "Class": "Name",
    "Invoice": f"{_SALE} DueDate Memo InvoiceLine",
    "CreditMemo": f"{_SALE} Memo CreditMemoLine",
    "SalesReceipt": f"{_SALE} PaymentMethodRef Memo DepositToAccountRef SalesReceiptLine",
    "ReceivePayment": f"{_SALE} TotalAmount PaymentMethodRef Memo DepositToAccountRef IsAutoApply "
    "AppliedToTxn",
    "Deposit": "TxnID EditSequence TxnDate DepositToAccountRef Memo DepositLine",
    "Bill": f"{_PURCHASE} ExpenseLine",
    "VendorCredit": f"{_PURCHASE} ExpenseLine",
    "Check": f"{_SPENT} RefNumber TxnDate Memo IsToBePrinted ExpenseLine",
    "CreditCardCharge": f"{_SPENT} TxnDate RefNumber Memo ExpenseLine",
    "InvoiceLine": _SOLD,
    "CreditMemoLine": _SOLD,
    "SalesReceiptLine": _SOLD,
    "ExpenseLine": _BOUGHT,
    "DepositLine": "TxnLineID EntityRef AccountRef Memo ClassRef Amount",
    "AppliedToTxn": "TxnID PaymentAmount",
    "TxnVoidRq": "TxnVoidType TxnID",
    "TxnDelRq": "TxnDelType TxnID",
}
"""What may stand in an element, in its order; the endings Add and Mod left out."""


def check(request: etree._Element) -> etree._Element:
    """See that QuickBooks can read a write. Returns it.

    Raises:
        Unfit: it cannot; names the field.
    """
    for element in request.iter():
        parent = element.getparent()
        _in_order(element)
        if len(element) or parent is None:
            continue
        _fits(element, _form(str(parent.tag)))
    return request


def _in_order(element: etree._Element) -> None:
    order = _ORDERS.get(_form(str(element.tag)))
    if order is None or not len(element):
        return
    places = order.split()
    found = [_form(str(child.tag)) for child in element]
    unknown = [name for name in found if name not in places]
    if unknown:
        raise Unfit(unknown[0], "QuickBooks Desktop has no such field here")
    if found != sorted(found, key=places.index):
        raise Unfit(_form(str(element.tag)), "its fields are not in the order of qbXML")


def _fits(element: etree._Element, form: str) -> None:
    name, text = str(element.tag), element.text or ""
    field = _WORDS.get(name, name)
    pattern, problem = _FORMATS.get(name, (None, ""))
    if pattern is not None and not pattern.fullmatch(text):
        raise Unfit(field, f"{text!r} is {problem}")
    most = _most(name, form)
    if most is not None and len(text) > most:
        raise Unfit(field, f"it has {len(text):,} characters, and at most {most:,} are allowed")


def _most(name: str, form: str) -> int | None:
    if name == "Name":
        return _LONGEST_NAME.get(form)
    if name == "RefNumber":
        return _LONGEST_NUMBER.get(form, _OTHER_NUMBERS)
    return _LONGEST.get(name)


def _form(tag: str) -> str:
    return tag if tag.endswith("Rq") else tag.removesuffix("Add").removesuffix("Mod")
