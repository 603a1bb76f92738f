"""Who must approve sees it on every page, and approves or rejects on the run's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from include.database import approvals
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.people import Who
from include.database.statuses import RunOutcome
from include.database.tables.runs import SyncRun
from include.web.frame.access import Visitor
from tests.sync.office import COMPANY, INCOME
from tests.web.office_pages import ADMIN, AUDITOR, FINANCE_OPS, OfficePages, words

NAME = "manual__approve"
OTHER = Visitor("zoe", may_sync=True, may_connect=False)


@pytest.fixture
def waiting(pages: OfficePages) -> OfficePages:
    """A run of finn's with two changes that ada or finn may approve."""
    office = pages.office
    assert office is not None
    settings = AutomationSettings(approval_required=True, approvers=("ada", "finn"))
    automation.change(office.database, COMPANY, settings, "ada")
    with office.context(INCOME, name=NAME, actor="finn") as context:
        run_id = context.run_id
    with office.database.writing() as session:
        run = session.get_one(SyncRun, run_id)
        approvals.ask(session, run, Who("", "finn"), "task 1", ("digest", ["a", "b"]))
    return pages


def run_id(pages: OfficePages) -> int:
    with pages.database.reading() as session:
        return session.scalars(select(SyncRun.id).order_by(SyncRun.id.desc())).first() or 0


def test_who_may_approve_sees_it_on_overview_and_in_the_navigation(waiting: OfficePages) -> None:
    waiting.sign_in(ADMIN)
    shown = words(waiting.open(""))
    assert "started by finn, waits for your approval: 2 changes." in shown
    assert "Overview 1 waiting for your approval" in shown


@pytest.mark.parametrize("who", [FINANCE_OPS, AUDITOR, OTHER], ids=lambda who: who.name)
def test_who_may_not_sees_that_it_waits(waiting: OfficePages, who: Visitor) -> None:
    waiting.sign_in(who)
    shown = words(waiting.open(""))
    assert "started by finn, waits for approval: 2 changes." in shown
    assert "waiting for your approval" not in shown


def test_an_approver_answers_on_the_runs_page_in_their_own_name(waiting: OfficePages) -> None:
    waiting.sign_in(ADMIN)
    number = run_id(waiting)
    page = waiting.open(f"history/{number}")
    assert "These 2 changes need approval before they post." in words(page)
    assert f"/runs/{NAME}/tasks/approve/required_actions" in page
    for decision in ("Approve", "Reject"):
        assert (
            waiting.press(f"history/{number}/approval", {"decision": decision}).status_code == 303
        )
    assert waiting.answers == [(NAME, "Approve"), (NAME, "Reject")]


def test_who_asked_for_the_run_is_told_why_they_cannot_approve_it(waiting: OfficePages) -> None:
    number = run_id(waiting)
    page = waiting.open(f"history/{number}")
    sentence = f"finn asked for run {number}, so another approver must approve it."
    assert sentence in words(page)
    assert "Approve changes" not in page
    refused = waiting.press(f"history/{number}/approval", {"decision": "Approve"})
    assert refused.status_code == 403
    assert sentence in words(refused.text)
    assert waiting.answers == []


def test_an_answer_needs_the_pages_own_token_and_airflows_consent(waiting: OfficePages) -> None:
    waiting.sign_in(ADMIN)
    number = run_id(waiting)
    address = waiting.address(f"history/{number}/approval")
    assert waiting.browser.post(address, data={"decision": "Approve"}).status_code == 403
    waiting.refuses = "it has been answered"
    refused = waiting.press(f"history/{number}/approval", {"decision": "Approve"})
    assert refused.status_code == 502
    assert "Airflow didn't take your answer: it has been answered." in words(refused.text)


def test_a_run_that_waits_for_no_one_cannot_be_approved(waiting: OfficePages) -> None:
    waiting.sign_in(ADMIN)
    number = run_id(waiting)
    with waiting.database.writing() as session:
        session.get_one(SyncRun, number).outcome = RunOutcome.REJECTED
    assert "waits for" not in words(waiting.open(""))
    assert waiting.press(f"history/{number}/approval", {"decision": "Approve"}).status_code == 409
