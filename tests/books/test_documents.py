"""The content of an entry decides whether it is posted again: what changes it, and what doesn't."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import (
    CREDITS,
    NEVER_ZERO,
    PAYMENTS,
    Document,
    DocumentKind,
    Line,
    fingerprint,
    marker,
)
from include.books.parties import Party, PartyKind

JANE = Party("customer/agent:45", PartyKind.CUSTOMER, "Jane Doe")
DESK = ListRef(ListKind.PRODUCT, "5", "Desk fee")
BANK = ListRef(ListKind.ACCOUNT, "35", "Checking Account")
BOSTON = ListRef(ListKind.CLASS, "7", "Boston")
NEW_CLASS = ListRef(ListKind.CLASS, "", "Chester")
ACH = ListRef(ListKind.PAYMENT_METHOD, "9", "ACH")
OCT_15 = dt.date(2026, 10, 15)
INVOICE = Document(
    key="agent_billing/statement:55/invoice",
    kind=DocumentKind.INVOICE,
    party=JANE,
    lines=(
        Line("Desk fee", "Desk fee, October", 95_00, DESK),
        Line("Credit", "Agent credit", -20_00, DESK),
    ),
    number="BL-2026-000055",
    memo="146 Aldon Drive",
)


def test_the_content_of_an_invoice_is_what_must_be_the_same_in_quickbooks() -> None:
    """Stored fingerprints are of exactly this: another spelling posts every entry again."""
    assert INVOICE.content() == {
        "kind": "invoice",
        "party": "customer/agent:45",
        "lines": [
            ["Desk fee", "Desk fee, October", 95_00, "product", "5"],
            ["Credit", "Agent credit", -20_00, "product", "5"],
        ],
        "number": "BL-2026-000055",
        "memo": "146 Aldon Drive",
        "date": None,
        "due_date": None,
        "account": None,
        "pays": None,
    }


@pytest.mark.parametrize(
    ("field", "value", "name", "content"),
    [
        ("date", OCT_15, "date", "2026-10-15"),
        ("due_date", OCT_15, "due_date", "2026-10-15"),
        ("account", BANK, "account", "35"),
        (
            "pays",
            "agent_billing/statement:55/invoice",
            "pays",
            "agent_billing/statement:55/invoice",
        ),
        ("applied", 0, "applied", 0),
        ("applied", 40_00, "applied", 40_00),
        ("class_ref", BOSTON, "class", "7"),
        ("class_ref", NEW_CLASS, "class", "Chester"),
        ("payment_method", ACH, "payment_method", "9"),
        ("print_later", True, "print_later", True),
    ],
)
def test_what_a_document_has_is_in_its_content(
    field: str, value: Any, name: str, content: object
) -> None:
    document = dataclasses.replace(INVOICE, **{field: value})
    assert document.content() == {**INVOICE.content(), name: content}


def test_a_renamed_agent_or_product_changes_nothing() -> None:
    renamed = dataclasses.replace(
        INVOICE,
        party=dataclasses.replace(JANE, display_name="Jane Roe"),
        lines=tuple(
            dataclasses.replace(line, target=dataclasses.replace(DESK, name="Desk"))
            for line in INVOICE.lines
        ),
        notes=("told in the log",),
    )
    assert renamed.content() == INVOICE.content()


def test_a_document_is_named_by_kind_number_and_amount() -> None:
    assert INVOICE.label == "invoice BL-2026-000055 of $75.00"
    assert INVOICE.total == 75_00


def test_notes_for_the_log_are_no_part_of_the_document() -> None:
    assert dataclasses.replace(INVOICE, notes=("posts to the default",)) == INVOICE


def test_what_a_document_does_not_say_is_left_to_quickbooks() -> None:
    assert (INVOICE.date, INVOICE.due_date, INVOICE.account, INVOICE.pays) == (None,) * 4
    assert (INVOICE.applied, INVOICE.class_ref, INVOICE.payment_method) == (None,) * 3
    assert (INVOICE.notes, INVOICE.print_later) == ((), False)


def test_fingerprints_and_tags_never_change() -> None:
    """They are stored, and the tag is in QuickBooks' memos: other ones would post everything again."""
    assert fingerprint({"memo": "Café", "number": "1"}) == "688abd14f7f9ebf5bfcb1bd566df3cde"
    assert fingerprint({"number": "1", "memo": "Café"}) == fingerprint(
        {"memo": "Café", "number": "1"}
    )
    assert marker("willow-park", "brokerage_income/transaction:123/income") == "CB-58839226A2E94B30"


def test_kinds_of_entries_are_stored_by_these_words() -> None:
    assert [kind.value for kind in DocumentKind] == [
        "invoice",
        "payment",
        "bill",
        "vendor credit",
        "sales receipt",
        "deposit",
        "check",
        "expense",
        "credit memo",
        "refund",
    ]


def test_what_pays_lowers_or_is_never_zero() -> None:
    assert sorted(PAYMENTS) == ["payment", "refund"]
    assert sorted(CREDITS) == ["credit memo", "vendor credit"]
    assert sorted(NEVER_ZERO) == ["deposit"]
