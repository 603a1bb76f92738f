"""Every status has its words, and those of one kind are told apart."""

from __future__ import annotations

import pytest

from include.database.statuses import LinkStatus, RecordStatus
from include.web.frame.status_words import (
    Badge,
    entry_badge,
    record_badge,
    sentence_case,
)


@pytest.mark.parametrize(
    "badges",
    [
        [record_badge(status) for status in (None, *RecordStatus)],
        [entry_badge(status) for status in LinkStatus],
    ],
)
def test_no_two_statuses_read_the_same(badges: list[Badge]) -> None:
    assert len({badge.text for badge in badges}) == len(badges)
    assert all(badge.kind in ("good", "bad", "wait", "quiet") for badge in badges)


def test_a_record_that_no_run_has_read_is_not_synced() -> None:
    assert record_badge(None).text == "Not synced"
    assert record_badge(RecordStatus.ON_HOLD) == Badge("On hold", "bad")


def test_only_the_first_letter_is_made_a_capital() -> None:
    assert sentence_case("deleted in QuickBooks") == "Deleted in QuickBooks"
    assert sentence_case("") == ""
