"""Records that come by import post as those of CORE's API do, to the cent, once, and after every change."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from include.core_backoffice.mapping.own_examples import EXAMPLES
from include.core_backoffice.mapping.own_layout import sample_workbook, workbook
from include.core_backoffice.mapping.profile import Value
from include.core_backoffice.mapping.ready import ready_profile
from include.database.feeds.deciding import dismiss
from include.database.reads.unplaced import unplaced
from include.database.statuses import ArrivalStatus
from include.sync.run.mode import RunMode
from sandbox.core_backoffice.testing import running_sandbox as running_core
from sandbox.quickbooks_online.testing import running_sandbox as running_quickbooks
from tests.database_files import give_back, sqlite_database
from tests.sync.imports import feed_by_import, import_file, use_profile
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.opening import Since

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = sqlite_database(tmp_path)
    with (
        running_core(transactions=0, agents=1, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        opened = Office(core, quickbooks, database)
        opened.connect()
        feed_by_import(opened)
        use_profile(opened)
        yield opened
    give_back(database)


def examples() -> Rows:
    return {sheet: [dict(row) for row in rows] for sheet, rows in deepcopy(dict(EXAMPLES)).items()}


def run_all(office: Office) -> list[int]:
    """Run the three workflows; how many entries each created."""
    return [office.run(category).created for category in (INCOME, EXPENSES, BILLING)]


def file_of(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    return workbook(rows)


A_TO_D = {
    "Accounts Receivable": "39,100.00",
    "Commission Income": "39,000.00",
    "Agent Commissions": "30,600.00",
    "Accounts Payable": "30,600.00",
    "Agent Billing Income": "100.00",
}
"""A, B, D: 10,000.00 of income; C: 9,000.00. A: 8,000.00 of cost; B: 8,200.00; C and D: 7,200.00. E is
owed 100.00."""


def test_the_sample_workbook_posts_the_worked_examples(office: Office) -> None:
    since = Since(office)
    read = import_file(office, "sample.xlsx", sample_workbook())
    assert (read.status, read.counts["held"], read.counts["held_records"]) == (
        ArrivalStatus.READ,
        0,
        0,
    )
    assert run_all(office) == [4, 6, 1]
    assert since.posted() == A_TO_D
    assert run_all(office) == [0, 0, 0]


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    content = sample_workbook()
    import_file(office, "sample.xlsx", content)
    run_all(office)
    since = Since(office)
    again = import_file(office, "sample (1).xlsx", content)
    assert again.status is ArrivalStatus.DUPLICATE
    run_all(office)
    assert since.posted() == {}


def test_a_corrected_amount_updates_the_same_entries(office: Office) -> None:
    import_file(office, "sample.xlsx", sample_workbook())
    run_all(office)
    since = Since(office)
    rows = examples()
    rows["Transactions"][0] |= {
        "Gross commission": Decimal("11000.00"),
        "Brokerage net": Decimal("3000.00"),
    }
    read = import_file(office, "sample.xlsx", file_of(rows))
    assert (read.counts["changed"], read.changed) == (1, {"transaction": 1})
    assert [office.run(INCOME).updated, office.run(EXPENSES).updated] == [1, 0]
    assert since.posted() == {"Accounts Receivable": "1,000.00", "Commission Income": "1,000.00"}
    assert since.created() == []


def test_a_deal_that_is_out_of_balance_is_on_hold_with_its_rows_and_all_others_post(
    office: Office,
) -> None:
    rows = examples()
    rows["Items"][0]["Amount"] = Decimal("8000.01")
    read = import_file(office, "closings.xlsx", file_of(rows))
    assert (read.counts["held"], read.counts["held_records"]) == (1, 1)
    since = Since(office)
    assert run_all(office) == [3, 4, 1]
    (held,) = office.on_hold(INCOME)
    assert "TR-0001, 1 Beacon Street" in held
    assert "closings.xlsx" in held
    assert "out of balance by $0.01" in held
    assert since.posted()["Commission Income"] == "29,000.00"


def test_a_row_that_cannot_be_read_is_on_hold_until_a_file_has_it_right(office: Office) -> None:
    rows = examples()
    rows["Items"][0]["Amount"] = "see attached"
    import_file(office, "closings.xlsx", file_of(rows))
    assert office.run(INCOME).created == 3
    (held,) = office.on_hold(INCOME)
    assert "closings.xlsx" in held
    assert "'see attached'" in held
    rows["Items"][0]["Amount"] = Decimal("8000.00")
    import_file(office, "closings.xlsx", file_of(rows))
    assert office.run(INCOME).created == 1
    assert office.on_hold(INCOME) == []


def test_what_a_snapshot_lacks_was_deleted_and_changes_delete_nothing(office: Office) -> None:
    rows = examples()
    for number in range(40):
        deal = {**rows["Transactions"][1], "Transaction number": f"TR-1{number:03}"}
        items = [
            {**row, "Transaction number": deal["Transaction number"]}
            for row in rows["Items"]
            if row["Transaction number"] == "TR-0002"
        ]
        rows["Transactions"].append(deal)
        rows["Items"].extend(items)
    import_file(office, "all.xlsx", file_of(rows))
    office.run(INCOME)
    shorter = {**rows, "Transactions": rows["Transactions"][1:], "Items": rows["Items"][2:]}
    assert import_file(office, "changes.xlsx", file_of(shorter)).counts["gone"] == 0
    snapshot = ready_profile("corebooks").model_copy(update={"contents": "snapshot"})
    use_profile(office, snapshot)
    import_file(office, "all.xlsx", file_of(rows))
    read = import_file(office, "shorter.xlsx", file_of(shorter))
    assert (read.status, read.counts["gone"]) == (ArrivalStatus.READ, 1)
    office.run(INCOME)
    (held,) = office.on_hold(INCOME)
    assert "was deleted in CORE" in held
    far_too_short = {**rows, "Transactions": rows["Transactions"][5:], "Items": rows["Items"][12:]}
    waits = import_file(office, "broken.xlsx", file_of(far_too_short))
    assert waits.status is ArrivalStatus.WAITING
    assert office.run(INCOME).created == 0


def test_billing_is_paid_by_a_payment_that_comes_later(office: Office) -> None:
    import_file(office, "sample.xlsx", sample_workbook())
    run_all(office)
    since = Since(office)
    paid = {
        "Payments": [
            {
                "Statement number": "ST-0001",
                "Payment ID": "P-1",
                "Amount": Decimal("100.00"),
                "Paid on": EXAMPLES["Billing"][0]["Due date"],
                "Method": "card",
            }
        ]
    }
    read = import_file(office, "payments.xlsx", file_of(paid))
    assert read.changed == {"statement": 1}
    assert office.run(BILLING).created == 1
    assert since.posted() == {"Accounts Receivable": "-100.00", "Checking Account": "100.00"}


def test_a_company_that_moves_from_the_api_to_files_doubles_nothing_and_loses_nothing(
    tmp_path: Path,
) -> None:
    database = sqlite_database(tmp_path)
    with (
        running_core(transactions=0, agents=3, bad_records=False, billing_months=0) as core,
        running_quickbooks(requestid_retention_seconds=0) as quickbooks,
    ):
        office = Office(core, quickbooks, database, sweep_every=dt.timedelta(0))
        office.connect()
        core.post("/examples/A")
        assert office.run(INCOME).created == 1
        (number,) = [entry["number"] for entry in office.entries("Invoice")]
        address = office.entries("Invoice")[0]["party"]

        feed_by_import(office)
        use_profile(office)
        rows = examples()
        street, city, state_zip = address.split(", ")
        rows["Transactions"] = rows["Transactions"][:1]
        rows["Transactions"][0] |= {"Transaction number": number, "Address": street, "City": city}
        rows["Transactions"][0] |= {"State": state_zip.split()[0], "ZIP": state_zip.split()[1]}
        rows["Items"] = [{**row, "Transaction number": number} for row in rows["Items"][:2]]
        import_file(office, "closings.xlsx", file_of(rows))
        since = Since(office)
        for _ in range(2):
            report = office.run(INCOME)
            assert (report.created, report.voided) == (0, 0)
        assert since.posted() == {}
        (held,) = office.on_hold(INCOME)
        assert f"which CoreBooks posted for {number}" in held
        assert "read from another source" in held
    give_back(database)


def test_a_row_of_changes_deletes_its_transaction_alone(office: Office) -> None:
    """Its entry stays in QuickBooks until finance ops voids it, as with one that CORE's API lacks."""
    own = ready_profile("corebooks")
    deals = own.tables[0].model_copy(
        update={"fields": {**own.tables[0].fields, "deleted": Value(columns=("Deleted",))}}
    )
    use_profile(office, own.model_copy(update={"tables": (deals, *own.tables[1:])}))
    import_file(office, "sample.xlsx", sample_workbook())
    assert office.run(INCOME).created == 4
    since = Since(office)
    call = json.dumps({"Transactions": [{"Transaction number": "TR-0001", "Deleted": True}]})
    read = import_file(office, "call.json", call.encode())
    assert (read.status, read.counts["gone"], read.counts["held"]) == (ArrivalStatus.READ, 1, 0)
    assert office.run(INCOME).created == 0
    (held,) = office.on_hold(INCOME)
    assert "was deleted in CORE" in held
    assert since.changed() == {}
    office.run(INCOME, ("TR-0001",), mode=RunMode.VOID)
    office.run(INCOME, ("TR-0001",), mode=RunMode.VOID)
    assert since.posted() == {
        "Accounts Receivable": "-10,000.00",
        "Commission Income": "-10,000.00",
    }
    assert office.on_hold(INCOME) == []


def test_a_row_that_someone_dismissed_is_on_hold_no_more(office: Office) -> None:
    rows = examples()
    rows["Transactions"].append({"Gross commission": Decimal("200.00")})
    read = import_file(office, "closings.xlsx", file_of(rows))
    assert read.counts["held_records"] == 1
    assert office.run(INCOME).created == 4
    (held,) = office.on_hold(INCOME)
    assert "looks like a total row" in held
    with office.database.writing() as session:
        (row,) = unplaced(session, COMPANY).rows
        dismiss(session, row.import_id, row.key, "The report's total", "finance ops")
    assert office.run(INCOME).created == 0
    assert office.on_hold(INCOME) == []
