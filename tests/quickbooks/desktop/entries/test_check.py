"""The last look at a write: what it lets through, and what it names in words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from include.books.gateway import DocumentWrite, ListWrite, PartyWrite
from include.quickbooks.desktop.entries import lists, parties
from include.quickbooks.desktop.entries.check import check
from include.quickbooks.desktop.entries.documents import document_request
from include.quickbooks.field_errors import FieldError
from tests.profiles import examples
from tests.quickbooks.desktop.test_schema import REFS, built
from tests.quickbooks.desktop.writes import document_writes, list_writes, party_writes

hundreds = settings(
    max_examples=examples(400),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@hundreds
@given(document_writes(REFS), party_writes, list_writes)
def test_what_is_built_is_never_found_wrong(
    document: DocumentWrite, party: PartyWrite, entry: ListWrite
) -> None:
    for request in (
        built(lambda: document_request(document), "memo", "description"),
        built(lambda: parties.party_request(party), "name", "email address", "tax ID"),
        built(lambda: lists.list_request(entry), "name", "income account"),
    ):
        if request is not None:
            assert check(request) is request


@pytest.mark.parametrize(
    ("request_text", "field", "problem"),
    [
        (
            "<InvoiceAdd><RefNumber>123456789012</RefNumber></InvoiceAdd>",
            "number",
            "the limit is 11",
        ),
        (
            "<BillAdd><RefNumber>123456789012345678901</RefNumber></BillAdd>",
            "number",
            "the limit is 20",
        ),
        ("<VendorAdd><Name>" + "x" * 42 + "</Name></VendorAdd>", "Name", "the limit is 41"),
        ("<ClassAdd><Name>" + "x" * 32 + "</Name></ClassAdd>", "Name", "the limit is 31"),
        ("<InvoiceAdd><Memo>" + "x" * 4096 + "</Memo></InvoiceAdd>", "Memo", "the limit is 4,095"),
        (
            "<InvoiceAdd><InvoiceLineAdd><Amount>100.5</Amount></InvoiceLineAdd></InvoiceAdd>",
            "Amount",
            "not an amount with two decimals",
        ),
        (
            "<BillAdd><ExpenseLineAdd><Amount>1e3</Amount></ExpenseLineAdd></BillAdd>",
            "Amount",
            "not an amount with two decimals",
        ),
        ("<InvoiceAdd><TxnDate>11/23/2026</TxnDate></InvoiceAdd>", "TxnDate", "not a date"),
        ("<CheckAdd><IsToBePrinted>yes</IsToBePrinted></CheckAdd>", "IsToBePrinted", "neither"),
        (
            "<InvoiceAdd><Memo>m</Memo><TxnDate>2026-11-23</TxnDate></InvoiceAdd>",
            "Invoice",
            "aren't in the order",
        ),
        ("<InvoiceAdd><Surprise>m</Surprise></InvoiceAdd>", "Surprise", "no such field"),
        (
            "<InvoiceAdd><CustomerRef><ListID>drop table</ListID></CustomerRef></InvoiceAdd>",
            "ListID",
            "not a QuickBooks ID",
        ),
    ],
)
def test_what_quickbooks_could_not_read_is_named_in_words(
    request_text: str, field: str, problem: str
) -> None:
    with pytest.raises(FieldError, match=problem) as error:
        check(etree.fromstring(f"<Rq>{request_text}</Rq>"))
    assert error.value.field == field
    assert field in error.value.rejected("r", "invoice TR-1").sentence
