"""Nothing leaves with a blank in it: what a write names without knowing it in QuickBooks, each a row."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.entries import EntryRef
from include.books.gateway import Action, DocumentWrite
from include.books.parties import Party, PartyKind
from include.books.references import unknown_reference

OCT_15 = dt.date(2026, 10, 15)
AMY = Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler")
COST = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")
BILL = Document(
    "key", DocumentKind.BILL, AMY, (Line("Commission", "", 784_000, COST),), "TR-1", "146 Aldon Dr"
)
PAYMENT = dataclasses.replace(BILL, kind=DocumentKind.PAYMENT, pays="invoice")
KNOWN = EntryRef("501", "3")


def new(kind: ListKind, name: str) -> ListRef:
    return ListRef(kind, "", name)


def write(document: Document = BILL, action: Action = Action.CREATE, **known: Any) -> DocumentWrite:
    values = {"party_id": "7", "existing": None if action is Action.CREATE else KNOWN, **known}
    return DocumentWrite("r", action, document, "CB-1", OCT_15, OCT_15, **values)


def but(**changes: Any) -> Document:
    return dataclasses.replace(BILL, **changes)


ROWS: list[tuple[str, DocumentWrite, str]] = [
    ("a new bill", write(), ""),
    ("a bill updated", write(action=Action.UPDATE), ""),
    ("a bill to nobody", write(party_id=""), "vendor Amy Adler"),
    ("a bill to a blank", write(party_id=" "), "vendor Amy Adler"),
    (
        "an update of a blank",
        write(action=Action.UPDATE, existing=EntryRef(" ", "0")),
        "the bill itself",
    ),
    ("a payment of a blank", write(PAYMENT, pays_id=" "), "the invoice it pays"),
    (
        "a blank account of the money",
        write(but(account=dataclasses.replace(COST, id="\t", name="Bank"))),
        "account Bank",
    ),
    ("an update to nobody", write(action=Action.UPDATE, party_id=""), "vendor Amy Adler"),
    ("an update of nothing", write(action=Action.UPDATE, existing=None), "the bill itself"),
    ("a void of nothing", write(action=Action.VOID, existing=EntryRef("", "0")), "the bill itself"),
    ("a void names the entry alone", write(action=Action.VOID, party_id=""), ""),
    ("a payment of an invoice", write(PAYMENT, pays_id="500"), ""),
    ("a payment of nothing known", write(PAYMENT), "the invoice it pays"),
    ("a payment of no invoice", write(dataclasses.replace(PAYMENT, pays=None)), ""),
    ("a bill that belongs to an invoice", write(but(pays="invoice")), ""),
    (
        "a line to an account that is not there",
        write(but(lines=(*BILL.lines, Line("Fee", "", 1, new(ListKind.ACCOUNT, "Fees"))))),
        "account Fees",
    ),
    ("no account of the money", write(but(account=new(ListKind.ACCOUNT, "Bank"))), "account Bank"),
    ("no class", write(but(class_ref=new(ListKind.CLASS, "Boston"))), "class Boston"),
    (
        "no payment method",
        write(but(payment_method=new(ListKind.PAYMENT_METHOD, ""))),
        "payment method",
    ),
    ("every list entry known", write(but(account=COST, class_ref=COST, payment_method=COST)), ""),
]


@pytest.mark.parametrize(("says", "write", "unknown"), ROWS, ids=[row[0] for row in ROWS])
def test_what_quickbooks_does_not_have_is_named(
    says: str, write: DocumentWrite, unknown: str
) -> None:
    assert says
    assert unknown_reference(write) == unknown
