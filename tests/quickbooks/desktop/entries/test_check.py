"""The last look at a write: what it lets through, and what it names in words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from include.books.gateway import DocumentWrite, ListWrite, PartyWrite
from include.quickbooks.desktop.entries import lists, parties
from include.quickbooks.desktop.entries.check import check
from include.quickbooks.desktop.entries.documents import document_request
from include.quickbooks.field_errors import Unfit
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
        built(lambda: parties.party_request(party), "name", "e-mail address", "tax id"),
        built(lambda: lists.list_request(entry), "name", "income account"),
    ):
        if request is not None:
            assert check(request) is request


@pytest.mark.parametrize(
    ("request_text", "field", "problem"),
    [
        ("<InvoiceAdd><RefNumber>123456789012</RefNumber></InvoiceAdd>", "number", "at most 11"),
        ("<BillAdd><RefNumber>123456789012345678901</RefNumber></BillAdd>", "number", "at most 20"),
        ("<VendorAdd><Name>" + "x" * 42 + "</Name></VendorAdd>", "Name", "at most 41"),
        ("<ClassAdd><Name>" + "x" * 32 + "</Name></ClassAdd>", "Name", "at most 31"),
        ("<InvoiceAdd><Memo>" + "x" * 4096 + "</Memo></InvoiceAdd>", "Memo", "at most 4,095"),
        (
            "<InvoiceAdd><InvoiceLineAdd><Amount>100.5</Amount></InvoiceLineAdd></InvoiceAdd>",
            "Amount",
            "no amount with two decimals",
        ),
        (
            "<BillAdd><ExpenseLineAdd><Amount>1e3</Amount></ExpenseLineAdd></BillAdd>",
            "Amount",
            "no amount with two decimals",
        ),
        ("<InvoiceAdd><TxnDate>11/23/2026</TxnDate></InvoiceAdd>", "TxnDate", "no date"),
        ("<CheckAdd><IsToBePrinted>yes</IsToBePrinted></CheckAdd>", "IsToBePrinted", "neither"),
        (
            "<InvoiceAdd><Memo>m</Memo><TxnDate>2026-11-23</TxnDate></InvoiceAdd>",
            "Invoice",
            "not in the order",
        ),
        ("<InvoiceAdd><Surprise>m</Surprise></InvoiceAdd>", "Surprise", "no such field"),
        (
            "<InvoiceAdd><CustomerRef><ListID>drop table</ListID></CustomerRef></InvoiceAdd>",
            "ListID",
            "no id of QuickBooks",
        ),
    ],
)
def test_what_quickbooks_could_not_read_is_named_in_words(
    request_text: str, field: str, problem: str
) -> None:
    with pytest.raises(Unfit, match=problem) as unfit:
        check(etree.fromstring(f"<Rq>{request_text}</Rq>"))
    assert unfit.value.field == field
    assert field in unfit.value.refused("r", "invoice TR-1").sentence
