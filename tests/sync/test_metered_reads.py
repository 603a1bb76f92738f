"""How many reads that Intuit meters a sync makes: 500,000 a month are free for all companies."""

from __future__ import annotations

from tests.sync.closings import close
from tests.sync.office import INCOME, Office

ONE_CORRECTED_DEAL = 12
"""Metered reads of one click on Sync of one corrected transaction."""


def test_a_corrected_deal_takes_twelve_reads_at_most(office: Office) -> None:
    deal = close(office, gross=1_000_000)
    office.run(INCOME, (deal,))
    office.core.patch(f"/transactions/{deal}", gross=900_000)
    office.quickbooks.reset_meter()

    office.run(INCOME, (deal,))

    assert office.balances("Commission Income") == (9_000_00,)
    metered = office.quickbooks.metered()
    assert metered["total"] <= ONE_CORRECTED_DEAL, metered


def test_an_idle_run_asks_once_what_changed(office: Office) -> None:
    close(office)
    office.run(INCOME)
    office.run(INCOME)
    office.quickbooks.reset_meter()

    office.run(INCOME)

    assert office.quickbooks.metered() == {"cdc": 1, "total": 1}
