"""A company file becomes an Online company: the same balances, numbers, dates and memos, and a map of IDs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.conversion.converting import IdMap, convert
from sandbox.conversion.limits import NotConvertible
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from sandbox.quickbooks_desktop.company_file import CompanyFile
from sandbox.quickbooks_online.testing import RunningSandbox, running_sandbox

REALM = "9130000000000777"


@pytest.fixture
def file() -> Iterator[CompanyFile]:
    """A file with sales, costs, payments, credits, a deposit, and a voided bill."""
    made = CompanyFile()
    customer = made.enter("Customer", Name="11 Oak St").id
    vendor = made.enter("Vendor", Name="Amy Adler").id
    for at in range(3):
        made.enter(
            "Invoice",
            CustomerRef={"ListID": customer},
            RefNumber=f"TR-{at}",
            TxnDate="2026-06-01",
            Memo=f"11 Oak St [CB-{at:016X}]",
            InvoiceLineAdd=[{"ItemRef": {"FullName": "Gross Commission"}, "Amount": "100.00"}],
        )
        made.enter(
            "Bill",
            VendorRef={"ListID": vendor},
            RefNumber=f"B-{at}",
            ExpenseLineAdd=[{"AccountRef": {"FullName": "Agent Commissions"}, "Amount": "80.00"}],
        )
    made.enter(
        "Check",
        PayeeEntityRef={"ListID": vendor},
        AccountRef={"FullName": "Checking Account"},
        ExpenseLineAdd=[{"AccountRef": {"FullName": "Marketing"}, "Amount": "5.00"}],
    )
    hands = Bookkeeper(made)
    invoices, bills = made.entries("Invoice"), made.entries("Bill")
    payment = hands.pay(invoices[0]["id"])
    hands.credit(invoices[1]["id"], 3_000)
    hands.deposit(payment.id)
    hands.pay(bills[0]["id"], 5_000)
    hands.credit(bills[1]["id"], 2_000)
    made.void(bills[2]["id"])
    yield made
    made.close()


@pytest.fixture
def online() -> Iterator[RunningSandbox]:
    with running_sandbox(realm=REALM) as sandbox:
        yield sandbox


def mapped(online: RunningSandbox, where: str = "") -> list[dict[str, str]]:
    query = f"select * from QbdtEntityIdMapping{where} maxresults 1000"
    with online.api() as api:
        answer = api.get("query", params={"query": query}).json()["QueryResponse"]
    rows: list[dict[str, str]] = answer.get("QbdtEntityIdMapping", [])
    return rows


def test_balances_numbers_and_memos_stay(file: CompanyFile, online: RunningSandbox) -> None:
    convert(file, online.app.state.runtime, REALM)
    assert online.balances() == file.balances()
    with online.api() as api:
        query = "select * from Invoice where DocNumber = 'TR-1'"
        answer = api.get("query", params={"query": query}).json()["QueryResponse"]
    [invoice] = answer["Invoice"]
    assert (invoice["TxnDate"], invoice["PrivateNote"]) == (
        "2026-06-01",
        "11 Oak St [CB-0000000000000001]",
    )
    assert invoice["Balance"] == 70


def test_the_map_says_what_became_of_each_id(file: CompanyFile, online: RunningSandbox) -> None:
    convert(file, online.app.state.runtime, REALM)
    [first, *_] = file.entries("Invoice")
    [row] = mapped(online, f" where qbdtExportableId = '{first['id']}'")
    assert (row["QbdtEntityType"], row["QboEntityType"]) == ("INVOICE", "INVOICE")
    ids = {one["id"] for one in online.entries("Invoice")}
    assert row["QboEntityId"] in ids
    assert len(mapped(online, " where qbdtEntityType = 'TERM'")) == 5


def test_the_map_may_be_half_or_absent(file: CompanyFile, online: RunningSandbox) -> None:
    runtime = online.app.state.runtime
    convert(file, runtime, REALM)
    whole = mapped(online)
    convert(file, runtime, REALM, keeps=IdMap.HALF)  # which overwrites the company
    assert 0 < len(mapped(online)) < len(whole)
    convert(file, runtime, REALM, keeps=IdMap.ABSENT)
    assert mapped(online) == []
    assert online.balances() == file.balances()


def test_what_intuit_refuses_is_refused(file: CompanyFile, online: RunningSandbox) -> None:
    before = online.entries()
    with pytest.raises(NotConvertible, match="transaction lines, and at most 5"):
        convert(file, online.app.state.runtime, REALM, most_lines=5)
    file.set(multicurrency=True)
    with pytest.raises(NotConvertible, match="multicurrency"):
        convert(file, online.app.state.runtime, REALM)
    assert online.entries() == before
