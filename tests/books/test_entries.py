"""What QuickBooks has: an entry about which little is known says nothing that isn't so."""

from __future__ import annotations

import dataclasses

import pytest

from include.books.documents import DocumentKind
from include.books.entries import (
    NOTHING_SET,
    Entry,
    EntryExtras,
    EntryRef,
    EntryStatus,
    LineExtras,
    LinkedEntry,
    LinkedKind,
    PartyEntry,
)
from include.books.parties import PartyKind

BILL = Entry(
    DocumentKind.BILL, EntryRef("5", "0"), "TR-1", None, "7", 1, 1, (), "", EntryStatus.LIVE
)


@pytest.mark.parametrize(
    ("extras", "is_empty"),
    [
        (LineExtras(), True),
        (LineExtras(line_id="1"), True),
        (LineExtras(billable=False), True),
        (LineExtras(billable=True), False),
        (LineExtras(class_id="7"), False),
        (LineExtras(customer_id="3"), False),
    ],
)
def test_a_bookkeeper_set_a_class_a_customer_or_billable(
    extras: LineExtras, *, is_empty: bool
) -> None:
    assert extras.is_empty is is_empty


@pytest.mark.parametrize(
    ("targets", "lines"),
    [
        (("71", "82"), [("Commission", 7_840_00, "71"), ("Desk fee", -20_00, "82")]),
        ((), [("Commission", 7_840_00, ""), ("Desk fee", -20_00, "")]),
        (("82",), [("Commission", 7_840_00, ""), ("Desk fee", -20_00, "")]),
    ],
    ids=["shown", "not shown", "not shown for each"],
)
def test_a_line_has_its_account_where_quickbooks_shows_one_for_each(
    targets: tuple[str, ...], lines: list[tuple[str, int, str]]
) -> None:
    posted = (("Commission", 7_840_00), ("Desk fee", -20_00))
    assert dataclasses.replace(BILL, lines=posted, targets=targets).posted_lines == lines


@pytest.mark.parametrize(
    ("whole", "is_empty"),
    [
        (EntryExtras(), True),
        (EntryExtras("", ""), True),
        (EntryExtras(class_id="7"), False),
        (EntryExtras(location_id="3"), False),
    ],
)
def test_a_bookkeeper_set_a_class_or_a_location_of_the_entry(
    whole: EntryExtras, *, is_empty: bool
) -> None:
    assert whole.is_empty is is_empty
    assert (whole == NOTHING_SET) is is_empty


def test_what_quickbooks_does_not_show_is_blank() -> None:
    assert BILL.whole == EntryExtras(class_id="", location_id="")
    assert LineExtras() == LineExtras(line_id="", class_id="", customer_id="", billable=None)
    assert (BILL.links, BILL.targets, BILL.linked, BILL.extras) == ((), (), (), ())
    assert (BILL.account_id, BILL.printed, BILL.currency, BILL.party_name) == ("", False, "", "")
    party = PartyEntry(PartyKind.VENDOR, EntryRef("7", "0"), "Jane Doe")
    assert (party.active, party.print_name, party.currency) == (True, "", "")
    assert party.former_name == ""
    assert LinkedEntry(LinkedKind.PAYMENT, "8").cents is None


@pytest.mark.parametrize(
    ("currency", "is_foreign"), [("", False), ("USD", True), ("CAD", True), ("EUR", True)]
)
def test_what_is_in_another_currency_than_the_company_s_is_foreign(
    currency: str, *, is_foreign: bool
) -> None:
    vendor = PartyEntry(PartyKind.VENDOR, EntryRef("7", "0"), "Jane Doe", currency=currency)
    assert dataclasses.replace(BILL, currency=currency).is_foreign is is_foreign
    assert vendor.is_foreign is is_foreign


def test_states_and_links_are_named_by_these_words() -> None:
    assert [status.value for status in EntryStatus] == ["live", "voided", "deleted"]
    assert [kind.value for kind in LinkedKind] == [
        "payment",
        "credit",
        "deposit",
        "reimbursement",
        "other",
    ]
