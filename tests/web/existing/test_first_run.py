"""Before the first run of a workflow, entries that QuickBooks has already are asked about, once."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from include.database.tables.companies import WorkflowSetup
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.existing.moving_in import find, invoice_by_hand
from tests.web.office_pages import OfficePages, words

RUN = f"workflows/{INCOME.value}/run"
START = dt.date(2026, 1, 1)


@pytest.fixture
def here(pages: OfficePages) -> Office:
    """The office, whose workflows start with this year."""
    assert pages.office is not None
    with pages.database.writing() as session:
        session.execute(
            update(WorkflowSetup)
            .where(WorkflowSetup.company_id == COMPANY)
            .values(start_date=START)
        )
    return pages.office


def test_the_first_run_asks_and_continues_if_told_to(pages: OfficePages, here: Office) -> None:
    invoice_by_hand(here)
    asked = pages.press(RUN)
    assert asked.status_code == 409
    shown = words(asked.text)
    assert "QuickBooks already has 1 invoice ($10,000.00) of this period." in shown
    assert "Find existing entries Continue anyway Cancel" in shown
    assert pages.started == []
    assert pages.press(RUN, {"anyway": "yes"}).status_code == 303
    # It was decided: the next run asks no more.
    assert pages.press(RUN).status_code == 303
    assert [run["purpose"] for run in pages.started] == ["sync", "sync"]


def test_after_a_search_no_run_asks(pages: OfficePages, here: Office) -> None:
    invoice_by_hand(here)
    find(pages)
    assert pages.press(RUN).status_code == 303


def test_where_quickbooks_has_nothing_no_run_asks(pages: OfficePages, here: Office) -> None:
    del here
    assert pages.press(RUN).status_code == 303


def test_a_preview_is_shown_without_asking_and_posting_it_asks(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here)
    assert pages.press(RUN, {"preview": "yes"}).status_code == 303
    post = f"runs/{INCOME.value}/manual__1/post"
    asked = pages.press(post)
    assert asked.status_code == 409
    assert f"{post}" in asked.text
    assert pages.press(post, {"anyway": "yes"}).status_code == 303


def test_syncing_everything_asks_about_each_workflow_with_entries(
    pages: OfficePages, here: Office
) -> None:
    invoice_by_hand(here)
    asked = words(pages.press("sync-all").text)
    assert "Brokerage income and agent billing would post beside them." in asked
    assert EXPENSES.heading not in asked
    assert pages.press("sync-all", {"anyway": "yes"}).status_code == 303
    assert len(pages.started) == 3


def test_overview_has_finding_as_a_step_of_the_way_to_the_first_sync(
    pages: OfficePages, here: Office
) -> None:
    assert "Find existing entries" not in words(pages.open(""))
    invoice_by_hand(here)
    pages.press(RUN)
    shown = words(pages.open(""))
    assert "QuickBooks already has 1 invoice ($10,000.00) of this period. Link them" in shown
    page = words(pages.open(f"workflows/{INCOME.value}/income-via-invoices"))
    assert "Find and link those that are the same before the first run." in page
    find(pages)
    assert "Find existing entries View" in words(pages.open("")).replace(
        "QuickBooks already has 1 invoice ($10,000.00) of this period. Link them, so that nothing posts twice. ",
        "",
    )
