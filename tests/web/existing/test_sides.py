"""CORE and QuickBooks side by side: what differs is marked, and a CoreBooks tag is no difference."""

from __future__ import annotations

import datetime as dt

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import Entry, EntryRef, EntryStatus
from include.books.parties import Party, PartyKind
from include.clock import utc_now
from include.database.reads.existing import Found
from include.database.statuses import MatchDecision
from include.web.existing.sides import sides

PRODUCT = ListRef(ListKind.PRODUCT, "1", "Gross Commission")
OAK = Party("customer/property:oak", PartyKind.CUSTOMER, "11 Oak St, Boston")


def document(*cents: int) -> Document:
    """What CORE would post."""
    lines = tuple(Line("Gross", "Gross commission", one, PRODUCT) for one in cents)
    key = "brokerage_income/transaction:1/income"
    return Document(key, DocumentKind.INVOICE, OAK, lines, "TR-1", "11 Oak St, Boston")


def entry(
    *cents: int, number: str = "TR-1", memo: str = "", name: str = "11 OAK ST, Boston"
) -> Entry:
    """What QuickBooks has."""
    return Entry(
        DocumentKind.INVOICE,
        EntryRef("7", "0"),
        number,
        dt.date(2026, 6, 3),
        "5",
        sum(cents),
        sum(cents),
        tuple(("Gross commission", one) for one in cents),
        memo,
        EntryStatus.LIVE,
        party_name=name,
    )


def compared(core: Document, quickbooks: Entry) -> dict[str, tuple[str, str, bool]]:
    """The lines of the comparison, by name."""
    found = Found(
        document_key=core.key,
        category="brokerage_income",
        record_key="transaction:1",
        record_name="TR-1, 11 Oak St",
        document=core,
        entry=quickbooks,
        core_cents=core.total,
        entry_cents=quickbooks.net,
        score=80,
        certain=False,
        reasons=(),
        differences=(),
        others=(),
        decision=MatchDecision.UNDECIDED,
        decided_by="",
        decided_at=None,
        confirm_id="",
        accepted=False,
        found_at=utc_now(),
    )
    return {
        side.name: ("; ".join(side.core), "; ".join(side.quickbooks), side.differs)
        for side in sides(found)
    }


def test_the_same_in_other_letters_and_with_a_tag_does_not_differ() -> None:
    told = compared(
        document(1_000_000), entry(1_000_000, memo="11 Oak St, Boston CB-0123456789ABCDEF")
    )
    assert not any(differs for *_, differs in told.values())
    assert told["Customer"] == ("11 Oak St, Boston", "11 OAK ST, Boston", False)
    assert told["Date"] == ("When it first posts", "Jun 3, 2026", False)


def test_amount_number_and_lines_that_differ_are_marked() -> None:
    told = compared(document(1_000_000), entry(300_000, 39_500, number="1042"))
    assert told["Amount"] == ("$10,000.00", "$3,395.00", True)
    assert told["Number"] == ("TR-1", "1042", True)
    assert told["Lines"] == (
        "Gross commission: $10,000.00",
        "Gross commission: $3,000.00; Gross commission: $395.00",
        True,
    )


def test_of_many_lines_the_rest_is_counted() -> None:
    told = compared(document(12), entry(*[1] * 12))
    assert told["Lines"][1].endswith("4 more")
