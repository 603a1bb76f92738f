"""A decided change: what stands before it, and by what the same write is known again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import DocumentKind, Line, fingerprint
from include.books.entries import NOTHING_SET, EntryExtras, EntryRef, LineExtras
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.database.stored.documents import document_to_json
from include.sync.decide.changes import Change, Linking, as_found
from include.sync.decide.facts import Tracked
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import POSTED_ON, TODAY, TODAY_IN_CORE, bill, entry

BILL, LINK = bill(), entry(bill())
KNOWN, OTHER = LINK.ref, EntryRef("777", "9")
CHANGE = Change(Action.UPDATE, BILL, "changed in CORE", TODAY, TODAY, tracked=LINK, existing=KNOWN)
CLASSED = (LineExtras("1", "7", "3", billable=True), LineExtras("2"))


def test_a_change_says_no_more_than_what_was_decided() -> None:
    assert Change(Action.CREATE, BILL, "new in CORE", TODAY, TODAY) == Change(
        action=Action.CREATE,
        document=BILL,
        reason="new in CORE",
        date=TODAY,
        due_date=TODAY,
        tracked=None,
        existing=None,
        revision=0,
        attempt=0,
        setup_version=0,
        shape_version=0,
        extras=(),
        whole=NOTHING_SET,
        memo=None,
        keeps_number=False,
        wanted="",
        found=None,
        is_undo=False,
    )
    linking = Linking(BILL, now(BILL), "linked")
    assert (linking.from_key, linking.setup_version, linking.shape_version) == ("", 0, 0)
    assert linking.is_foreign is False


RELINKS: list[tuple[str, Action, Tracked | None, EntryRef | None, bool]] = [
    ("the entry that is tracked", Action.UPDATE, LINK, KNOWN, False),
    ("another entry than the tracked one", Action.UPDATE, LINK, OTHER, True),
    ("an entry where none is tracked", Action.UPDATE, None, OTHER, True),
    ("a new one", Action.CREATE, None, None, False),
    ("a void", Action.VOID, LINK, OTHER, False),
    ("no entry at all", Action.UPDATE, LINK, None, False),
]


@pytest.mark.parametrize(("says", "action", "tracked", "existing", "is_relink"), RELINKS)
def test_an_update_of_an_entry_that_was_not_tracked_is_a_relink(
    says: str,
    action: Action,
    tracked: Tracked | None,
    existing: EntryRef | None,
    *,
    is_relink: bool,
) -> None:
    assert says
    change = dataclasses.replace(CHANGE, action=action, tracked=tracked, existing=existing)
    assert change.is_relink is is_relink


CONTENTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("an update", {}, {}),
    ("lines with nothing set", {"extras": (LineExtras("1"),)}, {}),
    ("another entry", {"existing": OTHER}, {"of": "777"}),
    ("a class", {"extras": CLASSED}, {"extras": [["7", "3", True], ["", "", None]]}),
    ("an empty memo", {"memo": ""}, {"whole_memo": ""}),
    ("a location", {"whole": EntryExtras("7", "3")}, {"whole": ["7", "3"]}),
    ("the number on paper", {"keeps_number": True}, {"keeps_number": True}),
]


@pytest.mark.parametrize(("says", "values", "more"), CONTENTS, ids=[row[0] for row in CONTENTS])
def test_a_write_is_known_again_by_all_that_it_posts(
    says: str, values: dict[str, Any], more: dict[str, Any]
) -> None:
    """By these very names: a write that was sent before an upgrade is the same one after it."""
    assert says
    expected = fingerprint({"action": "update", **more, **BILL.content()})
    assert dataclasses.replace(CHANGE, **values).content == expected


COST, FEES = ListRef(ListKind.ACCOUNT, "71", ""), ListRef(ListKind.ACCOUNT, "82", "")
CHECKING = bill(kind=DocumentKind.CHECK, number="TR-1")


def test_what_was_found_stands_as_quickbooks_has_it() -> None:
    """CORE has a check of $7,840.00 from Checking; QuickBooks one of $80.00 from account 36."""
    lines = (("Commission", 100_00), ("Desk fee", -20_00))
    there = now(
        CHECKING,
        ref=OTHER,
        number="1044",
        total=80_00,
        lines=lines,
        targets=("71", "82"),
        account_id="36",
    )
    change = dataclasses.replace(CHANGE, document=CHECKING, found=there)
    assert CHECKING.account is not None
    posted = dataclasses.replace(
        CHECKING,
        lines=(
            Line("Commission", "Commission", 100_00, COST),
            Line("Desk fee", "Desk fee", -20_00, FEES),
        ),
        account=dataclasses.replace(CHECKING.account, id="36"),
    )
    assert change.standing == Tracked(
        document_key=CHECKING.key,
        kind=DocumentKind.CHECK,
        quickbooks_id="777",
        version="9",
        number="1044",
        fingerprint="",
        content=document_to_json(posted),
        total_cents=80_00,
        date=POSTED_ON,
        due_date=POSTED_ON,
        revision=0,
        setup_version=0,
        shape_version=0,
        status=LinkStatus.IN_QUICKBOOKS,
    )
    assert CHANGE.standing is LINK


def test_what_quickbooks_does_not_show_is_as_core_has_it() -> None:
    there = now(CHECKING, number="", date=None, account_id="")
    found = as_found(CHECKING, there)
    assert (found.number, found.date, found.document.account) == (
        "TR-1",
        TODAY_IN_CORE,
        CHECKING.account,
    )
    assert as_found(bill(date=None), there).date == dt.date.min
    assert as_found(BILL, now(BILL, account_id="36")).document.account is None


def test_a_payment_without_lines_stands_with_its_total() -> None:
    payment = bill(100_00, kind=DocumentKind.PAYMENT, pays="invoice")
    found = as_found(payment, now(payment, total=90_00, lines=()))
    assert [(line.item_name, line.amount) for line in found.document.lines] == [
        ("Commission", 90_00)
    ]
