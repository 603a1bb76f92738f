"""Rates that someone changed today are read again when QuickBooks' tax says so, and not a read earlier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.trail.examination import examine
from tests.sync.office import COMPANY, INCOME, Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, rate_becomes, use_codes


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_abroad(tmp_path, "CA") as opened:
        use_codes(opened, "CA")
        charges(opened, agent=True, broker=True)
        yield opened


def reads(office: Office) -> int:
    """What Intuit counts of syncing one more deal."""
    deal = ontario_deal(office)
    office.quickbooks.reset_meter()
    report = office.run(INCOME, (deal,))
    assert (report.outcome, report.created, list(report.on_hold)) == ("completed", 1, [])
    return office.quickbooks.metered()["total"]


def test_a_rate_that_changed_today_costs_one_more_reading_of_the_lists(office: Office) -> None:
    usual = [reads(office), reads(office)][-1]
    rate_becomes(office, "HST ON", 15)

    once = reads(office)

    links = [link for link in office.links().values() if link.category == INCOME]
    assert sorted((link.total_cents, link.tax_cents) for link in links) == [
        (30_000_00, 3_900_00),
        (30_000_00, 3_900_00),
        (30_000_00, 4_500_00),
    ]
    with office.database.reading() as session:
        assert examine(session, COMPANY).remark == "", "the trail knows the corrected tax"
    assert once > usual
    assert [reads(office), reads(office)][-1] == usual, "the lists are kept again"
