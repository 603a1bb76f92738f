"""The posting log has what changed, field by field."""

from __future__ import annotations

import dataclasses

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line
from include.books.parties import Party, PartyKind
from include.sync.run.posting_log import changes, money_change

COSTS = ListRef(ListKind.ACCOUNT, "80", "Agent Commissions")


def bill(*lines: Line) -> Document:
    return Document(
        key="agent_expenses/transaction:1/payee:agent:45",
        kind=DocumentKind.BILL,
        party=Party("vendor/agent:45", PartyKind.VENDOR, "Amy Adler"),
        lines=lines,
        number="TR-1-A45",
        memo="11 Arlington St",
    )


COMMISSION = Line("Agent commission", "Commission", 800_000, COSTS)
FEE = Line("Team leader fee", "Team leader fee", -16_000, COSTS)


def test_a_changed_amount_is_shown_before_and_after() -> None:
    assert money_change(784_000, 760_000) == "$7,840.00 -> $7,600.00 (-$240.00)"
    assert money_change(None, 760_000) == "$7,600.00"


def test_an_amount_moved_between_lines_is_seen_though_the_total_stays() -> None:
    before = bill(COMMISSION, FEE)
    after = bill(
        dataclasses.replace(COMMISSION, amount=790_000), dataclasses.replace(FEE, amount=-6_000)
    )
    assert before.total == after.total
    assert changes(before, after) == [
        "line “Agent commission” to Agent Commissions $8,000.00 -> $7,900.00 (-$100.00)",
        "line “Team leader fee” to Agent Commissions -$160.00 -> -$60.00 (+$100.00)",
    ]


def test_lines_added_and_removed_and_a_new_memo_are_named() -> None:
    before, after = bill(COMMISSION, FEE), dataclasses.replace(bill(COMMISSION), memo="12 Oak St")
    assert changes(before, after) == [
        "memo 11 Arlington St -> 12 Oak St",
        "line removed: “Team leader fee” to Agent Commissions -$160.00",
    ]
    assert changes(after, before)[-1] == (
        "line added: “Team leader fee” to Agent Commissions -$160.00"
    )


def test_without_changes_the_list_is_empty() -> None:
    assert changes(bill(COMMISSION), bill(COMMISSION)) == []
