"""Integrations shows whether Intuit's notifications of edits arrive."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from include.books.dates import format_moment
from include.clock import utc_now
from include.database.from_quickbooks.webhooks_seen import note_received, note_rejected
from tests.web.conftest import here
from tests.web.office_pages import OfficePages, words
from tests.web.quickbooks_login import HOME, admin

__all__ = ["admin"]

NOW = utc_now()


@pytest.fixture
def set_up(admin: OfficePages, monkeypatch: pytest.MonkeyPatch) -> OfficePages:
    """The pages where a verifier token is set."""
    monkeypatch.setenv("AIRFLOW__COREBOOKS__WEBHOOK_TOKEN", "the-verifier-token")
    return admin


def in_company(pages: OfficePages, moment: dt.datetime) -> str:
    """A moment as the company's bookkeeper reads it."""
    assert pages.office is not None
    return format_moment(moment, ZoneInfo(here(pages.office).timezone))


def test_without_a_verifier_token_they_are_not_set_up(admin: OfficePages) -> None:
    shown = words(admin.open(HOME))
    assert "Notifications of edits Not set up. The next run finds edits in QuickBooks" in shown
    assert "rejected" not in shown


def test_before_the_first_one_none_was_received(set_up: OfficePages) -> None:
    assert "Notifications of edits None received yet" in words(set_up.open(HOME))


def test_the_last_one_is_shown_in_the_companys_time_zone(set_up: OfficePages) -> None:
    assert set_up.office is not None
    note_received(set_up.database, {here(set_up.office).realm_id}, NOW)
    shown = words(set_up.open(HOME))
    assert f"Notifications of edits Last received {in_company(set_up, NOW)}" in shown


def test_rejected_ones_are_shown_with_their_number_and_when(set_up: OfficePages) -> None:
    first = NOW - dt.timedelta(hours=5)
    note_rejected(set_up.database, 1, first)
    note_rejected(set_up.database, 1_233, NOW)
    shown = words(set_up.open(HOME))
    assert (
        f"Notifications rejected 1,234 with a wrong signature, for any company, since {in_company(set_up, first)}. "
        f"Last: {in_company(set_up, NOW)}" in shown
    )
    assert "1,234 calls were rejected because of a wrong signature" in shown


def test_what_is_accepted_after_them_says_whom_they_do_not_concern(set_up: OfficePages) -> None:
    assert set_up.office is not None
    note_rejected(set_up.database, 1, NOW)
    note_received(set_up.database, (), NOW + dt.timedelta(seconds=1))
    shown = words(set_up.open(HOME))
    assert "rejected because of a wrong signature" not in shown
    assert (
        f"Notifications rejected 1 with a wrong signature, for any company. Last: {in_company(set_up, NOW)}"
        in shown
    )

    note_received(set_up.database, {here(set_up.office).realm_id}, NOW + dt.timedelta(seconds=2))
    assert "Notifications rejected" not in words(set_up.open(HOME))
