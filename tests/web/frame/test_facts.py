"""The top of every page of a company: is QuickBooks connected, how fresh is CORE, when is the next auto-sync."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from include.clock import utc_now
from include.database.setup import automation
from include.database.setup.automation import AutomationSettings
from include.database.setup.companies import disconnect_company
from include.web.frame.facts import facts_of
from tests.sync.office import COMPANY, INCOME, Office
from tests.web.conftest import here
from tests.web.office_pages import OfficePages, words

EVERY_DAY_AT_FIVE = "0 5 * * *"


def top(page: str) -> str:
    """The words beside the company's name."""
    return words(page.partition('<div class="facts">')[2].partition("</div>")[0])


@pytest.mark.parametrize("path", ["", "transactions", "attention", "history", "workflows"])
def test_every_page_of_a_company_opens_with_the_facts(
    pages: OfficePages, office: Office, path: str
) -> None:
    assert top(pages.open(path)) == (
        f"{here(office).edition}: Connected CORE isn't read yet Auto-sync is off finn"
    )


def test_when_core_was_read_is_as_short_as_it_is_clear(
    pages: OfficePages, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.core.post("/examples/A")
    pages.run(INCOME)
    read_at = facts_of(office.database, here(office)).core_read_at
    assert read_at is not None
    local = read_at.astimezone(here(office).zone)
    time = f"{local.hour % 12 or 12}:{local:%M %p}"
    monkeypatch.setattr("include.web.frame.pages.utc_now", lambda: read_at)
    assert f"CORE read {time} Auto-sync" in top(pages.open("history"))
    a_year_later = read_at + dt.timedelta(days=366)
    monkeypatch.setattr("include.web.frame.pages.utc_now", lambda: a_year_later)
    day = f"{local:%b} {local.day}, {local.year}"
    assert f"CORE read {day}, {time} Auto-sync" in top(pages.open("history"))


def test_the_next_auto_sync_has_the_companys_time_zone(pages: OfficePages, office: Office) -> None:
    on = AutomationSettings(sync_deals=True, schedule=EVERY_DAY_AT_FIVE)
    automation.change(office.database, COMPANY, on, "ada")
    zone = here(office).zone
    next_look = facts_of(office.database, here(office)).next_auto_sync
    assert next_look is not None
    assert next_look > utc_now()
    assert next_look.astimezone(zone).hour == 5
    assert f"5:00 AM {next_look.astimezone(zone):%Z} finn" in top(pages.open("tie-out"))


def test_a_disconnected_company_says_so_and_where_to_reconnect(
    pages: OfficePages, office: Office
) -> None:
    on = AutomationSettings(sync_deals=True)
    automation.change(office.database, COMPANY, on, "ada")
    disconnect_company(office.database, COMPANY, "ada")
    page = pages.open("history")
    assert top(page).startswith(f"{here(office).edition}: Disconnected")
    assert '<a class="st quiet" href="/corebooks/settings/integrations"' in page
    # No next auto-sync is promised that would post nothing.
    assert "auto-sync" not in top(page).casefold()


def test_pages_without_a_company_have_the_visitors_name_alone(pages: OfficePages) -> None:
    assert top(pages.open("/settings/integrations")) == "finn"


def test_a_piece_of_a_page_asks_for_no_facts(
    pages: OfficePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("a piece has no top")

    monkeypatch.setattr("include.web.frame.pages.facts_of", asked)
    answer = pages.browser.get("/corebooks/companies", headers={"HX-Request": "true"})
    assert answer.status_code == 200


def test_overview_reads_the_facts_once(pages: OfficePages, office: Office) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    try:
        pages.open("")
    finally:
        event.remove(office.database.engine, "before_cursor_execute", note)
    assert sum("FROM oauth_token" in one for one in asked) == 1
