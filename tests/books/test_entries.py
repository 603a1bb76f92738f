"""What QuickBooks has: an entry about which little is known says nothing that isn't so."""

from __future__ import annotations

import pytest

from include.books.documents import DocumentKind
from include.books.entries import (
    Entry,
    EntryRef,
    EntryStatus,
    LineExtras,
    LinkedEntry,
    LinkedKind,
    PartyEntry,
)
from include.books.parties import PartyKind


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


def test_what_quickbooks_does_not_show_is_blank() -> None:
    assert LineExtras() == LineExtras(line_id="", class_id="", customer_id="", billable=None)
    entry = Entry(
        DocumentKind.BILL, EntryRef("5", "0"), "TR-1", None, "7", 1, 1, (), "", EntryStatus.LIVE
    )
    assert (entry.links, entry.targets, entry.linked, entry.extras) == ((), (), (), ())
    assert (entry.account_id, entry.printed, entry.currency) == ("", False, "")
    party = PartyEntry(PartyKind.VENDOR, EntryRef("7", "0"), "Jane Doe")
    assert (party.active, party.print_name, party.currency) == (True, "", "")
    assert LinkedEntry(LinkedKind.PAYMENT, "8").cents is None


def test_states_and_links_are_named_by_these_words() -> None:
    assert [status.value for status in EntryStatus] == ["live", "voided", "deleted"]
    assert [kind.value for kind in LinkedKind] == [
        "payment",
        "credit",
        "deposit",
        "reimbursement",
        "other",
    ]
