"""The real python-quickbooks library against the sandbox."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from intuitlib.client import AuthClient
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import AuthorizationException, QuickbooksException, ValidationException
from quickbooks.objects import (
    AccountBasedExpenseLine,
    Bill,
    Customer,
    Invoice,
    Item,
    Payment,
    SalesItemLine,
    Vendor,
)
from quickbooks.objects.account import Account
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.detailline import AccountBasedExpenseLineDetail, SalesItemLineDetail
from quickbooks.objects.payment import PaymentLine
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate

from sandbox.quickbooks_online.testing import RunningSandbox
from tests.sandbox.quickbooks_online.abroad import TaxedBookkeeper


@pytest.fixture
def client(qb: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Any:
    return connected(qb, monkeypatch)


def connected(qb: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The library's client of a sandbox."""
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", f"{qb.url}/v3")
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    auth = AuthClient(
        "sandbox-client",
        "sandbox-secret",
        "http://127.0.0.1/callback",
        f"{qb.url}/.well-known/openid_sandbox_configuration/",
    )
    auth.environment = "sandbox"
    return QuickBooks(
        auth_client=auth,
        refresh_token=qb.tokens()["refresh_token"],
        company_id=qb.realm,
        minorversion=75,
        use_decimal=True,
    )


def customer(client: Any, name: str) -> Any:
    new = Customer()
    new.DisplayName = name
    return new.save(qb=client)


def bill(client: Any, vendor: Any, *amounts: str) -> Any:
    account = Account.filter(Name="Agent Commissions", qb=client)[0]
    new = Bill()
    new.VendorRef = vendor.to_ref()
    for amount in amounts:
        line = AccountBasedExpenseLine()
        line.Amount = Decimal(amount)
        line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
        line.AccountBasedExpenseLineDetail.AccountRef = account.to_ref()
        new.Line.append(line)
    return new


def invoice(client: Any, party: Any, amount: str) -> Any:
    line = SalesItemLine()
    line.Amount = Decimal(amount)
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = Item.filter(Name="Gross Commission", qb=client)[0].to_ref()
    new = Invoice()
    new.CustomerRef = party.to_ref()
    new.Line.append(line)
    new.DocNumber = "TR-2026-000123"
    return new


def test_an_invoice_is_created_found_changed_paid_and_voided(
    client: Any, qb: RunningSandbox
) -> None:
    saved = invoice(client, customer(client, "12 Oak Street"), "10000.10").save(qb=client)
    assert saved.TotalAmt == Decimal("10000.10")

    found = Invoice.filter(DocNumber="TR-2026-000123", qb=client)
    assert [one.Id for one in found] == [saved.Id]
    found[0].PrivateNote = "12 Oak Street"
    changed = found[0].save(qb=client)
    assert (changed.SyncToken, changed.PrivateNote) == ("1", "12 Oak Street")

    payment = Payment()
    payment.TotalAmt = Decimal("10000.10")
    payment.CustomerRef = changed.CustomerRef
    line = PaymentLine()
    line.Amount = Decimal("10000.10")
    line.LinkedTxn.append(changed.to_linked_txn())
    payment.Line.append(line)
    payment = payment.save(qb=client)
    assert Invoice.get(saved.Id, qb=client).Balance == 0
    payment.void(qb=client)
    assert Invoice.get(saved.Id, qb=client).Balance == Decimal("10000.10")
    Invoice.get(saved.Id, qb=client).void(qb=client)
    assert qb.balances()["Commission Income"] == 0


def test_a_bill_as_the_library_sends_it(client: Any, qb: RunningSandbox) -> None:
    vendor = Vendor()
    vendor.DisplayName = "Jane Doe"
    vendor = vendor.save(qb=client)
    saved = bill(client, vendor, "8000.00", "-160.00").save(qb=client, request_id="bill-1")
    again = bill(client, vendor, "8000.00", "-160.00").save(qb=client, request_id="bill-1")
    assert (again.Id, saved.Balance) == (saved.Id, Decimal("7840.00"))
    assert qb.balances()["Agent Commissions"] == 784_000

    saved.Line[0].Amount = Decimal("9000.00")
    assert saved.save(qb=client).TotalAmt == Decimal("8840.00")
    assert Bill.count(qb=client) == 1
    stale = saved
    with pytest.raises(QuickbooksException) as refused:
        stale.save(qb=client)
    assert refused.value.error_code == 5010
    Bill.get(saved.Id, qb=client).delete(qb=client)
    assert Bill.all(qb=client) == []


def a_day_ago() -> str:
    return (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).isoformat()


def test_lists_batches_and_changes(client: Any) -> None:
    new = []
    for name in ("12 Oak Street", "14 Oak Street", "12 Oak Street"):
        one = Customer()
        one.DisplayName = name
        new.append(one)
    answer = batch_create(new, qb=client)
    assert len(answer.successes) == 2
    assert answer.faults[0].Error[0].code == "6240"
    assert len(Customer.all(order_by="DisplayName DESC", qb=client)) == 2
    assert Customer.where("DisplayName LIKE '14%'", qb=client)[0].DisplayName == "14 Oak Street"
    changed = change_data_capture([Customer, Invoice], a_day_ago(), qb=client)
    assert len(changed.Customer) == 2


def test_what_the_company_says_of_itself(client: Any) -> None:
    assert CompanyInfo.all(qb=client)[0].CompanyName == "Willow & Park Realty"
    assert Preferences.get(qb=client).SalesFormsPrefs.CustomTxnNumbers is True


def test_refusals_arrive_as_the_library_knows_them(client: Any, qb: RunningSandbox) -> None:
    with pytest.raises(ValidationException, match="not queryable"):
        Invoice.filter(PrivateNote="x", qb=client)
    qb.fault("401")
    with pytest.raises(AuthorizationException):
        Customer.all(qb=client)


def test_a_canadian_invoice_is_taxed_by_the_code_of_its_line(
    ontario: TaxedBookkeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connected(ontario.sandbox, monkeypatch)
    codes = {code.Name: code for code in TaxCode.all(qb=client)}
    (listed,) = codes["HST ON"].SalesTaxRateList.TaxRateDetail
    assert TaxRate.get(listed.TaxRateRef.value, qb=client).RateValue == 13

    new = invoice(client, customer(client, "12 Oak Street"), "6698.22")
    with pytest.raises(QuickbooksException, match="have a GST/HST rate"):
        new.save(qb=client)
    new.Line[0].SalesItemLineDetail.TaxCodeRef = codes["HST ON"].to_ref()
    saved = new.save(qb=client)
    assert (saved.TotalAmt, saved.TxnTaxDetail.TotalTax) == (Decimal("7568.99"), Decimal("870.77"))

    read = Invoice.get(saved.Id, qb=client)
    read.Line[0].Amount = Decimal("1000.00")
    assert read.save(qb=client).TotalAmt == Decimal("1870.77"), "it sends the tax it has read back"
