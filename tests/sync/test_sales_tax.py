"""Tax on commissions in Canada, the United Kingdom and Australia, posted to the cent.

The Ontario example, at 13 %: gross 30,000.00 + 3,900.00; co-broke 15,000.00 + 1,950.00; the agent
12,000.00 less a fee of 395.00, so 11,605.00 + 1,508.65; 441.35 are left for the tax agency.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.database.tables.entries import Link
from include.sync.run.mode import RunMode
from include.workflows.templates.billings_and_payments import BillingDate
from tests.sync.closings import BILLINGS, BILLS, CHECKS, DEPOSITS, INVOICES, RECEIPTS, SPENT, close
from tests.sync.office import BILLING, EXPENSES, INCOME, Office
from tests.sync.opening import Since
from tests.sync.tax_office import (
    ACME,
    BOUGHT,
    JANE,
    SOLD,
    UNTAXED,
    Abroad,
    charges,
    ontario_deal,
    open_abroad,
    rate_becomes,
    use_codes,
)

NOT_CHOSEN = "uses GST/HST, and no tax code is chosen for income. Nothing was posted."
PAIRS = [(INVOICES, BILLS), (RECEIPTS, CHECKS), (DEPOSITS, SPENT)]


@pytest.fixture(scope="module")
def canada(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_abroad(tmp_path_factory.mktemp("canada"), "CA") as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Office]:
    """A Canadian company of its own: its settings are changed."""
    with open_abroad(tmp_path, "CA") as opened:
        use_codes(opened, "CA")
        charges(opened, agent=True, broker=True)
        yield opened


def taxes(office: Office, deal: str) -> dict[str, tuple[int, int]]:
    """The net and the tax of each entry of a deal, as CoreBooks keeps them."""
    return {
        key.rpartition("/")[2]: (link.total_cents, link.tax_cents)
        for key, link in office.links().items()
        if link.record_key == f"transaction:{deal}"
    }


def link_of(office: Office, deal: str) -> Link:
    """The income entry of a deal."""
    return office.links()[f"brokerage_income/transaction:{deal}/income"]


@pytest.mark.parametrize(("income", "expenses"), PAIRS)
def test_the_ontario_example_under_every_pair_of_templates(
    canada: Office, income: str, expenses: str
) -> None:
    use_codes(canada, "CA", income, expenses)
    charges(canada, agent=True, broker=True)
    deal, since = ontario_deal(canada), Since(canada)
    for category in (INCOME, EXPENSES):
        report = canada.run(category, (deal,))
        assert (report.outcome, list(report.on_hold)) == ("completed", [])
    posted = since.posted()
    assert posted.pop("GST/HST Payable") == "441.35"
    assert posted.pop("Commission Income") == "30,000.00"
    assert posted.pop("Agent Commissions") == "26,605.00"
    if income == INVOICES:
        assert posted == {"Accounts Receivable": "33,900.00", "Accounts Payable": "30,063.65"}
    elif income == RECEIPTS:
        assert sum(since.changed()[name] for name in posted) == 33_900_00 - 30_063_65
    else:
        assert posted == {"Checking Account": "3,836.35"}
    assert taxes(canada, deal) == {
        "income": (30_000_00, 3_900_00),
        "payee:agent:10401": (11_605_00, 1_508_65),
        "payee:vendor:52001": (15_000_00, 1_950_00),
    }


@pytest.mark.parametrize(
    ("country", "account", "income", "agent"),
    [
        ("GB", "VAT Control", 6_000_00, 2_321_00),
        ("AU", "GST Liabilities Payable", 3_000_00, 1_160_50),
    ],
)
def test_the_same_deal_in_other_countries(
    tmp_path: Path, country: Abroad, account: str, income: int, agent: int
) -> None:
    with open_abroad(tmp_path, country) as office:
        use_codes(office, country)
        charges(office, agent=True, broker=False)
        deal, since = ontario_deal(office), Since(office)
        for category in (INCOME, EXPENSES):
            office.run(category)
            assert office.on_hold(category) == []
        changed = since.changed()
        assert changed["Accounts Receivable"] == 30_000_00 + income
        assert changed["Accounts Payable"] == 26_605_00 + agent
        assert changed[account] == income - agent
        assert taxes(office, deal)["payee:vendor:52001"] == (15_000_00, 0)
        for category in (INCOME, EXPENSES):
            assert office.run(category).unchanged == 0
        assert Since(office).changed() == {}


def test_what_no_one_chose_or_decided_waits_and_everything_else_goes_through(
    tmp_path: Path,
) -> None:
    with open_abroad(tmp_path, "CA") as office:
        ontario_deal(office)
        office.run(INCOME)
        assert office.on_hold(INCOME) == [f"Willow & Park Realty {NOT_CHOSEN}"]
        office.run(EXPENSES)
        (sentence,) = office.on_hold(EXPENSES)
        assert "it isn't known whether Jane Doe charges GST/HST" in sentence
        use_codes(office, "CA")
        charges(office, broker=False)
        office.run(INCOME)
        assert office.on_hold(INCOME) == []
        office.run(EXPENSES)
        (bill,) = office.entries("Bill")
        assert (bill["party"], bill["total"]) == ("Harborview Realty Group", 15_000_00)
        (sentence,) = office.on_hold(EXPENSES)
        assert "Harborview" not in sentence
        charges(office, agent=True)
        office.run(EXPENSES)
        assert office.on_hold(EXPENSES) == []
        assert {one["total"] for one in office.entries("Bill")} == {15_000_00, 13_113_65}


@pytest.mark.parametrize("code", ["Zero-rated", "Exempt", "Out of Scope"])
def test_a_code_without_tax_posts_the_net(canada: Office, code: str) -> None:
    use_codes(canada, "CA")
    canada.use(INVOICES, tax_code=code)
    deal = close(canada)
    canada.run(INCOME, (deal,))
    assert canada.on_hold(INCOME) == []
    assert taxes(canada, deal) == {"income": (10_000_00, 0)}


def test_two_provinces_meet_in_one_deal(canada: Office) -> None:
    """The brokerage sells in Ontario, and its agents bill from Quebec: 5 % and 9.975 %."""
    use_codes(canada, "CA")
    canada.use(
        BILLS,
        registered_tax_code="GST/QST QC - 9.975",
        unregistered_tax_code=UNTAXED["CA"],
    )
    charges(canada, agent=True, broker=True)
    deal = ontario_deal(canada)
    for category in (INCOME, EXPENSES):
        canada.run(category, (deal,))
        assert canada.on_hold(category) == []
    assert taxes(canada, deal) == {
        "income": (30_000_00, 3_900_00),
        "payee:agent:10401": (11_605_00, 580_25 + 1_157_60),
        "payee:vendor:52001": (15_000_00, 750_00 + 1_496_25),
    }


def test_nothing_drifts_when_nothing_changed(canada: Office) -> None:
    use_codes(canada, "CA")
    charges(canada, agent=True, broker=True)
    deal = ontario_deal(canada)
    for category in (INCOME, EXPENSES):
        canada.run(category, (deal,))
    for mode in (RunMode.SYNC, RunMode.REPOST):
        for category in (INCOME, EXPENSES):
            report = canada.run(category, (deal,), mode=mode)
            assert (report.created, report.updated, report.voided) == (0, 0, 0)


def test_a_decision_that_changes_is_for_what_changes_from_then_on(fresh: Office) -> None:
    deal = ontario_deal(fresh)
    fresh.run(EXPENSES)
    charges(fresh, agent=False)
    assert fresh.run(EXPENSES, (deal,)).updated == 0
    assert taxes(fresh, deal)["payee:agent:10401"] == (11_605_00, 1_508_65)
    fresh.core.patch(f"/transactions/{deal}", gross=3_200_000)
    fresh.run(EXPENSES)
    assert fresh.on_hold(EXPENSES) == []
    assert taxes(fresh, deal)["payee:agent:10401"] == (12_405_00, 0)


def test_a_change_in_core_changes_the_tax(fresh: Office) -> None:
    deal = ontario_deal(fresh)
    fresh.run(INCOME)
    fresh.core.patch(f"/transactions/{deal}", gross=3_200_000)
    assert fresh.run(INCOME).updated == 1
    assert taxes(fresh, deal) == {"income": (32_000_00, 4_160_00)}
    assert fresh.balances("Accounts Receivable", "GST/HST Payable") == (36_160_00, 4_160_00)


def test_tax_that_is_switched_on_later_is_for_what_comes_later(tmp_path: Path) -> None:
    with open_abroad(tmp_path, "CA", sales_tax=False) as office:
        before = close(office)
        office.run(INCOME)
        assert taxes(office, before) == {"income": (10_000_00, 0)}
        office.quickbooks.set(sales_tax=True)
        after = close(office)
        office.run(INCOME)
        (sentence,) = office.on_hold(INCOME)
        assert "no tax code is chosen for income" in sentence
        office.use(INVOICES, tax_code=SOLD["CA"])
        report = office.run(INCOME, (before, after))
        assert (report.created, report.updated, office.on_hold(INCOME)) == (1, 0, [])
        assert taxes(office, before) == {"income": (10_000_00, 0)}
        assert taxes(office, after) == {"income": (10_000_00, 1_300_00)}


def test_a_code_that_was_made_inactive_holds_what_comes_later(fresh: Office) -> None:
    before = close(fresh)
    fresh.run(INCOME)
    code = fresh.quickbooks.tax_codes()[SOLD["CA"]]
    fresh.quickbooks.edit("TaxCode", code, Active=False)
    after = close(fresh)
    # QuickBooks lists no changes of tax codes: its rejection has them read again.
    fresh.run(INCOME)
    (sentence,) = fresh.on_hold(INCOME)
    assert "inactive in QuickBooks" in sentence
    fresh.run(INCOME)
    assert fresh.on_hold(INCOME) == [
        "The tax code for income, HST ON, is inactive in QuickBooks. Nothing was posted."
    ]
    fresh.run(INCOME, (before,))
    assert taxes(fresh, before) == {"income": (10_000_00, 1_300_00)}
    assert taxes(fresh, after) == {}


def test_another_code_on_a_line_is_an_edit(fresh: Office) -> None:
    deal = close(fresh)
    fresh.run(INCOME)
    exempt = fresh.quickbooks.tax_codes()["Exempt"]
    with fresh.quickbooks.api() as api:
        entry = api.get(f"invoice/{link_of(fresh, deal).quickbooks_id}").json()["Invoice"]
        for line in entry["Line"]:
            if "SalesItemLineDetail" in line:
                line["SalesItemLineDetail"]["TaxCodeRef"] = {"value": exempt}
        entry.pop("TxnTaxDetail", None)
        api.post("invoice", json=entry).raise_for_status()
    fresh.use(INVOICES, tax_code=SOLD["CA"], edited_in_quickbooks="Put on hold")
    fresh.run(INCOME)
    (sentence,) = fresh.on_hold(INCOME)
    assert "lines no longer have the tax code HST ON" in sentence
    fresh.run(INCOME, (deal,), mode=RunMode.OVERWRITE)
    assert fresh.on_hold(INCOME) == []
    assert fresh.balances("GST/HST Payable") == (1_300_00,)


class Statement:
    """Worked example E, a statement of 100.00: 113.00 with Ontario's tax."""

    def __init__(self, office: Office) -> None:
        self._office = office
        (self.id,) = office.core.post("/examples/E")["statements"]

    def pay(self, cents: int) -> None:
        self._office.core.post(f"/statements/{self.id}/payments", amount=cents)

    def sync(self) -> None:
        """Run twice: the second time there is nothing to do."""
        self._office.run(BILLING)
        assert self._office.on_hold(BILLING) == []
        again = self._office.run(BILLING)
        assert (again.created, again.updated, again.voided) == (0, 0, 0)

    def invoice(self) -> tuple[int, int]:
        """Total and balance of the one invoice."""
        (invoice,) = self._office.entries("Invoice")
        return invoice["total"], invoice["balance"]


