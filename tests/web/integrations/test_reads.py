"""Integrations shows how many of the month's metered reads are used, and warns before their end."""

from __future__ import annotations

import pytest

from include.database.from_quickbooks.metered_reads import DatabaseMeter
from tests.sync.office import COMPANY
from tests.web.office_pages import OfficePages, words
from tests.web.quickbooks_login import HOME, admin

__all__ = ["admin"]


def count(pages: OfficePages, reads: int) -> None:
    meter = DatabaseMeter(pages.database, COMPANY, "sandbox-client")
    for _ in range(reads):
        meter.count()
    meter.save()


def test_reads_of_the_company_and_of_its_app_are_shown(admin: OfficePages) -> None:
    count(admin, 1_234)

    shown = words(admin.open(HOME))

    assert "for this company. All companies of the Intuit app …client:" in shown
    assert "of 500,000" in shown
    assert "may run out" not in shown


@pytest.mark.parametrize(
    ("limit", "warning"),
    [
        ("1500", "may run out this month"),
        ("1,000", "QuickBooks rejects more until next month"),
    ],
)
def test_before_the_end_it_warns(
    admin: OfficePages, monkeypatch: pytest.MonkeyPatch, limit: str, warning: str
) -> None:
    monkeypatch.setenv("AIRFLOW__COREBOOKS__READS_A_MONTH", limit)
    count(admin, 1_300)

    assert warning in words(admin.open(HOME))
