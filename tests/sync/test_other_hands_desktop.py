"""A company file that other hands touch too: what is paid, printed or classed there is respected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.sync.run.mode import RunMode
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync.desktop_office import DesktopOffice
from tests.sync.happenings import entries_now
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.opening import open_office

pytestmark = pytest.mark.whole


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose books are a company file on a PC."""
    with open_office(tmp_path, product="desktop") as opened:
        yield opened


@pytest.fixture
def person(office: Office) -> Bookkeeper:
    """A bookkeeper at the PC."""
    assert isinstance(office, DesktopOffice)
    return Bookkeeper(office.pc.file)


def test_a_paid_bill_that_core_lowers_waits_for_a_person(
    office: Office, person: Bookkeeper
) -> None:
    transaction = str(office.core.post("/examples/A")["transactions"][0])
    office.run(EXPENSES)
    bill = max(office.entries("Bill"), key=lambda row: int(row["total"]))
    person.pay(bill["id"])
    office.core.patch(f"/transactions/{transaction}", gross=900_000)
    office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "is paid in QuickBooks, so it wasn't changed. CORE's change, $7,840.00 to $" in sentence
    assert ("live", 784_000) in entries_now(office)["Bill"]


def test_a_part_that_was_paid_by_hand_counts(office: Office, person: Bookkeeper) -> None:
    statement = office.core.post("/examples/E")
    office.run(BILLING)
    person.pay(office.entries("Invoice")[0]["id"], 4_000)
    office.core.post(f"/statements/{statement['statements'][0]}/payments")
    assert office.run(BILLING).created == 1
    assert sorted(total for _, total in entries_now(office)["Payment"]) == [4_000, 6_000]
    assert office.balances("Accounts Receivable") == (0,)
    again = office.run(BILLING)
    assert (again.created, again.updated, office.on_hold(BILLING)) == (0, 0, [])


def test_a_printed_check_is_voided_and_created_again_if_a_person_says_so(
    office: Office, person: Bookkeeper
) -> None:
    office.use("expenses-via-checks", print_later=True)
    transaction = str(office.core.post("/examples/D")["transactions"][0])
    office.run(EXPENSES)
    (check,) = [row for row in office.entries("Purchase") if row["total"]]
    person.print_checks(check["id"], first=1042)
    office.core.patch(f"/transactions/{transaction}", gross=1_500_000)
    office.run(EXPENSES)
    assert "was printed as no. 1042 in QuickBooks" in " ".join(office.on_hold(EXPENSES))
    for _ in range(2):
        office.run(EXPENSES, (transaction,), mode=RunMode.REPLACE)
    assert sorted(status for status, _ in entries_now(office)["Purchase"]) == ["live", "voided"]
    assert office.on_hold(EXPENSES) == []


def test_a_paid_invoice_is_not_voided_for_a_deposit(office: Office, person: Bookkeeper) -> None:
    office.core.post("/examples/A")
    office.run(INCOME)
    person.pay(office.entries("Invoice")[0]["id"])
    office.use("income-via-deposits")
    for _ in range(2):
        office.run(INCOME, mode=RunMode.REPOST)
    assert "is paid in QuickBooks, so it wasn't voided" in " ".join(office.on_hold(INCOME))
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert "Deposit" not in entries_now(office)
