"""A run that changes nothing says why, and claims nothing that isn't true."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import update

from include.database.tables.companies import WorkflowSetup
from include.workflows.category import Category
from tests.sync.office import INCOME, Office
from tests.web.office_pages import OfficePages, words

MATCHES, VERIFIED = "already matches CORE", "Every posted entry was verified"


@pytest.fixture
def office_here(pages: OfficePages) -> Office:
    assert pages.office is not None
    return pages.office


def started(pages: OfficePages, path: str, *ids: object, preview: bool) -> str:
    form = {"records": [str(own_id) for own_id in ids], "preview": "yes" if preview else ""}
    return words(pages.press(f"{path}/sync", form, htmx=True).text)


def start_on(office: Office, day: dt.date) -> None:
    with office.database.writing() as session:
        session.execute(update(WorkflowSetup).values(start_date=day))


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(("path", "what"), [("transactions", "transaction"), ("billing", "agent")])
def test_an_id_that_core_does_not_have(
    pages: OfficePages, path: str, what: str, preview: bool
) -> None:
    shown = started(pages, path, 987654, preview=preview)
    assert f"CORE has no {what} with the ID 987654." in shown
    assert MATCHES not in shown
    assert VERIFIED not in shown


@pytest.mark.parametrize("preview", [True, False])
def test_a_deal_before_the_start_date(
    pages: OfficePages, office_here: Office, preview: bool
) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]
    start_on(office_here, dt.date(2030, 1, 1))
    shown = started(pages, "transactions", deal, preview=preview)
    assert f"Transaction TR-2026-{deal}, 11 Arlington St, Boston, MA 02128 is dated " in shown
    assert ", before the start date Jan 1, 2030: nothing to sync." in shown
    assert MATCHES not in shown
    assert VERIFIED not in shown


@pytest.mark.parametrize("preview", [True, False])
def test_a_deal_without_a_disbursement(
    pages: OfficePages, office_here: Office, preview: bool
) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]
    office_here.core.patch(f"/transactions/{deal}", finalized=False)
    shown = started(pages, "transactions", deal, preview=preview)
    assert "has no disbursement in CORE, so there's nothing to sync." in shown
    assert MATCHES not in shown
    assert VERIFIED not in shown


def test_one_of_two_is_posted_and_the_other_is_explained(
    pages: OfficePages, office_here: Office
) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]
    shown = started(pages, "transactions", deal, 987654, preview=False)
    assert "1 created ($10,000.00)" in shown
    assert VERIFIED in shown
    assert "CORE has no transaction with the ID 987654." in shown
    again = started(pages, "transactions", deal, 987654, preview=True)
    assert "QuickBooks already matches CORE for the other records." in again


def test_a_second_sync_has_nothing_to_post(pages: OfficePages, office_here: Office) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]
    started(pages, "transactions", deal, preview=False)
    shown = started(pages, "transactions", deal, preview=False)
    assert "0 created ($0.00), 0 updated ($0.00), 1 unchanged. There was nothing to post." in shown


def test_a_run_whose_every_change_is_rejected_does_not_say_there_was_nothing(
    pages: OfficePages, office_here: Office
) -> None:
    deal = office_here.core.post("/examples/A")["transactions"][0]
    rule = {"code": "6430", "detail": "Select another account.", "times": None}
    office_here.quickbooks.fault("fault", {"entity": "Invoice", "operation": "create"}, **rule)
    shown = started(pages, "transactions", deal, preview=False)
    assert (
        "0 created ($0.00), 0 updated ($0.00), 0 unchanged. 1 change wasn't posted. Review" in shown
    )
    assert "There was nothing to post" not in shown


def test_the_same_id_twice_is_one_record(
    office_here: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "corebooks.posting_log")
    deal = office_here.core.post("/examples/A")["transactions"][0]
    office_here.run(INCOME, (str(deal), str(deal)), preview=True)
    assert "Read 1 from CORE: 1 new or changed, 0 unreadable." in caplog.text
    office_here.run(INCOME, ("987654",), preview=True)
    assert "Read 0 from CORE: 0 new or changed, 0 unreadable." in caplog.text


def ran(pages: OfficePages, category: Category, *, preview: bool = False) -> str:
    """What the page of a run of all changes says when it is over."""
    form = {"preview": "yes"} if preview else {}
    answer = pages.press(f"workflows/{category.value}/run", form)
    return str(pages.browser.get(answer.headers["location"]).text)


@pytest.mark.parametrize("preview", [True, False])
def test_a_first_run_that_finds_nothing_says_where_it_starts_and_what_to_do(
    pages: OfficePages, office_here: Office, preview: bool
) -> None:
    start_on(office_here, dt.date(2030, 1, 1))
    page = ran(pages, INCOME, preview=preview)
    assert "CORE has no new or changed records for this workflow." in words(page)
    assert "starts with transactions closed on or after Jan 1, 2030." in words(page)
    assert MATCHES not in words(page)
    (address,) = re.findall(r'href="([^"]+)">Change start date<', page)
    assert "Save start date" in pages.browser.get(address, follow_redirects=True).text


@pytest.mark.parametrize("preview", [True, False])
def test_a_run_whose_records_are_all_left_out_counts_them_by_reason(
    pages: OfficePages, office_here: Office, preview: bool
) -> None:
    office_here.core.post("/examples/A")
    unpaid = office_here.core.post("/examples/B")["transactions"][0]
    office_here.core.patch(f"/transactions/{unpaid}", finalized=False)
    start_on(office_here, dt.date(2030, 1, 1))
    shown = words(ran(pages, INCOME, preview=preview))
    assert "1 transaction closed before the start date." in shown
    assert "1 transaction has no disbursement in CORE. Create it there" in shown
    run = words(pages.open("history/1"))
    assert "1 transaction closed before the start date." in run
    assert "Change start date" in run
    assert "already matched CORE" not in run


def test_once_something_posted_a_run_of_nothing_offers_no_other_start_date(
    pages: OfficePages, office_here: Office
) -> None:
    office_here.core.post("/examples/A")
    ran(pages, INCOME)
    shown = ran(pages, INCOME, preview=True)
    assert "Change start date" not in shown
