"""What long lists count, sum, search and sort is answered from an index: no record is read for it.

Without statistics, SQLite plans by the tables and indexes alone: here as with a million entries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from include.database.engine import Database
from include.database.reads.history import CHANGES, HistoryFilter, Period
from include.database.reads.tie_out import count_entries
from include.database.reads.trail import trail_page
from include.database.reads.transactions import SORTS, TransactionFilter, transactions
from include.database.tables.records import Record
from tests.database.test_runs_found import plans, reading, willow

__all__ = ["plans", "willow"]

ALWAYS = Period(None, None, ZoneInfo("UTC"))
AUGUST = dt.date(2026, 8, 1), dt.date(2026, 8, 31)


def listed(**wanted: object) -> Callable[[Database], object]:
    asked = TransactionFilter(**wanted, size=1)  # type: ignore[arg-type]
    return reading(lambda session: transactions(session, "willow", asked))


@pytest.fixture
def deals(willow: Database) -> Database:
    """More than a page has: what fits on one isn't counted."""
    with willow.writing() as session:
        session.add_all(
            Record(
                company_id="willow",
                key=f"transaction:{number}",
                payload=None,
                fingerprint="",
                stream="transactions",
                day=AUGUST[0],
                search_text="7 aldon drive",
            )
            for number in range(3)
        )
    return willow


@pytest.mark.parametrize("wanted", [{}, {"search": "aldon drive"}, {"since": AUGUST[0]}])
def test_transactions_are_counted_and_totaled_without_reading_them(
    deals: Database, plans: list[str], wanted: dict[str, object]
) -> None:
    listed(**wanted)(deals)
    sorted_by, counted, *_ = [step for step in plans if "record" in step]
    assert "COVERING INDEX ix_record" in counted
    assert "COVERING INDEX ix_record_listed" in sorted_by


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_transactions_are_sorted_by_any_column_without_sorting_them_all(
    deals: Database, plans: list[str], sort: str, ascending: bool
) -> None:
    listed(sort=sort, ascending=ascending, page=3)(deals)
    assert not any("ORDER BY" in step for step in plans)


@pytest.mark.parametrize("user", ["", "ada"])
def test_changes_are_counted_without_reading_them(
    willow: Database, plans: list[str], user: str
) -> None:
    CHANGES.page(willow, "willow", HistoryFilter(ALWAYS, user=user), 1)
    assert "COVERING INDEX ix_operation_sent" in plans[0]
    assert not any("ORDER BY" in step for step in plans)


@pytest.mark.parametrize("wanted", [{}, {"user": "ada"}, {"kind": "entries"}, {"kind": "other"}])
def test_events_are_listed_and_counted_by_kind_without_reading_them_all(
    willow: Database, plans: list[str], wanted: dict[str, str]
) -> None:
    trail_page(willow, "willow", HistoryFilter(ALWAYS, **wanted))
    of_events = [step for step in plans if "audit_event" in step]
    assert of_events
    assert all("SCAN audit_event" not in step for step in of_events)
    assert any("COVERING INDEX ix_audit_event_kind" in step for step in of_events)


def test_what_a_search_means_is_found_in_indexes(willow: Database, plans: list[str]) -> None:
    trail_page(willow, "willow", HistoryFilter(ALWAYS, search="7 aldon"))
    CHANGES.page(willow, "willow", HistoryFilter(ALWAYS, search="7 aldon"), 1)
    steps = " ".join(plans)
    for index in (
        "COVERING INDEX ix_record_listed",
        "INDEX ix_link_number",
        "INDEX ix_audit_event_subject",
        "INDEX ix_operation_trace",
        "INDEX ix_operation_record",
    ):
        assert index in steps, index
    read = [step for step in plans if "SCAN" in step]
    assert not [
        step for step in read if "audit_event" in step or "operation" in step or "link" in step
    ]


def test_the_entries_of_a_period_are_counted_without_reading_them(
    willow: Database, plans: list[str]
) -> None:
    reading(lambda session: count_entries(session, "willow", *AUGUST))(willow)
    assert "COVERING INDEX ix_link_date" in plans[0]
