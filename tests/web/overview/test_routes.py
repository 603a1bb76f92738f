"""The first page says how things stand, and what to do next."""

from __future__ import annotations

from include.database import automation
from include.database.automation import AutomationSettings
from include.database.companies import deactivate
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from tests.sync.office import COMPANY, INCOME
from tests.web.office_pages import OfficePages, words


def test_a_new_company_is_led_to_its_first_run(pages: OfficePages) -> None:
    assert "nothing has been synced yet" in words(pages.open(""))


def test_without_templates_the_next_step_is_to_choose_them(pages: OfficePages) -> None:
    deactivate(pages.database, COMPANY, INCOME, actor="finn")
    shown = words(pages.open(""))
    assert "Next: choose how income and agent expenses are booked" in shown
    assert "No template is chosen, so nothing of this is sent to QuickBooks" in shown


def test_a_disconnected_company_is_to_be_connected_again(pages: OfficePages) -> None:
    with pages.database.writing() as session:
        session.get_one(Company, COMPANY).disconnected_at = utc_now()
    assert "not connected to QuickBooks: nothing can be sent" in words(pages.open(""))


def test_after_a_run_its_figures_and_what_waits_are_there(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.office.run(INCOME)
    shown = words(pages.open(""))
    assert "1 entry in QuickBooks" in shown
    assert "Created 1 (10,000.00)" in shown
    assert "nothing has been synced yet" not in shown


def test_what_runs_by_itself_is_said(pages: OfficePages) -> None:
    assert "every sync is started by a person" in words(pages.open(""))
    settings = AutomationSettings(sync_deals=True, approval_required=True)
    automation.change(pages.database, COMPANY, settings, "ada")
    shown = words(pages.open(""))
    assert "Auto-sync sends disbursements at 100 %." in shown
    assert "Every plan waits for a person's approval" in shown
