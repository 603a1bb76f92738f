"""A run that changes nothing says why, and claims nothing that isn't true."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from include.database.tables.companies import WorkflowSetup
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
