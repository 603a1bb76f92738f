"""Entries whose record is there but doesn't ask for them any more: linked to it, by a guess that the tag proves."""

from __future__ import annotations

from pathlib import Path

from include.books.causes import HoldCause
from tests.sync.lost import lose, rebuild, run_all
from tests.sync.office import EXPENSES, Office
from tests.sync.random_hands import Hands
from tests.sync.rebuild.test_rebuilding import causes, ids, posted


def test_an_agent_replaced_meanwhile_leaves_an_entry_that_core_no_longer_has(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    lose(office, tmp_path / "new")
    before = ids(hands)
    office.core.patch(f"/transactions/{deals[0]}", agents=[{"agent": 10_402, "side": "listing"}])
    rebuilt = rebuild(office)
    assert (rebuilt.strays, rebuilt.workflows[EXPENSES].missing) == (0, 1)
    run_all(office)
    assert ids(hands) == before
    assert causes(office) == [HoldCause.NOT_FOUND]
    [sentence] = office.on_hold(EXPENSES)
    assert "is in QuickBooks but no longer in CORE" in sentence
    assert "had no entry in QuickBooks when the CoreBooks database was rebuilt" in sentence


def test_a_transaction_canceled_meanwhile_has_its_entries(
    office: Office, hands: Hands, tmp_path: Path
) -> None:
    deals = posted(office)
    lose(office, tmp_path / "new")
    before = ids(hands)
    office.core.patch(f"/transactions/{deals[0]}", status="cancelled")
    assert rebuild(office).strays == 0
    run_all(office)
    assert ids(hands) == before
    assert set(causes(office)) <= {HoldCause.CANCELED_IN_CORE, HoldCause.DISBURSEMENT_REMOVED}
    assert causes(office)
