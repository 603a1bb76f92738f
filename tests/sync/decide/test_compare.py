"""What should be in QuickBooks, compared with what was last synced."""

from __future__ import annotations

from include.sync.decide.compare import compare


def test_new_changed_unchanged_and_orphaned_documents_are_told_apart() -> None:
    verdicts = compare(
        {"invoice": "a", "bill": "changed", "credit": "same"},
        {"bill": "before", "credit": "same", "gone": "x"},
    )
    assert verdicts == {
        "invoice": "create",
        "bill": "update",
        "credit": "unchanged",
        "gone": "orphan",
    }


def test_orphans_come_last_and_in_the_order_of_their_keys() -> None:
    verdicts = compare({"z": "1", "a": "1"}, {"m": "1", "b": "1", "z": "1"})
    assert list(verdicts) == ["z", "a", "b", "m"]
