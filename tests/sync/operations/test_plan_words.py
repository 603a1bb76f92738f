"""A button says what it does: how many entries of which kind, and for how much."""

from __future__ import annotations

import pytest

from include.sync.operations.plan_words import PlannedEntry, plan_words

BILL, CHECK = "bill", "check"


@pytest.mark.parametrize(
    ("entries", "undo", "said"),
    [
        ([("void", "invoice", 4_983_358_28)] * 1, None, "Void 1 invoice, $4,983,358.28"),
        ([("void", "invoice", 100_00)] * 1_111, None, "Void 1,111 invoices, $111,100.00"),
        ([("void", BILL, 400_00)] * 3, 12, "Undo run 12: void 3 bills, $1,200.00"),
        ([("update", "vendor credit", 5)] * 2, None, "Update 2 vendor credits, $0.10"),
        (
            [("create", CHECK, 95_00), ("void", CHECK, 90_00)],
            None,
            "Void 1 check ($90.00) and create 1 check ($95.00)",
        ),
        (
            [("void", BILL, 1_00), ("void", CHECK, 2_00), ("update", BILL, 3_00)],
            7,
            "Undo run 7: void 1 bill ($1.00), void 1 check ($2.00), and update 1 bill ($3.00)",
        ),
        ([], 12, ""),
    ],
)
def test_what_planned_changes_do_is_counted_and_in_dollars(
    entries: list[tuple[str, str, int]], undo: int | None, said: str
) -> None:
    assert plan_words([PlannedEntry(*entry) for entry in entries], undo) == said


def test_the_tax_that_quickbooks_adds_is_told_beside_the_amount() -> None:
    entries = [PlannedEntry("create", "invoice", 30_000_00, tax_cents=3_900_00)]
    assert plan_words(entries) == "Create 1 invoice, $30,000.00 plus $3,900.00 tax"
