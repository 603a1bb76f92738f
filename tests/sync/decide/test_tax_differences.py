"""An entry with tax codes: its net, its codes and its tax are compared; tax may round either way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.parties import Party, PartyKind
from include.sync.decide.differences import Expected, differences

NOV_3 = dt.date(2026, 11, 3)
ONTARIO, EXEMPT = (
    ListRef(ListKind.TAX_CODE, id_, name) for id_, name in (("6", "HST ON"), ("2", "Exempt"))
)
GROSS = ListRef(ListKind.PRODUCT, "1", "Gross Commission")
HARBOR = Party("customer/property:harbor", PartyKind.CUSTOMER, "230 Commercial St")
THIRTEEN = (Decimal(13),)
KNOWN = Expected(NOV_3, "77", tax=1_300_00, rates=((10_000_00, THIRTEEN),))


def invoice(tax: ListRef | None = ONTARIO) -> Document:
    lines = (Line("Gross commission", "Gross commission", 10_000_00, GROSS, tax),)
    return Document("a key", DocumentKind.INVOICE, HARBOR, lines, "TR-1", "", date=NOV_3)


def in_quickbooks(**changes: Any) -> Entry:
    entry = Entry(
        kind=DocumentKind.INVOICE,
        ref=EntryRef("501", "0"),
        number="TR-1",
        date=NOV_3,
        party_id="77",
        total=11_300_00,
        balance=11_300_00,
        lines=(("Gross commission", 10_000_00),),
        memo="",
        status=EntryStatus.LIVE,
        targets=("1",),
        tax=1_300_00,
        tax_codes=("6",),
        tax_mode="TaxExcluded",
    )
    return dataclasses.replace(entry, **changes)


def said(entry: Entry, document: Document | None = None, expected: Expected = KNOWN) -> list[str]:
    return [one.edited for one in differences(entry, document or invoice(), expected)]


def test_an_entry_as_it_was_sent_doesnt_differ_though_its_total_has_the_tax() -> None:
    assert said(in_quickbooks()) == []


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {"total": 12_430_00, "tax": 1_430_00, "lines": (("Gross commission", 11_000_00),)},
            [
                "total before tax changed from $10,000.00 to $11,000.00",
                "lines changed from $10,000.00 to $11,000.00",
            ],
        ),
        (
            {"total": 10_000_00, "tax": 0, "tax_codes": ("2",)},
            ["lines no longer have the tax code HST ON"],
        ),
        ({"tax_mode": "TaxInclusive"}, ["amounts include tax"]),
        (
            {"tax_mode": "NotApplicable", "tax_codes": (), "tax": 0, "total": 10_000_00},
            ["no tax applies"],
        ),
        (
            {"total": 11_305_00, "tax": 1_305_00},
            ["QuickBooks added $1,305.00 of tax where $1,300.00 was expected"],
        ),
    ],
)
def test_what_someone_changed_is_told(changes: dict[str, Any], sentences: list[str]) -> None:
    assert said(in_quickbooks(**changes)) == sentences


def test_tax_that_is_rounded_the_other_way_is_no_difference() -> None:
    quebec = (Decimal(5), Decimal("9.975"))
    expected = Expected(NOV_3, "77", tax=6_715, rates=((44_839, quebec),))
    lines = (("Gross commission", 44_839),)
    document = dataclasses.replace(
        invoice(), lines=(dataclasses.replace(invoice().lines[0], amount=44_839),)
    )
    for tax, differs in ((6_714, False), (6_715, False), (6_716, True), (6_712, True)):
        entry = in_quickbooks(lines=lines, total=44_839 + tax, tax=tax)
        assert bool(said(entry, document, expected)) is differs, tax


def test_a_rate_that_changed_since_changes_no_entry() -> None:
    raised = Expected(NOV_3, "77", tax=1_300_00, rates=((10_000_00, (Decimal(15),)),))
    assert said(in_quickbooks(), expected=raised) == []


def test_tax_on_an_entry_that_was_posted_without_codes_is_told() -> None:
    known = Expected(NOV_3, "77")
    assert said(in_quickbooks(), invoice(None), known) == ["QuickBooks added tax of $1,300.00"]
    untaxed = in_quickbooks(total=10_000_00, tax=0, tax_codes=(), tax_mode="NotApplicable")
    assert said(untaxed, invoice(None), known) == []
    assert said(in_quickbooks(total=10_000_00, tax=0), invoice(EXEMPT))[0].endswith("Exempt")
