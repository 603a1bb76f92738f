"""Auditors read what was posted, when, by whom and why, and verify that it wasn't altered."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest

from include.database.tables.runs import SyncRun
from tests.sync.office import EXPENSES, INCOME, Office
from tests.web.office_pages import AUDITOR, OfficePages, words


@pytest.fixture
def posted(pages: OfficePages) -> Office:
    """Two runs post example A; the auditor opens the pages."""
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.run(INCOME)
    pages.run(EXPENSES)
    pages.sign_in(AUDITOR)
    return pages.office


def run_ids(office: Office) -> list[int]:
    with office.database.reading() as session:
        return sorted(run.id for run in session.query(SyncRun))


def test_the_runs_are_listed_with_counts_and_money(pages: OfficePages, posted: Office) -> None:
    assert posted
    shown = words(pages.open("history"))
    assert "2 runs, newest first" in shown
    assert "10,000.00" in shown
    assert shown.index("Agent expenses, run") < shown.index("Brokerage income, run")


def test_runs_are_filtered_by_workflow_user_and_outcome(pages: OfficePages, posted: Office) -> None:
    assert posted
    assert "1 run," in words(pages.open("history", workflow=INCOME.value))
    assert "2 runs," in words(pages.open("history", who="finn"))
    assert "No runs match." in words(pages.open("history", outcome="failed"))
    assert "No runs match." in words(pages.open("history", until="2001-01-01"))
    assert pages.browser.get(pages.address("history?since=soon")).status_code == 422


def test_on_a_phone_a_count_of_nothing_takes_no_line(pages: OfficePages, posted: Office) -> None:
    assert posted
    page = pages.open("history")
    assert '<td data-label="Created" class="n">1</td>' in page
    assert '<td data-label="Voided" class="n none">0</td>' in page


def more_runs(pages: OfficePages, count: int) -> None:
    """So many runs that ada started long ago and that failed, beside those of the office."""
    with pages.database.writing() as session:
        (like,) = session.query(SyncRun).filter_by(category=INCOME.value)
        first = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
        session.add_all(
            SyncRun(
                company_id=like.company_id,
                category=INCOME.value,
                airflow_run_id=f"long ago {number}",
                trigger="manual",
                actor="ada",
                preview=False,
                setup_id=like.setup_id,
                started_at=first + dt.timedelta(days=number),
                outcome="failed",
                counts={},
            )
            for number in range(count)
        )


def test_many_runs_are_pages_and_their_total_and_filters_stay_true(
    pages: OfficePages, posted: Office
) -> None:
    assert posted
    more_runs(pages, 120)
    first = words(pages.open("history"))
    assert "122 runs, newest first" in first
    assert "Page 1 of 3" in first
    ada_s = words(pages.open("history", who="ada", outcome="failed", page="3"))
    assert "120 runs," in ada_s
    assert "Page 3 of 3" in ada_s
    assert ada_s.count("Brokerage income, run") == 20
    assert "2 runs," in words(pages.open("history", outcome="completed"))
    assert "31 runs," in words(pages.open("history", since="2020-01-01", until="2020-01-31"))
    assert 'who=ada&amp;page=2"' in pages.open("history", who="ada")


def test_a_page_after_the_last_is_the_last(pages: OfficePages, posted: Office) -> None:
    assert posted
    for tab in ("history", "history/changes"):
        last = words(pages.open(tab, page="999999"))
        assert "newest first" in last


def test_a_change_is_found_by_number_name_and_trace_id(pages: OfficePages, posted: Office) -> None:
    assert posted
    page = pages.open("history/changes", q="TR-2026-640224", workflow=INCOME.value)
    assert "2 changes sent to QuickBooks" in words(page)
    assert "Create customer 11 Arlington" in words(page)
    [_of_customer, trace_id] = re.findall(r"Intuit trace ID ([\w-]+)", pages.unfold(page))
    for search in (trace_id, "arlington", "tr-2026-640224"):
        found = words(pages.open("history/changes", q=search, workflow=INCOME.value))
        assert "Create invoice TR-2026-640224" in found, search
    assert "No changes match." in words(pages.open("history/changes", q="100% sure"))


def test_an_entry_is_found_by_the_number_that_quickbooks_shows(
    pages: OfficePages, posted: Office
) -> None:
    bills = [entry["number"] for entry in posted.entries("Bill")]
    found = words(pages.open("history/changes", q=bills[0].lower()))
    assert "1 change sent to QuickBooks" in found
    assert f"Create bill {bills[0]}" in found


@pytest.mark.parametrize("what", ["runs", "changes", "trail"])
def test_every_list_is_exported_with_its_filters(
    pages: OfficePages, posted: Office, what: str
) -> None:
    assert posted
    answer = pages.browser.get(pages.address(f"history/export/{what}.csv"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"willow-park-{what}.csv" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 2
    none = pages.browser.get(pages.address(f"history/export/{what}.csv?until=2001-01-01"))
    assert len(none.text.splitlines()) == 1
    excel = pages.browser.get(pages.address(f"history/export/{what}.xlsx"))
    assert excel.content[:2] == b"PK"


def test_money_in_an_export_is_what_was_posted(pages: OfficePages, posted: Office) -> None:
    answer = pages.browser.get(pages.address("history/export/changes.csv"))
    rows = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    exported = sorted(
        int(row["Amount (USD)"].replace(".", "")) for row in rows if row["Amount (USD)"]
    )
    in_quickbooks = sorted(
        entry["total"] for kind in ("Invoice", "Bill") for entry in posted.entries(kind)
    )
    assert exported == in_quickbooks