def test_statements_are_billed_with_tax_and_paid_in_parts(fresh: Office) -> None:
    statement = Statement(fresh)
    statement.sync()
    assert statement.invoice() == (113_00, 113_00)
    assert fresh.balances("Accounts Receivable", "GST/HST Payable") == (113_00, 13_00)
    for cents, balance in ((60_00, 53_00), (40_00, 13_00)):
        statement.pay(cents)
        statement.sync()
        assert statement.invoice() == (113_00, balance)


def test_a_statement_and_its_payment_with_tax_go_out_in_one_run(fresh: Office) -> None:
    statement = Statement(fresh)
    statement.pay(113_00)
    statement.sync()
    assert statement.invoice() == (113_00, 0)
    assert fresh.balances("Accounts Receivable", "GST/HST Payable") == (0, 13_00)


def test_more_than_the_total_with_tax_stays_as_the_agents_credit(fresh: Office) -> None:
    statement = Statement(fresh)
    statement.pay(115_00)
    statement.sync()
    assert statement.invoice() == (113_00, 0)
    assert fresh.balances("Accounts Receivable") == (-2_00,)


def test_a_statement_whose_tax_is_rounded_by_the_line_is_paid_as_far_as_it_is_open(
    tmp_path: Path,
) -> None:
    """Three charges of 0.35 at 13 %: 0.1365 together, 0.05 each: by the line one cent more."""
    with open_abroad(tmp_path, "CA", tax_rounding="line", over_balance="refuse") as office:
        use_codes(office, "CA")
        statement = Statement(office)
        for _ in range(3):
            office.core.post(
                f"/statements/{statement.id}/items", name="Desk fee", amount=11, credit=False
            )
        statement.pay(100_00 + 33 + 13_04)
        statement.sync()
        total, balance = statement.invoice()
        assert (total - 100_33, balance) == (13_03, 0)


