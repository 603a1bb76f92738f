"""A start date is tried out with what it would post, and changed until the first entry is in QuickBooks."""

from __future__ import annotations

import datetime as dt
import socket
import time
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import select

from include.database.setup.companies import deactivate
from include.database.tables.companies import WorkflowSetup
from include.web.workflows import start_reading
from sandbox.core_backoffice.generator.calendar import moment
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.web.office_pages import AUDITOR, OfficePages, words
from tests.web.workflows.test_routes import INVOICES, active, form

CLOSE, DEFAULT = "CORE close date", "QuickBooks default"
TODAY, THIS_YEAR = dt.date(2026, 11, 16), dt.date(2026, 1, 1)
LONG_AGO = dt.date(2020, 3, 4)


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the pages it is noon of that day in Chicago."""
    noon = dt.datetime.combine(TODAY, dt.time(18), dt.UTC)
    monkeypatch.setattr("include.web.workflows.start.utc_now", lambda: noon)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another test read of its CORE isn't this one's."""
    monkeypatch.setattr(start_reading, "_of_databases", WeakKeyDictionary())


@pytest.fixture
def fresh(pages: OfficePages) -> OfficePages:
    """No income template is chosen yet."""
    deactivate(pages.database, COMPANY, INCOME, actor="finn")
    return pages


def close(office: Office, day: dt.date, letter: str = "A") -> int:
    """A transaction of $10,000.00 closes on a day."""
    (deal,) = office.core.post(f"/examples/{letter}")["transactions"]
    office.core.patch(f"/transactions/{deal}", closing_date=moment(day, 12))
    return int(deal)


def tried(pages: OfficePages, day: dt.date | str, **fields: Any) -> str:
    """What the page says of a start date, with the form's other fields."""
    sent = {"suggested_date": CLOSE, "invoice_date": CLOSE, **fields, "start_date": str(day)}
    return words(pages.open(f"{INVOICES}/start", **sent))


