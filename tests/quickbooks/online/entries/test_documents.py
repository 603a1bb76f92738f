from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import DocumentKind, Line
from include.books.entries import EntryRef
from include.books.gateway import Action, DocumentWrite, Recovery
from include.quickbooks.field_errors import FieldError
from include.quickbooks.online.entries.documents import document_item, memo
from include.quickbooks.online.entries.sales_forms import SalesForms
from tests.quickbooks.online.books import document_write

CHECKING = ListRef(ListKind.ACCOUNT, "35", "Checking Account")
COMMISSIONS = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")
FEES = ListRef(ListKind.ACCOUNT, "81", "Transaction Fee Income")
GROSS = ListRef(ListKind.PRODUCT, "2", "Gross Commission")
CLASS = ListRef(ListKind.CLASS, "9", "North office")
REF = EntryRef("31", "4")


def write(kind: DocumentKind, *lines: Line) -> DocumentWrite:
    return document_write(kind, "7", "TR-1", lines)


def updated(document: DocumentWrite) -> DocumentWrite:
    return dataclasses.replace(document, action=Action.UPDATE, existing=REF)


def voided(document: DocumentWrite) -> DocumentWrite:
    return dataclasses.replace(document, action=Action.VOID, existing=REF)


def test_an_invoice_sells_products() -> None:
    sent = write(DocumentKind.INVOICE, Line("Gross", "Gross commission", 10_000_00, GROSS))

    item = document_item(sent)

    assert (item.entity, item.operation) == ("Invoice", "create")
    assert item.body == {
        "CustomerRef": {"value": "7"},
        "DocNumber": "TR-1",
        "TxnDate": "2026-03-02",
        "PrivateNote": f"12 Oak Street, Sacramento [{sent.marker}]",
        "DueDate": "2026-03-02",
        "CurrencyRef": {"value": "USD"},
        "Line": [
            {
                "Amount": Decimal("10000.00"),
                "Description": "Gross commission",
                "DetailType": "SalesItemLineDetail",
                "SalesItemLineDetail": {
                    "ItemRef": {"value": "2"},
                    "Qty": 1,
                    "UnitPrice": Decimal("10000.00"),
                    "TaxCodeRef": {"value": "NON"},
                },
            }
        ],
    }


def test_a_bill_is_booked_to_accounts() -> None:
    item = document_item(
        write(
            DocumentKind.BILL,
            Line("Commission", "Commission", 8_000_00, COMMISSIONS),
            Line("Fee", "Fee", -25_50, FEES),
        )
    )

    assert item.body["VendorRef"] == {"value": "7"}
    commission, fee = item.body["Line"]
    assert commission["AccountBasedExpenseLineDetail"] == {"AccountRef": {"value": "80"}}
    assert fee["AccountBasedExpenseLineDetail"] == {"AccountRef": {"value": "81"}}
    assert fee["Amount"] == Decimal("-25.50")


def test_a_vendor_credit_states_what_the_vendor_owes() -> None:
    item = document_item(
        write(DocumentKind.VENDOR_CREDIT, Line("Owed", "Owed", 160_00, COMMISSIONS))
    )

    assert item.entity == "VendorCredit"
    assert item.body["Line"][0]["Amount"] == Decimal("160.00")
    assert "DueDate" not in item.body


def test_a_payment_settles_an_invoice_into_an_account() -> None:
    item = document_item(
        document_write(
            DocumentKind.PAYMENT,
            "7",
            "P5",
            [Line("Payment", "Payment by check", 500_00, CHECKING)],
            account=CHECKING,
            pays_id="31",
        )
    )

    assert item.body["PaymentRefNum"] == "P5"
    assert item.body["TotalAmt"] == Decimal("500.00")
    assert item.body["DepositToAccountRef"] == {"value": "35"}
    settled = {"TxnId": "31", "TxnType": "Invoice"}
    assert item.body["Line"] == [{"Amount": Decimal("500.00"), "LinkedTxn": [settled]}]