def test_the_codes_of_payees_are_the_ones_of_purchases() -> None:
    assert (JANE, ACME) == ("vendor/agent:10401", "vendor/vendor:52001")
    assert BOUGHT["AU"] == "GST on purchases"


@pytest.mark.parametrize(("income", "expenses"), PAIRS)
def test_after_a_rate_changed_each_entry_bears_the_rate_of_its_own_date(
    fresh: Office, income: str, expenses: str
) -> None:
    """The deal closed in February at 13 %; the rate is 15 % from today on."""
    rate_becomes(fresh, "HST ON", 15)
    dated = {INVOICES: "invoice_date", RECEIPTS: "receipt_date", DEPOSITS: "payment_date"}[income]
    fresh.use(income, tax_code="HST ON", **{dated: "CORE close date"})
    fresh.use(expenses, registered_tax_code="HST ON", unregistered_tax_code="Exempt")
    deal = ontario_deal(fresh)
    for category in (INCOME, EXPENSES):
        report = fresh.run(category, (deal,))
        assert (report.outcome, list(report.on_hold)) == ("completed", [])
    assert taxes(fresh, deal) == {
        "income": (30_000_00, 3_900_00),
        "payee:agent:10401": (11_605_00, 1_740_75),
        "payee:vendor:52001": (15_000_00, 2_250_00),
    }
    for category in (INCOME, EXPENSES):
        fresh.run(category)
        assert fresh.on_hold(category) == []
    fresh.core.patch(f"/transactions/{deal}", gross=3_200_000)
    for category in (INCOME, EXPENSES):
        fresh.run(category)
        assert fresh.on_hold(category) == []
    assert taxes(fresh, deal)["income"] == (32_000_00, 4_160_00)


def test_a_statement_billed_before_a_rate_changed_is_paid_in_full(fresh: Office) -> None:
    """Billed at 13 % on its own date and paid in the same run, though the rate is 15 % by now."""
    rate_becomes(fresh, "HST ON", 15)
    fresh.use(BILLINGS, tax_code="HST ON", dates=BillingDate.CORE_DATE)
    statement = Statement(fresh)
    statement.pay(113_00)
    statement.sync()
    assert statement.invoice() == (113_00, 0)
