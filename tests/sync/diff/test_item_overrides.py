"""A choice for one item of one transaction overrides the workflow's rule, for that one only."""

from __future__ import annotations

import pytest

from include.database import audit
from include.sync.diff.item_overrides import Switches, choose, clear
from tests.sync.office import COMPANY, EXPENSES, INCOME, Office

REFERRAL = "Referral fee"


@pytest.fixture
def deal(office: Office) -> str:
    """A gross of 10,000.00 with a referral of 1,000.00, whose switches CORE leaves open; posted."""
    (deal,) = office.core.post("/examples/B")["transactions"]
    (item,) = office.core.get(f"/transactions/{deal}")["items"]
    item |= {"sync": None, "create_payment": None}
    office.core.patch(f"/transactions/{deal}", items=[item])
    office.run(INCOME)
    office.run(EXPENSES)
    return str(deal)


def decide(office: Office, deal: str, *, sync: bool, create_payment: bool) -> None:
    with office.database.writing() as session:
        switches = Switches(sync=sync, create_payment=create_payment)
        choose(session, COMPANY, f"transaction:{deal}", REFERRAL, switches, "finn")


def test_an_item_that_is_not_to_be_synced_disappears_from_this_deal(
    office: Office, deal: str
) -> None:
    before = len(office.entries("Bill"))
    decide(office, deal, sync=False, create_payment=False)
    report = office.run(EXPENSES)
    assert report.on_hold, "a bill that is no longer in CORE is on hold"
    assert len(office.entries("Bill")) == before
    with office.database.reading() as session:
        assert audit.verify(session, COMPANY)


def test_an_item_that_is_not_paid_out_becomes_a_line_of_the_income_document(
    office: Office, deal: str
) -> None:
    (whole,) = office.entries("Invoice")
    decide(office, deal, sync=True, create_payment=False)
    office.run(INCOME)
    (less,) = office.entries("Invoice")
    assert less["id"] == whole["id"]
    assert (whole["total"], less["total"]) == (10_000_00, 9_000_00)

    with office.database.writing() as session:
        clear(session, COMPANY, f"transaction:{deal}", REFERRAL, "finn")
    office.run(INCOME)
    (again,) = office.entries("Invoice")
    assert again["total"] == whole["total"]


def test_the_same_run_after_it_changes_nothing(office: Office, deal: str) -> None:
    decide(office, deal, sync=True, create_payment=False)
    office.run(INCOME)
    report = office.run(INCOME)
    assert (report.created, report.updated) == (0, 0)
