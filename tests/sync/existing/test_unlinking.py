"""Unlinking gives an entry back, as long as CoreBooks hasn't updated it."""

from __future__ import annotations

import pytest

from include.database.statuses import MatchDecision, RecordStatus
from include.sync.existing.errors import CantUnlink
from include.sync.existing.linking import link, link_certain
from include.sync.existing.unlinking import undo_linking, unlink
from include.sync.run.mode import RunMode
from tests.sync.existing.books import by_hand, find, found, sold, statuses
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.random_hands import Hands

pytestmark = pytest.mark.whole


def linked(office: Office, hands: Hands) -> str:
    """A sale that is linked to an invoice entered by hand. Returns the document's key."""
    sold(office)
    by_hand(office, hands)
    find(office, INCOME)
    (match,) = found(office)
    link(office.database, COMPANY, match.document_key, "finn")
    return match.document_key


def test_what_is_unlinked_is_held_again_and_never_doubled(either: Office, hands: Hands) -> None:
    key = linked(either, hands)
    either.run(INCOME)
    said = unlink(either.database, COMPANY, key, "finn")
    assert "isn't linked to TR-" in said
    (match,) = found(either)
    assert (match.decision, match.certain, either.links()) == (MatchDecision.UNDECIDED, False, {})
    report = either.run(INCOME)
    (hold,) = report.on_hold
    assert "wasn't created, because QuickBooks already has invoice 1042" in hold.sentence
    assert len(hands.look().live("Invoice")) == 1


def test_what_corebooks_updated_is_unlinked_once_that_run_is_undone(
    either: Office, hands: Hands
) -> None:
    key = linked(either, hands)
    either.run(INCOME)
    (transaction,) = either.core.store.deals
    either.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    updated = either.run(INCOME)
    with pytest.raises(CantUnlink, match=f"Undo run {updated.run_id} first"):
        unlink(either.database, COMPANY, key, "finn")
    for _ in ("preview", "undo"):
        either.run(INCOME, mode=RunMode.UNDO, undo=updated.run_id)
    (row,) = hands.look().live("Invoice")
    assert row.total == 1_000_000
    unlink(either.database, COMPANY, key, "finn")
    assert either.links() == {}


def test_all_that_one_click_linked_is_unlinked_together(either: Office, hands: Hands) -> None:
    transaction = sold(either)
    by_hand(either, hands, number=f"TR-2026-{transaction}"[:11])
    find(either, INCOME)
    assert link_certain(either.database, COMPANY, INCOME, "finn") == 1
    (match,) = found(either)
    confirm_id = match.confirm_id
    assert undo_linking(either.database, COMPANY, INCOME, confirm_id, "finn") == (1, 0)
    assert statuses(either, INCOME) == [RecordStatus.READY]
    # The click was a slip, not a judgment: it can be made again.
    assert link_certain(either.database, COMPANY, INCOME, "finn") == 1
    assert undo_linking(either.database, COMPANY, INCOME, confirm_id, "finn") == (0, 0)


def test_what_isnt_linked_cant_be_unlinked(either: Office, hands: Hands) -> None:
    sold(either)
    by_hand(either, hands)
    find(either, INCOME)
    (match,) = found(either)
    with pytest.raises(CantUnlink, match="isn't linked to an existing entry"):
        unlink(either.database, COMPANY, match.document_key, "finn")
