"""A month of a brokerage in Ontario: amounts are named without tax and with it, and tie out to the cent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.quickbooks_online.person import Person
from tests.sync.closings import BILLS
from tests.sync.office import Office
from tests.sync.tax_office import charges, ontario_deal, open_abroad, use_codes
from tests.web.months.closed_february import CONTROLLER, February
from tests.web.office_pages import OfficePages

HST_PAYABLE = 441_35
"""3,900.00 of HST on the invoice, less 1,950.00 and 1,508.65 on the bills."""


@pytest.fixture
def february(tmp_path: Path) -> Iterator[February]:
    """One deal of CA$30,000.00 that closed in February, posted by its close date."""
    with open_abroad(tmp_path, "CA") as office:
        dates = {"invoice_date": "CORE close date", "due_date": "CORE close date"}
        use_codes(office, "CA", **dates)
        bought = {"registered_tax_code": "HST ON", "unregistered_tax_code": "Exempt"}
        office.use(BILLS, bill_date="CORE close date", due_date="CORE close date", **bought)
        charges(office, agent=True, broker=True)
        pages = OfficePages(office.database, office)
        made = February(pages, office, [ontario_deal(office)])
        made.run()
        pages.sign_in(CONTROLLER)
        yield made


def entry(office: Office, entity: str) -> str:
    return str(office.quickbooks.entries(entity)[0]["id"])


def test_it_ties_out_with_the_tax_and_the_net_is_without_it(february: February) -> None:
    shown = february.tie_out()
    assert "Ties out 3 entries match." in shown
    books = february.office.quickbooks.balances()
    assert books["Accounts Receivable"] == 33_900_00
    assert books["GST/HST Payable"] == HST_PAYABLE
    assert "Accounts Receivable 33,900.00 0.00 33,900.00 33,900.00 0.00" in shown
    assert "GST/HST 441.35 0.00 441.35 441.35 0.00" in shown
    assert "Brokerage net 3,395.00 0.00 3,395.00 3,395.00 0.00" in shown
    assert "Brokerage net is without sales tax" in shown


def test_a_deleted_entry_is_named_as_it_was_posted_and_its_variance_has_the_tax(
    february: February,
) -> None:
    Person(february.office.quickbooks).delete("Invoice", entry(february.office, "Invoice"))
    shown = february.tie_out()
    assert february.office.quickbooks.balances().get("Accounts Receivable", 0) == 0
    assert "(CA$30,000.00 plus CA$3,900.00 tax) was deleted in QuickBooks." in shown
    assert "-33,900.00" in shown


def test_an_entry_with_another_code_is_told_with_both_taxes(february: February) -> None:
    office = february.office
    person, id_ = Person(office.quickbooks), entry(office, "Invoice")
    exempt = person.named("TaxCode", "Exempt")
    lines = person.read("Invoice", id_)["Line"]
    for line in lines:
        if "SalesItemLineDetail" in line:
            line["SalesItemLineDetail"]["TaxCodeRef"] = exempt
    person.edit("Invoice", id_, Line=lines, TxnTaxDetail=None)
    shown = february.tie_out()
    assert office.quickbooks.entries("Invoice")[0]["total"] == 30_000_00
    assert (
        "was posted with CA$30,000.00 plus CA$3,900.00 tax, and QuickBooks has CA$30,000.00."
        in shown
    )


def test_a_sign_off_that_ended_says_the_amounts_with_their_tax(february: February) -> None:
    february.tie_out()
    february.sign()
    assert february.is_signed
    february.office.core.patch(f"/transactions/{february.deals[0]}", gross=4_000_000)
    february.run()
    assert february.office.quickbooks.entries("Invoice")[0]["total"] == 45_200_00
    moved = [what for what, _ in february.moved]
    assert any(
        "(CA$30,000.00 plus CA$3,900.00 tax) was changed to CA$40,000.00 plus CA$5,200.00 tax."
        in what
        for what in moved
    ), moved
