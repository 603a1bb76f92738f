"""Every status has its words, and those of one kind are told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from include.database.status_words import ChangeStatus, ConnectionStatus, RunStatus
from include.database.statuses import LinkStatus, RecordStatus
from include.web import frame
from include.web.frame.status_words import (
    Badge,
    entry_badge,
    record_badge,
    sentence_case,
)

STYLES = Path(frame.__file__).parents[1] / "static" / "corebooks.css"


@pytest.mark.parametrize(
    "badges",
    [
        [record_badge(status) for status in (None, *RecordStatus)],
        [entry_badge(status) for status in LinkStatus],
    ],
)
def test_no_two_statuses_read_the_same(badges: list[Badge]) -> None:
    assert len({badge.text for badge in badges}) == len(badges)


@pytest.mark.parametrize(
    "kind",
    sorted(
        {
            *(record_badge(status).kind for status in (None, *RecordStatus)),
            record_badge(RecordStatus.SYNCED, warned=True).kind,
            *(entry_badge(status).kind for status in LinkStatus),
            *(status.kind for status in (*RunStatus, *ChangeStatus, *ConnectionStatus)),
        }
    ),
)
def test_every_kind_of_status_has_a_shape_in_the_stylesheet(kind: str) -> None:
    """The ring is the shape that needs no rule of its own; color alone tells nobody anything."""
    shapes = re.findall(r"\.st\.(\w+)::before", STYLES.read_text(encoding="utf-8"))
    assert kind in {*shapes, "quiet"}


def test_the_statuses_of_a_record_have_shapes_of_their_own() -> None:
    kinds = [record_badge(status).kind for status in (None, *RecordStatus)]
    kinds.append(record_badge(RecordStatus.SYNCED, warned=True).kind)
    assert len(set(kinds)) == len(kinds)


def test_a_record_that_no_run_has_read_is_not_synced() -> None:
    assert record_badge(None).text == "Not synced"
    assert record_badge(RecordStatus.ON_HOLD) == Badge("On hold", "wait")


def test_only_the_first_letter_is_made_a_capital() -> None:
    assert sentence_case("deleted in QuickBooks") == "Deleted in QuickBooks"
    assert sentence_case("") == ""


def test_a_warning_shows_once_a_record_is_synced() -> None:
    assert record_badge(RecordStatus.SYNCED, warned=True) == Badge("Synced with warnings", "warned")
    assert record_badge(RecordStatus.ON_HOLD, warned=True) == record_badge(RecordStatus.ON_HOLD)
