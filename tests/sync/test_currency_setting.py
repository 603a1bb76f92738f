"""The setting of a company's currency changes between two runs: what CORE states in another one waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.books.causes import HoldCause
from include.database.setup.company_currency import change_currency
from tests.sync.office import BILLING, COMPANY, INCOME, Office
from tests.sync.opening import open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """CORE states that its billing is in US dollars; of transactions it says nothing."""
    with open_office(tmp_path) as opened:
        opened.core.post("/examples/A")
        opened.core.post("/examples/E")
        yield opened


def test_a_statement_in_us_dollars_waits_while_the_company_is_canadian_and_everything_else_posts(
    office: Office,
) -> None:
    change_currency(office.database, COMPANY, "CAD", "ada")
    report = office.run(BILLING)
    assert (report.created, len(report.on_hold)) == (0, 1)
    (held,) = report.on_hold
    assert "it is in USD, but only Canadian dollars (CAD) can be synced." in held.sentence
    assert held.what_to_do == (
        "Enter the amount in Canadian dollars in CORE, or record it in QuickBooks yourself."
    )
    assert held.cause == HoldCause.OTHER_CURRENCY
    assert office.run(INCOME).created == 1
    assert [one["total"] for one in office.entries("Invoice")] == [1_000_000]

    change_currency(office.database, COMPANY, "USD", "ada")
    again = office.run(BILLING)
    assert (again.created, len(again.on_hold)) == (1, 0)
    assert [one["total"] for one in office.entries("Invoice")] == [1_000_000, 10_000]
