"""How an entry in QuickBooks differs from what was posted, each a row: after an edit, and from the start."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.sync.decide.differences import Difference, Expected, differences
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import POSTED_ON, bill

COST, FEES = ListRef(ListKind.ACCOUNT, "71", "Costs"), ListRef(ListKind.ACCOUNT, "82", "Fees")
LINES = (Line("Commission", "Commission", 784_000, COST), Line("Fee", "Fee", -4_000, FEES))
BILL = bill(lines=LINES)
CHECK = bill(lines=LINES, kind=DocumentKind.CHECK)
PAYMENT = bill(kind=DocumentKind.PAYMENT, pays="invoice")
KNOWN = Expected(POSTED_ON, "7", "500", "invoice BL-1")
MAY_1 = dt.date(2026, 5, 1)
TEXTS = (("Commission", 784_000), ("Fee", -4_000))
TAXED = {"lines": (*TEXTS, ("Sales tax", 82_500)), "targets": ("71", "82", "")}
ROWS: list[tuple[str, Document, dict[str, Any], list[str], list[str]]] = [
    ("the same", BILL, {}, [], []),
    ("in the home currency", BILL, {"currency": ""}, [], []),
    (
        "in another currency",
        BILL,
        {"currency": "CAD"},
        ["currency changed from USD to CAD"],
        ["currency is CAD instead of USD"],
    ),
    ("another memo", BILL, {"memo": "See file"}, [], []),
    (
        "another total",
        BILL,
        {"total": 900},
        ["total changed from $7,800.00 to $9.00"],
        ["total is $9.00 instead of $7,800.00"],
    ),
    (
        "another date",
        BILL,
        {"date": MAY_1},
        ["date changed from Feb 2, 2026 to May 1, 2026"],
        ["date is May 1, 2026 instead of Feb 2, 2026"],
    ),
    ("no date", BILL, {"date": None}, [], []),
    ("another vendor", BILL, {"party_id": "8"}, ["vendor is no longer Amy Adler"], ["vendor is no longer Amy Adler"]),
    ("nobody", BILL, {"party_id": ""}, ["no longer has vendor Amy Adler"], ["no longer has vendor Amy Adler"]),
    ("another account", CHECK, {"account_id": "36"}, ["account is no longer Checking Account"], ["account is no longer Checking Account"]),
    ("its account", CHECK, {"account_id": "35"}, [], []),
    ("an account of a bill", BILL, {"account_id": "36"}, [], []),
    (
        "other lines",
        BILL,
        {"lines": (("Commission", 780_000),), "targets": ("71",)},
        ["lines changed from $7,840.00, -$40.00 to $7,800.00"],
        ["lines are $7,800.00 instead of $7,840.00, -$40.00"],
    ),
    (
        "no lines",
        BILL,
        {"lines": (), "targets": ()},
        ["lines changed from $7,840.00, -$40.00 to none"],
        ["lines are none instead of $7,840.00, -$40.00"],
    ),
    ("another order", BILL, {"lines": TEXTS[::-1], "targets": ("82", "71")}, [], []),
    ("a line of zero", BILL, {"lines": (*TEXTS, ("Note", 0)), "targets": ("71", "82", "")}, [], []),
    ("other accounts", BILL, {"targets": ("82", "71")}, ["lines posted to other accounts or products"], ["lines posted to other accounts or products"]),
    ("an account not shown", BILL, {"targets": ("71", "")}, [], []),
    ("accounts not shown", BILL, {"targets": ()}, [], []),
    ("sales tax", BILL, TAXED, ["QuickBooks added sales tax of $825.00"], ["QuickBooks added sales tax of $825.00"]),
    (
        "a line called sales tax",
        BILL,
        {**TAXED, "targets": ("71", "82", "90")},
        ["lines changed from $7,840.00, -$40.00 to $7,840.00, -$40.00, $825.00"],
        ["lines are $7,840.00, -$40.00, $825.00 instead of $7,840.00, -$40.00"],
    ),
    ("applied", PAYMENT, {"links": ("500",), "lines": (("x", 1),)}, [], []),
    ("applied elsewhere", PAYMENT, {"links": ("9",)}, ["no longer applied to invoice BL-1"], ["no longer applied to invoice BL-1"]),
    ("kept as credit", bill(kind=DocumentKind.PAYMENT, pays="invoice", applied=0), {}, [], []),
    ("applied in part", bill(kind=DocumentKind.PAYMENT, pays="invoice", applied=1), {}, ["no longer applied to invoice BL-1"], ["no longer applied to invoice BL-1"]),
    ("links of a bill", BILL, {"links": ("9",)}, [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "document", "changes", "edited", "from_the_start"), ROWS, ids=[row[0] for row in ROWS]
)
def test_differences_are_told_with_both_values(
    says: str,
    document: Document,
    changes: dict[str, Any],
    edited: list[str],
    from_the_start: list[str],
) -> None:
    assert says
    found = differences(now(document, **changes), document, KNOWN)
    assert [difference.edited for difference in found] == edited
    assert [difference.from_the_start for difference in found] == from_the_start


def test_what_is_not_known_is_not_compared() -> None:
    changed = now(BILL, date=MAY_1, party_id="8")
    assert differences(changed, BILL, Expected(None, "")) == []
    assert differences(now(PAYMENT), PAYMENT, Expected(None, "")) == []


def test_another_vendor_is_named_by_its_id() -> None:
    (found,) = differences(now(BILL, party_id="8"), BILL, KNOWN)
    assert found == Difference("vendor is no longer Amy Adler", party_id="8")
    assert (found.posted, found.now) == ("", "")
    assert Difference("date").party_id == ""


def test_an_invoice_pays_nothing() -> None:
    assert (Expected(POSTED_ON, "7").paid_id, Expected(POSTED_ON, "7").paid_name) == ("", "")
