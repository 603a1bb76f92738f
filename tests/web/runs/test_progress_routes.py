"""A run is followed from the button that starts it to what it posted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.statuses import RunOutcome
from include.database.tables.columns import utc_now
from include.database.tables.runs import SyncRun
from include.provider.airflow_api import AirflowRun
from include.sync.diff.diff import diff
from include.sync.extract.extract import extract
from include.sync.post.post import post
from include.sync.verify.verify import verify
from include.web.runs.run_progress import Progress, Step, progress
from include.web.runs.status import RunStatus
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office
from tests.web.office_pages import OfficePages, words


def at(office: Office, name: str, state: str = "running") -> Progress:
    """How far a run is while Airflow has it in this state."""
    return progress(office.database, COMPANY, INCOME, name, AirflowRun(name, INCOME, state))


def test_each_step_is_shown_while_it_lasts(office: Office) -> None:
    office.core.post("/examples/A")
    assert at(office, "today", "queued").step is Step.WAITING
    with office.context(INCOME, "today") as context:
        assert at(office, "today").step is Step.READING
        extract(context)
        assert at(office, "today").step is Step.PLANNING
        diff(context)
        sending = at(office, "today")
        assert (sending.step, sending.sent, sending.to_send) == (Step.SENDING, 0, 2)
        post(context)
        assert at(office, "today").step is Step.CHECKING
        verify(context)
    done = at(office, "today")
    assert (done.step, done.failed) == (Step.FINISHED, False)
    assert done.run is not None
    assert done.run.counts.created == 1


def test_a_run_whose_changes_need_approval_waits_for_it(office: Office) -> None:
    office.core.post("/examples/A")
    automation.change(office.database, COMPANY, AutomationSettings(approval_required=True), "ada")
    with office.context(INCOME, "today") as context:
        extract(context)
        diff(context)
    waiting = at(office, "today")
    assert (waiting.step, waiting.status) == (Step.APPROVAL, RunStatus.AWAITS_APPROVAL)


def test_a_run_that_failed_shows_why(office: Office) -> None:
    with office.context(INCOME, "today") as context:
        with office.database.writing() as session:
            run = session.get_one(SyncRun, context.run_id)
            run.outcome, run.finished_at = RunOutcome.FAILED, utc_now()
            run.message = "QuickBooks rejected the sign-in. Reconnect the company."
        again = at(office, "today")
        assert again.step is Step.READING
        assert again.detail.endswith("Airflow retries it automatically.")
        stopped = at(office, "today", "failed")
    assert stopped.failed
    assert stopped.detail == "QuickBooks rejected the sign-in. Reconnect the company."


def test_a_run_that_never_began_points_to_airflows_log(office: Office) -> None:
    never = at(office, "tomorrow", "failed")
    assert never.failed
    assert "log of its extract task in Airflow" in never.detail
    unknown = progress(office.database, COMPANY, INCOME, "never", None)
    assert "Airflow has no run with this ID" in unknown.detail


def test_a_waiting_run_names_the_one_before_it(office: Office) -> None:
    with office.context(INCOME, "first"):
        waiting = at(office, "second", "queued")
    assert waiting.detail == "Waiting for another run of this workflow, started by finance ops."


@pytest.mark.parametrize("htmx", [False, True])
def test_the_page_of_a_finished_run_shows_its_figures_and_stops_polling(
    pages: OfficePages, htmx: bool
) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    started = pages.run(INCOME)
    headers = {"HX-Request": "true"} if htmx else {}
    page = pages.browser.get(pages.address(f"runs/{INCOME}/{started}"), headers=headers).text
    assert "1 created ($10,000.00)" in words(page)
    assert "hx-get" not in page
    assert ("<html" in page) is not htmx


def test_a_preview_shows_its_planned_changes_field_by_field(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    name = pages.run(INCOME, preview=True)
    page = pages.open(f"runs/{INCOME}/{name}")
    shown = words(page)
    assert "This run would make 1 change. Nothing was posted." in shown
    assert "Create Invoice TR-2026-640224" in shown
    assert "Total $10,000.00" in pages.unfold(page)
    assert "Accounts Receivable 1 10,000.00 Commission Income 1 10,000.00" in shown
    assert "In balance 10,000.00 10,000.00" in shown
    assert pages.office.entries("Invoice") == []


def test_a_preview_of_nothing_new_says_so(pages: OfficePages) -> None:
    assert pages.office is not None
    name = pages.run(EXPENSES, preview=True)
    shown = words(pages.open(f"runs/{EXPENSES}/{name}"))
    assert "No changes. CORE has no new or changed records for this workflow." in shown
    # Only where there is something does it match.
    deal = str(pages.office.core.post("/examples/A")["transactions"][0])
    pages.run(EXPENSES)
    name = pages.run(EXPENSES, (deal,), preview=True)
    shown = words(pages.open(f"runs/{EXPENSES}/{name}"))
    assert "No changes. QuickBooks already matches CORE." in shown


def test_the_bar_only_ever_grows(office: Office) -> None:
    assert office.database
    steps = [Progress(INCOME, "x", step, to_send=10) for step in Step]
    shares = [one.share for one in steps]
    assert shares == sorted(shares)
    sending = list(Step).index(Step.SENDING)
    halfway = replace(steps[sending], sent=5)
    assert shares[sending] < halfway.share < shares[sending + 1]


def test_a_run_that_has_not_moved_is_not_sent_again(pages: OfficePages) -> None:
    assert pages.office is not None
    with pages.office.context(INCOME, "today"):
        now = at(pages.office, "today")
    address = pages.address(f"runs/{INCOME}/today?seen={now.digest}")
    # Airflow does not know this run, so it is over: that is news.
    assert pages.browser.get(address, headers={"HX-Request": "true"}).status_code == 200
    over = progress(pages.office.database, COMPANY, INCOME, "today", None)
    address = pages.address(f"runs/{INCOME}/today?seen={over.digest}")
    assert pages.browser.get(address, headers={"HX-Request": "true"}).status_code == 204


def test_a_preview_is_posted_from_its_own_page(pages: OfficePages) -> None:
    assert pages.office is not None
    (deal,) = pages.office.core.post("/examples/A")["transactions"]
    pages.office.core.post("/examples/B")
    name = pages.run(INCOME, (str(deal),), preview=True)
    assert "Post changes" in words(pages.open(f"runs/{INCOME}/{name}"))
    answer = pages.press(f"runs/{INCOME}/{name}/post")
    assert answer.status_code == 303
    assert len(pages.office.entries("Invoice")) == 1
    assert "1 created ($10,000.00)" in words(pages.browser.get(answer.headers["location"]).text)
    assert pages.press(f"runs/{INCOME}/never/post").status_code == 404


def test_what_a_preview_puts_on_hold_is_on_its_page(pages: OfficePages) -> None:
    assert pages.office is not None
    (deal,) = pages.office.core.post("/examples/A")["transactions"]
    row = pages.office.core.api(f"/v1/transactions/{deal}/commissions")[0]
    pages.office.core.put(f"/raw/commissions/{row['id']}", item_type="sunshine_bonus")
    name = pages.run(INCOME, (str(deal),), preview=True)
    assert "1 on hold. A run wouldn't post it." in words(pages.open(f"runs/{INCOME}/{name}"))
