"""The first page shows each workflow at a glance, and what to do next."""

from __future__ import annotations

from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import deactivate
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from tests.sync.office import COMPANY, INCOME
from tests.web.office_pages import OfficePages, words


def test_a_new_company_is_led_to_its_first_run(pages: OfficePages) -> None:
    assert "Setup is complete. Preview your first sync, then run it." in words(pages.open(""))


def test_without_templates_the_next_step_is_to_choose_them(pages: OfficePages) -> None:
    deactivate(pages.database, COMPANY, INCOME, actor="finn")
    shown = words(pages.open(""))
    assert "Next, choose how brokerage income and agent expenses post to QuickBooks." in shown
    assert "This workflow is off, so brokerage income doesn't sync." in shown


def test_a_disconnected_company_is_to_be_reconnected(pages: OfficePages) -> None:
    with pages.database.writing() as session:
        session.get_one(Company, COMPANY).disconnected_at = utc_now()
    shown = words(pages.open(""))
    assert "Willow & Park Realty is disconnected from QuickBooks, so nothing can sync." in shown


def test_after_a_run_its_figures_are_shown(pages: OfficePages) -> None:
    assert pages.office is not None
    pages.office.core.post("/examples/A")
    pages.office.run(INCOME)
    shown = words(pages.open(""))
    assert "1 entry in QuickBooks" in shown
    assert "Created 1 ($10,000.00)" in shown
    assert "Preview your first sync" not in shown


def test_what_auto_sync_posts_is_shown(pages: OfficePages) -> None:
    assert "Auto-sync is off. You start each sync." in words(pages.open(""))
    settings = AutomationSettings(sync_deals=True, approval_required=True)
    automation.change(pages.database, COMPANY, settings, "ada")
    shown = words(pages.open(""))
    assert "Auto-sync posts disbursements that reach 100%." in shown
    assert "Changes need approval before they post." in shown
