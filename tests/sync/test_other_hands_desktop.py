"""A company file that a bookkeeper works in too: paid, printed, classed, taxed, and merged there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from include.database.engine import Database
from include.sync.run.mode import RunMode
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync.desktop_office import DesktopOffice, desktop_office
from tests.sync.happenings import entries_now
from tests.sync.office import EXPENSES, INCOME, Office
from tests.web_connector.pc import running_pc

pytestmark = pytest.mark.whole


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[DesktopOffice]:
    """A new office with an empty company file."""
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_pc(sqlite_database) as pc,
        desktop_office(core, pc, sqlite_database) as opened,
    ):
        yield opened


@pytest.fixture
def person(office: DesktopOffice) -> Bookkeeper:
    """A bookkeeper at the PC."""
    return Bookkeeper(office.pc.file)


def sold(office: Office, example: str = "A") -> str:
    return str(office.core.post(f"/examples/{example}")["transactions"][0])


def larger(office: Office, entity: str) -> dict[str, Any]:
    return max(office.entries(entity), key=lambda row: int(row["total"]))


def test_a_paid_bill_is_neither_voided_for_a_check_nor_lowered(
    office: DesktopOffice, person: Bookkeeper
) -> None:
    transaction = sold(office)
    office.run(EXPENSES)
    person.pay(larger(office, "Bill")["id"])
    office.core.patch(f"/transactions/{transaction}", gross=900_000)
    office.run(EXPENSES)
    assert "is paid in QuickBooks, so it wasn't changed" in " ".join(office.on_hold(EXPENSES))
    assert larger(office, "Bill")["total"] == 784_000

    office.use("expenses-via-checks")
    office.run(EXPENSES, mode=RunMode.REPOST)
    office.run(EXPENSES, mode=RunMode.REPOST)
    assert "is paid in QuickBooks, so it wasn't voided" in " ".join(office.on_hold(EXPENSES))
    assert office.balances("Accounts Payable") == (0,)


def test_a_deposited_receipt_is_not_taken_back(office: DesktopOffice, person: Bookkeeper) -> None:
    office.use("income-via-sales-receipts", deposit_account="Undeposited Funds")
    transaction = sold(office)
    run = office.run(INCOME)
    person.deposit(office.entries("SalesReceipt")[0]["id"])
    office.core.patch(f"/transactions/{transaction}", gross=900_000)
    office.run(INCOME)
    assert "is part of a bank deposit in QuickBooks" in " ".join(office.on_hold(INCOME))
    undo: dict[str, Any] = {"mode": RunMode.UNDO, "undo": run.run_id}
    office.run(INCOME, **undo)
    assert office.run(INCOME, **undo).voided == 0
    assert office.balances("Checking Account") == (1_000_000,)


def test_a_printed_check_is_not_changed(office: DesktopOffice, person: Bookkeeper) -> None:
    office.use("expenses-via-checks", print_later=True)
    transaction = sold(office, "D")
    office.run(EXPENSES)
    person.print_checks(office.entries("Purchase")[0]["id"])
    before = entries_now(office)["Purchase"]
    office.core.patch(f"/transactions/{transaction}", gross=1_500_000)
    office.run(EXPENSES)
    assert "was printed as no. 1042 in QuickBooks" in " ".join(office.on_hold(EXPENSES))
    assert entries_now(office)["Purchase"] == before


def test_class_customer_and_note_of_a_bookkeeper_stay(
    office: DesktopOffice, person: Bookkeeper
) -> None:
    transaction = sold(office)
    office.run(EXPENSES)
    bill, file = larger(office, "Bill"), office.pc.file
    client = file.enter("Customer", Name="Billable Client")
    set_there: dict[str, Any] = {
        "ClassRef": {"ListID": file.names("Class")["Rentals"]},
        "CustomerRef": {"ListID": client.id},
        "BillableStatus": "Billable",
    }
    person.set_on_line(bill["id"], **set_there)
    file.edit(bill["id"], Memo=f"{bill['memo']} paid by wire")
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    assert office.run(EXPENSES).updated == 2

    with file.reading() as books:
        now = books.get(bill["id"]).body
    line = now["ExpenseLineRet"][0]
    assert line["ClassRef"]["FullName"] == "Rentals"
    assert (line["CustomerRef"]["FullName"], line["BillableStatus"]) == (
        "Billable Client",
        "Billable",
    )
    assert now["Memo"] == f"{bill['memo']} paid by wire"
    assert now["AmountDue"] == "8624.00"


def test_a_client_on_a_check_s_line_makes_it_nothing_else(
    office: DesktopOffice, person: Bookkeeper
) -> None:
    office.use("expenses-via-checks")
    transaction = sold(office, "D")
    office.run(EXPENSES)
    client = office.pc.file.enter("Customer", Name="Billable Client")
    check = office.entries("Purchase")[0]["id"]
    person.set_on_line(check, CustomerRef={"ListID": client.id})
    office.core.patch(f"/transactions/{transaction}", gross=1_500_000)
    report = office.run(EXPENSES)
    assert (report.created, report.updated, office.on_hold(EXPENSES)) == (0, 1, [])


def test_no_sales_tax_is_added_to_a_commission(office: DesktopOffice) -> None:
    office.pc.file.set(sales_tax=True)
    sold(office)
    office.run(INCOME)
    assert office.on_hold(INCOME) == []
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert office.balances("Accounts Receivable") == (1_000_000,)


def test_a_vendor_that_was_merged_is_told(office: DesktopOffice, person: Bookkeeper) -> None:
    sold(office)
    office.run(EXPENSES)
    file = office.pc.file
    kept = file.enter("Vendor", Name="Amelia Adler").id
    person.merge(file.names("Vendor")["Amy Adler"], kept)
    sold(office, "D")
    office.run(EXPENSES)
    assert "Amelia Adler" in " ".join(office.on_hold(EXPENSES))
    assert not [row for row in office.entries("Bill") if row["party"] == "Amy Adler"]
