"""Which of QuickBooks' own lines an update names, and what it says of the others."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import EntryRef, LineExtras
from include.books.gateway import Action, DocumentWrite
from include.books.parties import Party, PartyKind
from include.quickbooks.desktop.entries.documents import document_request

DAY = dt.date(2026, 11, 20)
ACCOUNT = ListRef(ListKind.ACCOUNT, "80000013-1795440111", "Agent Commissions")


def bill(*extras: LineExtras) -> DocumentWrite:
    line = Line("Commission", "Amy's commission", 100_00, ACCOUNT)
    party = Party("vendor/agent:1", PartyKind.VENDOR, "Amy Adler")
    document = Document("key", DocumentKind.BILL, party, (line, line), "TR-1", "12 Elm St")
    return DocumentWrite(
        "r",
        Action.UPDATE,
        document,
        "CB-1",
        DAY,
        DAY,
        "80000037-1",
        None,
        EntryRef("1A-1", "1"),
        extras=extras,
    )


@pytest.mark.parametrize(
    ("ids", "sent"),
    [
        (("9-1", "1F-1"), ["9-1", "1F-1"]),
        (("", "1F-1"), ["-1", "1F-1"]),
        (("1F-1", "9-1"), ["-1", "-1"]),
        (("9-1", "9-1"), ["-1", "-1"]),
    ],
    ids=["in order", "a new line first", "out of order", "one line twice"],
)
def test_lines_are_named_in_quickbooks_order_or_made_anew(
    ids: tuple[str, ...], sent: list[str]
) -> None:
    extras = [LineExtras(line_id, customer_id="80000001-1", billable=True) for line_id in ids]
    request = document_request(bill(*extras))
    lines = request.findall("BillMod/ExpenseLineMod")
    assert [line.findtext("TxnLineID") for line in lines] == sent
    # QuickBooks knows whether its own lines are billable, or were billed already.
    assert [line.findtext("BillableStatus") for line in lines] == [
        "Billable" if line_id == "-1" else None for line_id in sent
    ]


@pytest.mark.parametrize("kind", [DocumentKind.CHECK, DocumentKind.EXPENSE])
def test_a_printed_check_keeps_the_number_on_its_paper(kind: DocumentKind) -> None:
    checking = ListRef(ListKind.ACCOUNT, "80000002-1795440111", "Checking Account")
    document = dataclasses.replace(bill().document, kind=kind, account=checking)
    made = dataclasses.replace(bill(), document=document)
    assert document_request(made).findtext("CheckMod/RefNumber") == "TR-1"
    kept = dataclasses.replace(made, keeps_number=True)
    assert document_request(kept).find("CheckMod/RefNumber") is None


def test_without_what_a_bookkeeper_set_every_line_is_new() -> None:
    lines = document_request(bill()).findall("BillMod/ExpenseLineMod")
    assert [line.findtext("TxnLineID") for line in lines] == ["-1", "-1"]


@pytest.mark.parametrize(("of_core", "sent"), [("8", "8"), ("", "7")])
def test_a_class_that_core_has_goes_before_one_that_a_bookkeeper_set(
    of_core: str, sent: str
) -> None:
    write = bill(LineExtras(class_id="7"), LineExtras(class_id="7"))
    ref = ListRef(ListKind.CLASS, of_core, "Boston") if of_core else None
    document = dataclasses.replace(write.document, class_ref=ref)
    request = document_request(dataclasses.replace(write, document=document))
    classes = request.iterfind("BillMod/ExpenseLineMod/ClassRef/ListID")
    assert [one.text for one in classes] == [sent] * 2
