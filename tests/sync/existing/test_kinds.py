"""Which kinds of entries may be a document's."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind
from include.sync.existing.kinds import kinds_for, kinds_to_read


def test_income_may_be_an_invoice_a_sales_receipt_or_a_deposit() -> None:
    names = {kind.value for kind in kinds_for(DocumentKind.INVOICE)}
    assert names == {"invoice", "sales receipt", "deposit"}


def test_an_agent_may_be_paid_by_bill_check_or_expense() -> None:
    assert {kind.value for kind in kinds_for(DocumentKind.CHECK)} == {"bill", "check", "expense"}


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_its_own_kind_always_may_be(kind: DocumentKind) -> None:
    assert kind in kinds_for(kind)


@pytest.mark.parametrize(
    "kind", [DocumentKind.VENDOR_CREDIT, DocumentKind.CREDIT_MEMO, DocumentKind.PAYMENT]
)
def test_credits_and_payments_are_nothing_else(kind: DocumentKind) -> None:
    assert kinds_for(kind) == {kind}


def test_all_that_must_be_read() -> None:
    kinds = kinds_to_read([DocumentKind.BILL, DocumentKind.VENDOR_CREDIT])
    assert {kind.value for kind in kinds} == {"bill", "check", "expense", "vendor credit"}
