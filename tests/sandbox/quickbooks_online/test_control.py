"""What can be asked of the sandbox beside the API."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from sandbox.quickbooks_online.testing import RunningSandbox
from tests.sandbox.quickbooks_online.bookkeeper import Bookkeeper, Refused


def control(qb: RunningSandbox, path: str) -> httpx.Response:
    return qb.control.get(f"{qb.url}/sandbox/{path}")


def test_the_trial_balance_lists_accounts_in_cents(books: Bookkeeper, qb: RunningSandbox) -> None:
    books.invoice(books.customer("Oak"), books.sale("95.10"))
    trial = qb.trial_balance()
    assert trial["balanced"]
    assert trial["debits"] == trial["credits"] == 9_510
    first = trial["accounts"][0]
    assert (first["name"], first["type"]) == ("Accounts Receivable", "Accounts Receivable")
    assert (first["debit"], first["credit"]) == (9_510, 0)


def test_profit_and_loss_of_a_period(books: Bookkeeper, qb: RunningSandbox) -> None:
    books.invoice(books.customer("Oak"), books.sale(100), TxnDate="2026-01-31")
    books.bill(books.vendor("Jane Doe"), books.cost(80), TxnDate="2026-02-01")
    path = f"{qb.realm}/profit-and-loss"
    year = control(qb, f"{path}?start=2026-01-01&end=2026-12-31").json()
    assert (year["gross_profit"], year["net_income"]) == (2_000, 2_000)
    january = control(qb, f"{path}?end=2026-01-31").json()
    assert january["sections"]["Income"] == {"Commission Income": 10_000}
    assert january["net_income"] == 10_000


def test_entries_and_the_journal_of_one(books: Bookkeeper, qb: RunningSandbox) -> None:
    invoice = books.invoice(
        books.customer("Oak"), books.sale(100), DocNumber="TR-1", PrivateNote="12 Oak Street"
    )
    entry = qb.entries()[0]
    assert (entry["type"], entry["number"], entry["party"]) == ("Invoice", "TR-1", "Oak")
    assert (entry["total"], entry["balance"], entry["sync_token"]) == (10_000, 10_000, "0")
    assert (entry["memo"], entry["status"]) == ("12 Oak Street", "live")
    journal = control(qb, f"{qb.realm}/journal?type=Invoice&id={invoice['Id']}").json()
    assert [(row["account"], row["debit"], row["credit"]) for row in journal] == [
        ("Accounts Receivable", 10_000, 0),
        ("Commission Income", 0, 10_000),
    ]


def test_a_person_edits_and_the_apps_version_is_stale(
    books: Bookkeeper, qb: RunningSandbox
) -> None:
    invoice = books.invoice(books.customer("Oak"), books.sale(100))
    qb.edit("Invoice", invoice["Id"], Line=[books.sale(90)])
    with pytest.raises(Refused) as refused:
        books.changed(invoice, "Invoice", PrivateNote="x")
    assert refused.value.code == "5010"
    assert qb.balances()["Commission Income"] == 9_000
    qb.edit("Invoice", invoice["Id"], "delete")
    assert qb.entries() == []


def test_settings_can_be_read_changed_and_misspelt(qb: RunningSandbox) -> None:
    assert control(qb, "settings").json()["limits"] == "none"
    qb.set(book_close_date="2026-01-31", limits="published")
    changed = control(qb, "settings").json()
    assert (changed["book_close_date"], changed["limits"]) == ("2026-01-31", "published")
    wrong = qb.control.patch(f"{qb.url}/sandbox/settings", json={"limit": "none"})
    assert wrong.status_code == 422


def test_calls_are_counted(books: Bookkeeper, qb: RunningSandbox) -> None:
    books.customer("Oak")
    books.batch({"bId": "1", "Query": "SELECT * FROM Vendor"}, {"bId": "2"})
    books.query("SELECT * FROM Vendor")
    calls = qb.calls()
    assert (calls["calls"], calls["create"], calls["batch"], calls["batch_items"]) == (3, 1, 1, 2)
    assert (calls["query"], calls["written"]) == (1, 1)
    log = control(qb, "calls/log").json()
    assert [one["kind"] for one in log] == ["create", "batch", "query"]
    assert {one["status"] for one in log} == {200}
    qb.control.delete(f"{qb.url}/sandbox/calls")
    assert qb.calls()["calls"] == 0


def test_reset_empties_the_company(books: Bookkeeper, qb: RunningSandbox) -> None:
    books.invoice(books.customer("Oak"), books.sale(100))
    qb.control.post(f"{qb.url}/sandbox/reset")
    assert qb.entries() == []
    assert not any(qb.balances().values())
    with qb.api() as client:
        assert Bookkeeper(qb, client).customer("Oak") == {"value": "1"}


def test_companies_are_apart(books: Bookkeeper, qb: RunningSandbox) -> None:
    body = {"realm": "42", "name": "Elm Homes"}
    qb.control.post(f"{qb.url}/sandbox/realms", json=body)
    books.invoice(books.customer("Oak"), books.sale(100))
    other = RunningSandbox(qb.url, qb.app, "42")
    assert other.entries() == []
    with other.api() as client:
        elsewhere = Bookkeeper(other, client)
        assert elsewhere.customer("Oak") == {"value": "1"}
        assert client.get("companyinfo/42").json()["CompanyInfo"]["CompanyName"] == "Elm Homes"
    assert control(qb, "43/balances").status_code == 404


def test_times_are_the_companys_own(books: Bookkeeper) -> None:
    customer = books.save("Customer", {"DisplayName": "Oak"})
    created = dt.datetime.fromisoformat(customer["MetaData"]["CreateTime"])
    assert created.utcoffset() in (dt.timedelta(hours=-8), dt.timedelta(hours=-7))
    assert abs(dt.datetime.now(dt.UTC) - created) < dt.timedelta(seconds=30)


@pytest.mark.parametrize(
    "edition", ["QuickBooks Self-Employed", "QuickBooks Online Essentials", "Anything New"]
)
def test_a_company_says_which_edition_it_is(books: Bookkeeper, edition: str) -> None:
    books.sandbox.set(offering_sku=edition)
    info = books.read("CompanyInfo", books.sandbox.realm)
    told = {pair["Name"]: pair["Value"] for pair in info["NameValue"]}
    assert told["OfferingSku"] == edition