def test_an_update_names_the_version_it_knows_and_leaves_the_rest_alone() -> None:
    item = document_item(updated(write(DocumentKind.BILL, Line("C", "C", 1_00, COMMISSIONS))))

    assert item.operation == "update"
    sent = {name: item.body[name] for name in ("Id", "SyncToken", "sparse")}
    assert sent == {"Id": "31", "SyncToken": "4", "sparse": True}


def test_a_printed_check_keeps_the_number_on_its_paper() -> None:
    check = write(DocumentKind.CHECK, Line("Share", "Share", 100_00, COMMISSIONS))
    document = dataclasses.replace(check.document, account=CHECKING)
    made = updated(dataclasses.replace(check, document=document))
    assert document_item(made).body["DocNumber"] == "TR-1"
    kept = dataclasses.replace(made, keeps_number=True)
    assert "DocNumber" not in document_item(kept).body


def test_quickbooks_voids_invoices_and_payments_itself() -> None:
    invoice = document_item(voided(write(DocumentKind.INVOICE, Line("G", "G", 1_00, GROSS))))
    payment = document_item(voided(write(DocumentKind.PAYMENT, Line("P", "P", 1_00, CHECKING))))

    assert (invoice.params, invoice.alone) == ({"operation": "void"}, True)
    assert invoice.body == {"Id": "31", "SyncToken": "4"}
    assert payment.params == {"operation": "update", "include": "void"}
    assert payment.body == {"Id": "31", "SyncToken": "4", "sparse": True}


def test_a_voided_bill_stays_with_nothing_in_it() -> None:
    item = document_item(voided(write(DocumentKind.BILL, Line("C", "C", 80_00, COMMISSIONS))))

    assert item.operation == "update"
    assert item.body["Line"][0]["Amount"] == 0
    assert item.body["PrivateNote"].startswith("Voided - 12 Oak Street")


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (document_write(DocumentKind.BILL, "7", "N" * 22, []), "number"),
        (document_write(DocumentKind.BILL, "7", "N", [], memo="m" * 3990), "memo"),
        (document_write(DocumentKind.PAYMENT, "7", "N" * 22, []), "number"),
        (write(DocumentKind.BILL, Line("C", "d" * 4001, 1, COMMISSIONS)), "description of “C”"),
        (write(DocumentKind.INVOICE, Line("C", "", 1, COMMISSIONS)), "product"),
        (write(DocumentKind.BILL, Line("C", "", 1, CLASS)), "account"),
        (dataclasses.replace(write(DocumentKind.BILL), action=Action.UPDATE), "entry"),
        (dataclasses.replace(write(DocumentKind.INVOICE), action=Action.VOID), "entry"),
    ],
)
def test_what_does_not_fit_is_named(document: DocumentWrite, field: str) -> None:
    with pytest.raises(FieldError) as error:
        document_item(document)

    assert error.value.field == field
    refused = error.value.rejected(document.request_id, document.document.label)
    assert refused.recovery is Recovery.ON_HOLD
    assert field in refused.sentence


def test_a_memo_ends_in_its_mark() -> None:
    assert memo("12 Oak Street", "CB-1") == "12 Oak Street [CB-1]"
    assert memo("", "CB-1") == "[CB-1]"


def test_a_sale_may_have_one_class_as_a_whole() -> None:
    sent = write(DocumentKind.INVOICE, Line("Gross", "Gross", 10_00, GROSS))
    classed = dataclasses.replace(
        sent, document=dataclasses.replace(sent.document, class_ref=CLASS)
    )

    item = document_item(classed, SalesForms(one_class=True))

    assert item.body["ClassRef"] == {"value": "9"}
    assert "ClassRef" not in item.body["Line"][0]["SalesItemLineDetail"]
    assert document_item(sent, SalesForms(one_class=True)).body == document_item(sent).body


def test_a_cost_has_its_class_on_its_lines_in_every_company() -> None:
    sent = write(DocumentKind.BILL, Line("C", "C", 10_00, COMMISSIONS))
    classed = dataclasses.replace(
        sent, document=dataclasses.replace(sent.document, class_ref=CLASS)
    )

    body = document_item(classed, SalesForms(one_class=True)).body

    assert body == document_item(classed).body
    assert body["Line"][0]["AccountBasedExpenseLineDetail"]["ClassRef"] == {"value": "9"}
