"""Whatever is sent, QuickBooks answers, in its own words, and the books stay in balance."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_desktop.processor import KNOWN
from sandbox.quickbooks_desktop.qbxml.shape import SHAPES, Shape
from sandbox.quickbooks_desktop.refusals import RequestProcessorError
from sandbox.quickbooks_desktop.rules import SPECS
from tests.profiles import examples
from tests.sandbox.quickbooks_desktop.bookkeeper import (
    Bookkeeper,
    message,
    ref,
    request,
    text,
    xml,
)
from tests.sandbox.quickbooks_desktop.oracle import problems
from tests.sandbox.quickbooks_desktop.test_shapes import sample

NASTY = ["", " ", "0", "-1", "0.00", "-5.00", "9" * 13, "2026-02-30", "9999-12-31", "é", "a" * 300]
NASTY += ["2026-13-40T99:99:99", "true", "All", "Ann Buyer", "Commission Income", "%", "'; DROP"]


class Known:
    """A company in which something has been entered, and the ids of all of it."""

    def __init__(self) -> None:
        self.file = CompanyFile()
        books = Bookkeeper(self.file)
        ann, vic = books.customer(), books.vendor()
        invoice, bill = books.invoice(ann, "100.00"), books.bill(vic, "100.00")
        payment = books.payment(ann, "50.00", (invoice, "50.00"))
        receipt = books.add("SalesReceipt", SalesReceiptLineAdd=books.sold("5.00"))
        line = [{"PaymentTxnID": text(receipt, "TxnID")}]
        bank = ref("Checking Account")
        deposit = books.add("Deposit", DepositToAccountRef=bank, DepositLineAdd=line)
        memo = books.add("CreditMemo", CustomerRef=ann, CreditMemoLineAdd=books.sold("9.00"))
        documents = (invoice, bill, payment, receipt, deposit, memo)
        self.ids = [ann["ListID"], vic["ListID"], *(text(one, "TxnID") for one in documents)]
        self.ids += [str(one.text) for one in invoice.findall("InvoiceLineRet/TxnLineID")]
        self.ids += [*list(self.file.names("Account").values())[:5], "-1", "80000001-1"]
        self.sequences = [entry["edit_sequence"] for entry in self.file.entries()]


@st.composite
def bodies(
    draw: st.DrawFn, shape: Shape, known: Known, likely: float, spoilt: float = 1
) -> dict[str, Any]:
    """A body of the right structure more often than not; so much of it holds any values."""
    body: dict[str, Any] = {}
    for field in shape.fields.values():
        often = field.name in ("ListID", "TxnID", "EditSequence", "FullName", "Name")
        if draw(st.floats(0, 1)) > (0.8 if often else likely):
            continue
        inner = field.shape
        found: Any
        if inner:
            found = draw(bodies(inner, known, likely, spoilt))
        elif field.kind == "id":
            found = draw(st.sampled_from(known.ids + (NASTY if spoilt else [])))
        elif draw(st.floats(0, 1)) < spoilt:
            found = draw(st.sampled_from(NASTY))
        else:
            found = draw(st.sampled_from(["1.00", "10.00"])) if field.kind == "amt" else None
        body[field.name] = [found or sample(field.kind)]
    return body


@pytest.fixture(scope="module")
def known() -> Known:
    return Known()


@pytest.mark.parametrize("name", sorted(KNOWN))
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_quickbooks_always_answers(name: str, data: st.DataObject, known: Known) -> None:
    likely = data.draw(st.sampled_from([0.1, 0.3, 0.6]))
    content = xml(data.draw(bodies(SHAPES[name], known, likely)))
    bare = name.endswith("Query") or name in ("TxnDel", "TxnVoid", "ListDel")
    sent = message(request(name, content if bare else f"<{name}>{content}</{name}>"))
    try:
        answer = known.file.process(sent)
    except RequestProcessorError as refused:
        assert refused.hresult == "0x80040400"  # noqa: PT017  (either is right)
    else:
        assert problems(answer) == []
    assert known.file.trial_balance()["balanced"]


_NAMES = {
    "CustomerRef": "Ann Buyer",
    "VendorRef": "Vic Agent",
    "PayeeEntityRef": "Vic Agent",
    "AccountRef": "Checking Account",
    "BankAccountRef": "Checking Account",
    "DepositToAccountRef": "Checking Account",
    "ItemRef": "Desk Fee",
    "ClassRef": "Rentals",
    "TermsRef": "Net 30",
    "PaymentMethodRef": "Check",
}


def right(shape: Shape, body: dict[str, Any]) -> dict[str, Any]:
    """The body with references that are on the lists; those that no list has are left out."""
    result = {}
    for field in shape.fields.values():
        if field.reference:
            needed = field.name in body or field.name in ("CustomerRef", "VendorRef", "ItemRef")
            if field.name in _NAMES and needed:
                result[field.name] = [ref(_NAMES[field.name])]
        elif field.name in body:
            result[field.name] = body[field.name]
    return result


@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_writes_that_are_nearly_right(data: st.DataObject) -> None:
    known = Known()
    kind = data.draw(st.sampled_from(sorted(SPECS)))
    name = f"{kind}{data.draw(st.sampled_from(['Add', 'Mod']))}"
    if name not in KNOWN:
        return
    shape = SHAPES[name]
    body = right(shape, data.draw(bodies(shape, known, 0.1, 0.05)))
    for lines in (field for field in shape.fields if "Line" in field and field.endswith(name[-3:])):
        line = data.draw(bodies(SHAPES[lines], known, 0.3, 0.05))
        line |= {"Amount": [data.draw(st.sampled_from(["5.00", "50.00", "-1.00"]))]}
        if name.endswith("Mod"):
            line["TxnLineID"] = ["-1"]
        line = right(SHAPES[lines], line)
        body[lines] = [{field: line[field] for field in SHAPES[lines].fields if field in line}]
    if name.endswith("Mod"):
        found = [one for one in known.file.entries() if one["type"] == kind]
        if found:
            one = data.draw(st.sampled_from(found))
            body |= {"TxnID": [one["id"]], "EditSequence": [one["edit_sequence"]]}
    ordered = {field: body[field] for field in shape.fields if field in body}
    sent = message(request(name, f"<{name}>{xml(ordered)}</{name}>"))
    try:
        answer = known.file.process(sent)
    except RequestProcessorError as refused:
        assert refused.hresult == "0x80040400"  # noqa: PT017  (either is right)
    else:
        assert problems(answer) == []
    assert known.file.trial_balance()["balanced"]
    known.file.close()
