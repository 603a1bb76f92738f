"""Every column of a recorded table is accounted for: it has a topic of its own, or a reason why it needs none.

A digest covers every column, so each alteration is found. A topic makes that a sentence a person can use.
"""

from __future__ import annotations

import datetime as dt

import pytest

from include.database.tables.runs import Operation
from include.database.trail.append_only import (
    FINAL_WHEN_PLANNED,
    FINAL_WHEN_POSTED,
    FINAL_WHEN_SENT,
)
from include.database.trail.rows import RECORDED_TABLES, json_row, row_key
from include.database.trail.verify_offline import FACTS, TOPICS

_KEY = "names the row: another value is another row, which the trail doesn't have"
_PLACE = "where the engine was, nothing that was posted or decided"
_COMPARED = "what the engine compared to decide whether to write again"
_OPTIONS = "which options it was made with; what came of them is the content"
_ENTRY = "which entry an update goes to; the entry's own row has it under QuickBooks ID"
WITHOUT_TOPIC = {
    "sync_run": {
        "id": _KEY,
        "act": _PLACE,
        "act_id": _PLACE,
        "act_number": _PLACE,
        "to_plan": _PLACE,
        "why_preview": "words of why it became a preview; that it is one is under outcome",
    },
    "operation": {
        "id": _KEY,
        "wave": _PLACE,
        "base_revision": _COMPARED,
        "request_id": "made of the content and its revision",
        "needs": "what had to exist before it was sent",
        "setup_version": _OPTIONS,
        "shape_version": _OPTIONS,
        "existing_id": _ENTRY,
        "existing_version": _ENTRY,
    },
    "link": {
        "document_key": _KEY,
        "revision": _COMPARED,
        "setup_version": _OPTIONS,
        "shape_version": _OPTIONS,
        "posted_at": "the change that posted it has it under status",
        "updated_at": "the change that updated it has it under status",
    },
    "party_link": {
        "company_id": _KEY,
        "party_key": _KEY,
        "version": _COMPARED,
        "fingerprint": _COMPARED,
        "revision": _COMPARED,
        "updated_at": "the change that wrote it has it under status",
    },
    "approval": {
        "id": _KEY,
        "asked_as": _PLACE,
        "asked_at": "the event “approval asked for” has it",
    },
    "month_sign_off": {"id": _KEY},
}
NOT_FINAL = {
    "payload": "its tax ID is sealed anew when keys are rotated; the rest has a rule of its own",
}
"""Columns of a change that no list of the triggers has by itself."""


@pytest.mark.parametrize("table", RECORDED_TABLES)
def test_every_column_has_a_topic_or_a_reason(table: str) -> None:
    columns = {column.name for column in RECORDED_TABLES[table].__table__.columns}
    topics = [column for *_, those in TOPICS[table] for column in those]
    assert len(topics) == len(set(topics)), "a column belongs to two topics"
    without = WITHOUT_TOPIC[table]
    assert columns - set(topics) - without.keys() == set(), (
        "new columns: add a topic at the end of the table's, or say here why none is needed"
    )
    assert (set(topics) | without.keys()) - columns == set(), "columns that aren't there any more"
    assert set(topics) & without.keys() == set()


def test_every_column_of_money_has_a_topic_that_tells_its_amount() -> None:
    for table, model in RECORDED_TABLES.items():
        named = {fact for _, fact, _ in TOPICS[table]}
        money = {
            column.name
            for column in model.__table__.columns
            if column.name.endswith("_cents") and "_before_" not in column.name
        }
        assert money <= named, table
        assert money <= set(FACTS[table]), table


def test_every_column_of_a_change_becomes_final_or_says_why_not() -> None:
    final = {*FINAL_WHEN_PLANNED, *FINAL_WHEN_SENT, *FINAL_WHEN_POSTED}
    columns = {column.name for column in Operation.__table__.columns}
    assert final <= columns
    assert columns - final == NOT_FINAL.keys()


def test_a_row_is_what_json_has_of_it() -> None:
    noon = dt.datetime(2026, 2, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    row = json_row({"document_key": "a", "date": noon.date(), "posted_at": noon, "tax_cents": 390})
    assert row == {
        "document_key": "a",
        "date": "2026-02-01",
        "posted_at": "2026-02-01T12:00:00+00:00",
        "tax_cents": 390,
    }
    assert row_key("link", row) == "a"
    assert row_key("operation", {"id": 7}) == "7"
