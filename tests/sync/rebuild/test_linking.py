"""Links are as if they had never been lost; a difference is kept until a user decides."""

from __future__ import annotations

from pathlib import Path

from include.database.stored.edits import edit_from_json
from tests.sync.lost import lose, rebuild
from tests.sync.office import INCOME, Office
from tests.sync.random_hands import Hands
from tests.sync.rebuild.test_rebuilding import largest, posted


def test_a_difference_is_stored_as_what_nobody_can_explain(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    posted(office)
    hands.set_amount(largest(hands, "Bill"), 77_700)
    lose(office, tmp_path / "new")
    rebuild(office)
    [edit] = [edit for link in office.links().values() if (edit := edit_from_json(link.edited_as))]
    assert (edit.from_rebuild, edit.was_edited, edit.total_cents) == (True, False, 77_700)
    assert edit.differences[0] == "total is $777.00 instead of $12,000.00"


def test_a_date_that_was_moved_is_a_difference_where_core_has_the_date(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    office.use("income-via-invoices", invoice_date="CORE close date")
    posted(office)
    hands.set_text(largest(hands, "Invoice"), TxnDate="2026-03-15")
    lose(office, tmp_path / "new")
    assert rebuild(office).counts["different"] == 1
    assert any(
        "date is Mar 15, 2026 instead of Feb 2, 2026" in text for text in office.on_hold(INCOME)
    )