def test_a_start_date_says_how_many_transactions_and_how_much_it_would_post(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    close(office_here, dt.date(2020, 3, 5), "B")
    without = close(office_here, dt.date(2020, 3, 6), "C")
    office_here.core.patch(f"/transactions/{without}", finalized=False)
    shown = tried(fresh, LONG_AGO)
    assert "2 transactions, $20,000.00 gross commission would post." in shown
    assert "1 more closed since then and has no disbursement in CORE yet." in shown
    assert "Every entry would be dated in the month of its closing." in shown
    later = tried(fresh, "2020-03-05")
    assert "1 transaction, $10,000.00 gross commission would post." in later


def test_where_nothing_would_post_it_says_so(fresh: OfficePages, office_here: Office) -> None:
    close(office_here, LONG_AGO)
    shown = tried(fresh, "2020-03-05")
    assert "0 transactions, $0.00 gross commission would post." in shown
    assert "CORE has no transaction with a disbursement that closed since Mar 5, 2020" in shown


def test_entries_that_would_be_in_another_month_than_their_closing_are_counted(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    shown = tried(fresh, LONG_AGO, invoice_date=DEFAULT)
    assert (
        "The entries of 1 transaction would be dated in another month than the closing, because "
        "invoice date is “QuickBooks default”. To date them by closing, choose “CORE close date”."
    ) in shown


def test_what_lies_in_a_closed_period_is_counted(fresh: OfficePages, office_here: Office) -> None:
    office_here.quickbooks.set(book_close_date="2020-06-30")
    close(office_here, LONG_AGO)
    close(office_here, dt.date(2020, 7, 1), "B")
    held = tried(fresh, LONG_AGO, closed_period="Put on hold")
    assert (
        "The entries of 1 transaction would be dated in a closed period (closing date Jun 30, "
        "2020). They are put on hold until you change the closing date"
    ) in held
    moved = tried(fresh, LONG_AGO, closed_period="Post on the first open day")
    assert "They post on the first open day, Jul 1, 2020." in moved
    today = tried(fresh, LONG_AGO, invoice_date=DEFAULT, date_chosen="yes")
    assert "Nothing would be dated in a closed period (closing date Jun 30, 2020)." in today


def test_the_date_follows_the_start_until_a_person_chooses(fresh: OfficePages) -> None:
    suggests = 'data-suggests="o-invoice_date" data-value="{}"'

    def piece(day: dt.date, **fields: str) -> str:
        return fresh.open(f"{INVOICES}/start", start_date=str(day), **fields)

    untouched = {"suggested_date": CLOSE, "invoice_date": CLOSE}
    assert suggests.format(DEFAULT) in piece(TODAY.replace(day=1), **untouched)
    assert suggests.format(CLOSE) in piece(LONG_AGO, suggested_date=DEFAULT, invoice_date=DEFAULT)
    chosen = piece(LONG_AGO, suggested_date=CLOSE, invoice_date=DEFAULT)
    assert suggests.format(DEFAULT) in chosen
    assert 'name="date_chosen" value="yes"' in chosen


@pytest.mark.usefixtures("quick_waits")
def test_where_core_does_not_respond_the_piece_says_so(
    fresh: OfficePages, office_here: Office
) -> None:
    office_here.core = replace(office_here.core, url="http://127.0.0.1:9")
    shown = tried(fresh, LONG_AGO)
    assert "CoreBooks couldn't read how much this would post." in shown
    assert "gross commission" not in shown


def test_where_quickbooks_does_not_respond_the_rest_is_still_told(
    fresh: OfficePages, office_here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(office_here, LONG_AGO)
    monkeypatch.setattr(start_reading, "_ONE_ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it listens, and says nothing
        port = silent.getsockname()[1]
        office_here.quickbooks = replace(office_here.quickbooks, url=f"http://127.0.0.1:{port}")
        began = time.monotonic()
        shown = tried(fresh, LONG_AGO)
    assert time.monotonic() - began < 10
    assert "1 transaction, $10,000.00 gross commission would post." in shown
    assert "CoreBooks couldn't read the closing date in QuickBooks." in shown


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("", "Choose a start date to see what it would post."), ("soon", "“soon” isn't a date.")],
)
def test_without_a_date_nothing_is_read(
    fresh: OfficePages, office_here: Office, day: str, sentence: str
) -> None:
    office_here.core = replace(office_here.core, url="http://127.0.0.1:9")
    shown = tried(fresh, day)
    assert sentence in shown
    assert "CORE" not in shown


def test_what_was_read_is_kept_for_some_minutes_and_serves_every_later_date(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    tried(fresh, "2020-01-01")
    office_here.core = replace(office_here.core, url="http://127.0.0.1:9")
    assert "1 transaction, $10,000.00" in tried(fresh, LONG_AGO)
    assert "0 transactions, $0.00" in tried(fresh, "2020-03-05")


def test_a_new_workflow_starts_with_this_year_and_dates_its_history_by_closing(
    fresh: OfficePages,
) -> None:
    page = fresh.open(INVOICES, step="options")
    assert f'name="start_date" value="{THIS_YEAR}"' in page
    untouched = form(start_date="2020-01-01", suggested_date=DEFAULT, invoice_date=DEFAULT)
    assert fresh.press(f"{INVOICES}/save", untouched).status_code == 303
    setup = active(fresh)
    assert setup is not None
    assert setup.options["invoice_date"] == CLOSE


def test_a_person_may_say_otherwise(fresh: OfficePages) -> None:
    chosen = form(start_date="2020-01-01", suggested_date=CLOSE, invoice_date=DEFAULT)
    fresh.press(f"{INVOICES}/save", chosen)
    setup = active(fresh)
    assert setup is not None
    assert setup.options["invoice_date"] == DEFAULT


def test_what_closed_before_the_start_never_posts_and_an_entry_has_its_closings_date(
    fresh: OfficePages, office_here: Office
) -> None:
    before = close(office_here, dt.date(2020, 3, 3), "B")
    close(office_here, LONG_AGO)
    fresh.press(f"{INVOICES}/save", form(start_date=str(LONG_AGO), invoice_date=CLOSE))
    fresh.run(INCOME)
    fresh.run(INCOME, (str(before),))
    (invoice,) = office_here.entries("Invoice")
    assert (invoice["total"], invoice["date"]) == (10_000_00, "2020-03-04")


def test_a_start_date_changes_until_the_first_entry_posts(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    fresh.press(f"{INVOICES}/save", form(start_date="2024-01-01"))
    fresh.run(INCOME)
    assert office_here.entries("Invoice") == []

    page = fresh.open(INVOICES)
    assert "Start date Jan 1, 2024" in words(page)
    changed = fresh.press(f"{INVOICES}/start", {"start_date": "2020-01-01"})
    assert changed.headers["location"].endswith("applied=start")
    shown = words(fresh.browser.get(changed.headers["location"]).text)
    assert "Start date saved." in shown
    assert "Start date: Jan 1, 2024 → Jan 1, 2020" in shown
    fresh.run(INCOME)
    assert [one["total"] for one in office_here.entries("Invoice")] == [10_000_00]

    refused = fresh.press(f"{INVOICES}/start", {"start_date": "2019-01-01"})
    assert refused.status_code == 409
    assert (
        "The start date wasn't changed. It can't change any more, because this workflow has posted "
        "entries."
    ) in words(refused.text)
    setup = active(fresh)
    assert setup is not None
    assert str(setup.start_date) == "2020-01-01"


def test_a_later_start_leaves_out_what_a_preview_had_planned(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    fresh.press(f"{INVOICES}/save", form(start_date="2020-01-01"))
    fresh.run(INCOME, preview=True)
    fresh.press(f"{INVOICES}/start", {"start_date": "2020-03-05"})
    fresh.run(INCOME)
    assert office_here.entries("Invoice") == []


def test_a_workflow_that_posted_keeps_its_start_when_it_is_turned_on_again(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    fresh.press(f"{INVOICES}/save", form(start_date="2020-01-01"))
    fresh.run(INCOME)
    deactivate(fresh.database, COMPANY, INCOME, actor="finn")
    page = fresh.open(INVOICES, step="options")
    assert "Starts with what closed on or after Jan 1, 2020." in words(page)
    assert 'name="start_date"' not in page
    assert fresh.press(f"{INVOICES}/save", form(start_date="2010-01-01")).status_code == 303
    setup = active(fresh)
    assert setup is not None
    assert str(setup.start_date) == "2020-01-01"


def test_the_second_workflow_is_offered_the_first_ones_start(fresh: OfficePages) -> None:
    fresh.press(f"{INVOICES}/save", form(start_date="2020-01-01"))
    with fresh.database.writing() as session:
        rows = session.scalars(select(WorkflowSetup).where(WorkflowSetup.category != INCOME))
        for row in rows:
            row.active = False
    page = fresh.open("workflows/agent_expenses/expenses-via-bills", step="options")
    assert 'name="start_date" value="2020-01-01"' in page
    assert '<option value="CORE close date" selected>' in page


def test_an_auditor_sees_the_start_date_and_changes_none(pages: OfficePages) -> None:
    pages.sign_in(AUDITOR)
    page = pages.open(INVOICES)
    assert "This workflow has no start date." in words(page)
    assert "Save start date" not in page
    assert pages.press(f"{INVOICES}/start", {"start_date": "2020-01-01"}).status_code == 403


def test_a_template_that_is_off_has_no_start_date_to_change(fresh: OfficePages) -> None:
    answer = fresh.press(f"{INVOICES}/start", {"start_date": "2020-01-01"})
    assert answer.status_code == 409
    assert "is no longer on. Nothing was changed." in words(answer.text)
    assert active(fresh) is None


def test_what_quickbooks_has_already_is_counted_beside_what_would_post(
    fresh: OfficePages, office_here: Office
) -> None:
    close(office_here, LONG_AGO)
    assert "QuickBooks has no invoices since Mar 4, 2020" in tried(fresh, LONG_AGO)
    with office_here.quickbooks.api() as api:
        hands = OnlineHands(office_here.quickbooks, api)
        hands.enter("Invoice", hands.add("Customer", "Oak St"), 25_050, "1042", "2020-06-01")
    shown = tried(fresh, dt.date(2020, 3, 3))
    assert "QuickBooks already has 1 invoice ($250.50) since Mar 3, 2020." in shown
    assert "After you turn the workflow on, find and link those that are the same." in shown
    assert "QuickBooks has no invoices since Jul 1, 2020" in tried(fresh, dt.date(2020, 7, 1))
