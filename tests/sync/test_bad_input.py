"""What can't be posted goes on hold with a sentence; everything else is posted."""

from __future__ import annotations

import datetime as dt

import pytest

from include.books.gateway import GatewayUnavailable, Recovery
from include.core_backoffice.records.errors import CoreConnectionProblem, CoreUnavailable
from include.database.tables.columns import utc_now
from include.database.tables.companies import Company
from include.database.tables.records import Watermark
from include.sync.run.errors import CompanyDisconnected
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office


def rows(office: Office, deal: int, item_type: str) -> list[dict[str, object]]:
    rows = office.core.api(f"/v1/transactions/{deal}/commissions")
    return [row for row in rows if row["item_type"] == item_type]


@pytest.mark.parametrize(
    ("item_type", "field", "value", "said"),
    [
        (
            "split",
            "calculated_dollar_amount",
            "eight thousand",
            "but it must be a number of dollars",
        ),
        ("split", "calculated_dollar_amount", -8000, "negative|below zero"),
        ("split", "calculated_dollar_amount", 7990.00, "is out of balance by"),
        ("split", "item_type", "sunshine_bonus", "sunshine_bonus"),
        ("split", "payee_id", 99999999, "who was deleted from CORE"),
    ],
)
def test_a_bad_deal_is_on_hold_named_and_the_other_goes_through(
    office: Office, item_type: str, field: str, value: object, said: str
) -> None:
    bad = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    row = rows(office, bad, item_type)[0]
    office.core.put(f"/raw/commissions/{row['id']}", **{field: value})

    report = office.run(EXPENSES)
    assert len(report.on_hold) == 1
    sentence = report.on_hold[0].sentence
    assert "11 Arlington St" in sentence
    assert any(part in sentence for part in said.split("|")), sentence
    assert report.on_hold[0].what_to_do
    assert {entry["party"] for entry in office.entries("Bill")} == {"Acme Realty", "Bea Barlow"}

    office.core.delete(f"/raw/commissions/{row['id']}")
    mended = office.run(EXPENSES)
    assert (mended.created, mended.on_hold) == (2, ())


def test_html_in_place_of_one_deals_commissions_holds_back_that_deal(office: Office) -> None:
    bad = office.core.post("/examples/A")["transactions"][0]
    office.core.post("/examples/B")
    office.core.post("/faults", path=f"/v1/transactions/{bad}/commissions", kind="html", times=1000)
    report = office.run(INCOME)
    assert (report.created, len(report.on_hold)) == (1, 1)
    assert "11 Arlington St" in report.on_hold[0].sentence


def test_a_payment_in_another_currency_holds_back_its_statement(office: Office) -> None:
    made = office.core.post("/examples/E")
    agent = made["agents"][0]
    item = office.core.api(f"/v1/users/{agent}/billing_items")[0]
    office.core.put(f"/raw/billing_items/{item['id']}", currency="EUR")
    report = office.run(BILLING)
    assert (report.created, len(report.on_hold)) == (0, 1)
    assert "EUR" in report.on_hold[0].sentence


def test_a_wrong_api_key_stops_the_run_and_changes_nothing(office: Office) -> None:
    office.core.post("/examples/A")
    office.api_key = "wrong"
    with pytest.raises(CoreConnectionProblem, match="API key"):
        office.run(INCOME)
    assert office.quickbooks.entries() == []


def test_a_revoked_connection_stops_the_run_with_one_message(office: Office) -> None:
    office.core.post("/examples/A")
    office.quickbooks.fault("401", {"path": "/v3/company/.*"}, times=None)
    office.quickbooks.fault("oauth", {"operation": "refresh"}, times=None)
    with pytest.raises(GatewayUnavailable) as stopped:
        office.run(INCOME)
    assert stopped.value.recovery is Recovery.RECONNECT
    assert "again" in stopped.value.what_to_do
    office.quickbooks.no_faults()
    assert office.quickbooks.entries() == []
    office.reconnect()
    assert office.run(INCOME).created == 1


@pytest.mark.usefixtures("quick_waits")
def test_core_being_away_leaves_the_watermark_where_it_was(office: Office) -> None:
    office.core.post("/examples/A")
    office.run(INCOME)
    with office.database.reading() as session:
        before = session.get_one(Watermark, (COMPANY, INCOME)).read_up_to
    office.core.post("/examples/B")
    office.core.post("/faults", path="/v1/transactions", kind="500", times=1000)
    with pytest.raises(CoreUnavailable):
        office.run(INCOME)
    with office.database.reading() as session:
        assert session.get_one(Watermark, (COMPANY, INCOME)).read_up_to == before


def test_the_watermark_never_passes_what_was_not_read(office: Office) -> None:
    office.core.post("/examples/A")
    started = dt.datetime.now(dt.UTC)
    office.run(INCOME)
    with office.database.reading() as session:
        mark = session.get_one(Watermark, (COMPANY, INCOME)).read_up_to
    assert mark <= started + dt.timedelta(seconds=5)
    office.core.post("/examples/B")
    assert office.run(INCOME).created == 1


def test_a_vendor_of_exactly_this_name_is_linked_not_doubled(office: Office) -> None:
    office.core.post("/examples/A")
    with office.quickbooks.api() as api:
        api.post("vendor", json={"DisplayName": "Amy Adler"}).raise_for_status()
    assert office.run(EXPENSES).created == 2
    with office.quickbooks.api() as api:
        answer = api.get("query", params={"query": "select * from Vendor"}).json()
    names = [vendor["DisplayName"] for vendor in answer["QueryResponse"]["Vendor"]]
    assert sorted(names).count("Amy Adler") == 1


def test_a_disconnected_company_starts_no_run(office: Office) -> None:
    with office.database.writing() as session:
        session.get_one(Company, COMPANY).disconnected_at = utc_now()
    with pytest.raises(CompanyDisconnected, match="Select “Reconnect” under Integrations"):
        office.run(INCOME)
