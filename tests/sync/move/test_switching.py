"""The switch: every link goes on in QuickBooks Online, nothing is posted twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.clock import utc_now
from include.database import audit
from include.database.tables.months import MonthTieOut
from include.sync.move.choosing import choose_entry
from include.sync.move.proving import accept
from include.sync.move.refusals import ChangedSince, MoveRefused, ToReview, Unproved
from include.sync.run.errors import RunBeforeMove
from include.sync.run.mode import RunMode
from sandbox.conversion.converting import IdMap
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.sync import people
from tests.sync.move.mover import REALM, Mover, open_mover
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME


@pytest.fixture
def mover(tmp_path: Path) -> Iterator[Mover]:
    with open_mover(tmp_path) as opened:
        yield opened


def some_deals(mover: Mover, number: int = 3) -> list[str]:
    office = mover.before
    amy, ben = people.agent(office, "Amy", "Adler"), people.agent(office, "Ben", "Baker")
    referrer = people.contact(office, "Referrals Inc")
    deals = [
        people.deal(office, f"{11 + at} Oak St", (amy, ben)[at % 2], to={referrer: 50_000})
        for at in range(number)
    ]
    people.statement(office, amy)
    mover.post()
    return deals


@pytest.mark.parametrize("keeps", IdMap)
def test_nothing_is_posted_twice_and_nothing_is_lost(mover: Mover, keeps: IdMap) -> None:
    some_deals(mover)
    posted, balances = len(mover.file.entries()), mover.file.balances()
    links = mover.links()

    assert mover.move(keeps) == len(links)

    for category in (INCOME, EXPENSES, BILLING):
        report = mover.after.run(category)
        assert (report.created, report.updated, report.voided, report.on_hold) == (0, 0, 0, ())
    assert len(mover.online.entries()) == posted
    assert mover.online.balances() == balances
    now = mover.links()
    assert now.keys() == links.keys()
    in_online = {(one["type"], one["id"]) for one in mover.online.entries()}
    assert {one.quickbooks_id for one in now.values()} <= {entry_id for _, entry_id in in_online}


def test_a_correction_in_core_updates_the_entry_that_moved(mover: Mover) -> None:
    deals = some_deals(mover)
    mover.move()
    mover.before.core.patch(f"/transactions/{deals[0]}", gross=900_000)

    report = mover.after.run(INCOME)

    assert (report.created, report.updated, report.on_hold) == (0, 1, ())
    totals = [one["total"] for one in mover.online.entries("Invoice")]
    assert sorted(totals)[-3:] == [900_000, 1_000_000, 1_000_000]


def test_an_edit_in_quickbooks_online_is_noticed_after_the_switch(mover: Mover) -> None:
    some_deals(mover)
    mover.before.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    mover.move()
    [first, *_] = [one for one in mover.online.entries("Invoice") if one["total"] == 1_000_000]
    mover.online.edit("Invoice", first["id"], "update", TxnDate="2026-01-15")

    mover.after.run(INCOME)

    [sentence] = mover.after.on_hold(INCOME)
    assert "was edited in QuickBooks" in sentence


def test_an_edit_that_was_known_before_is_known_afterwards(mover: Mover) -> None:
    some_deals(mover)
    office = mover.before
    office.use("income-via-invoices", edited_in_quickbooks="Put on hold")
    [invoice, *_] = mover.file.entries("Invoice")
    mover.file.edit(invoice["id"], TxnDate="2026-01-15")
    office.run(INCOME)
    before = office.on_hold(INCOME)

    mover.move()

    mover.after.run(INCOME)
    assert mover.after.on_hold(INCOME) == before


def test_new_deals_go_to_the_customers_and_vendors_that_moved(mover: Mover) -> None:
    some_deals(mover)
    mover.move()
    office = mover.after
    amy = next(key for key in people.matches(office) if key.startswith("vendor/agent"))
    people.deal(office, "99 New St", int(amy.rpartition(":")[2]))
    vendors = len(people.vendors(office))

    assert office.run(INCOME).created == 1
    assert office.run(EXPENSES).created == 1
    assert len(people.vendors(office)) == vendors


def test_an_undo_of_a_run_before_the_move_says_why_not(mover: Mover) -> None:
    some_deals(mover)
    mover.move()
    with pytest.raises(RunBeforeMove, match="has left"):
        mover.after.run(INCOME, undo=1, mode=RunMode.UNDO, preview=True)


def test_every_link_has_an_event_with_both_ids(mover: Mover) -> None:
    some_deals(mover)
    old = {key: link.quickbooks_id for key, link in mover.links().items()}
    mover.move()
    told = {event.subject: event.detail for event in mover.events("link moved")}
    now = {key: link.quickbooks_id for key, link in mover.links().items()}
    assert {key: (one["old_id"], one["new_id"]) for key, one in told.items()} == {
        key: (old[key], now[key]) for key in old
    }
    assert len(mover.events("company moved")) == 1
    with mover.before.database.reading() as session:
        assert audit.verify(session, COMPANY)


def test_the_company_is_that_of_quickbooks_online_afterwards(mover: Mover) -> None:
    some_deals(mover)
    mover.move()
    company = mover.company()
    assert (company.edition, company.realm_id, company.quickbooks_connection) == (
        "QuickBooks Online",
        REALM,
        "quickbooks",
    )


def test_what_a_person_must_say_blocks_the_switch(mover: Mover) -> None:
    some_deals(mover)
    mover.convert(IdMap.ABSENT)
    [bill, *_] = mover.online.entries("Bill")
    # A person took CoreBooks' tag and the number out.
    mover.online.edit("Bill", bill["id"], "update", PrivateNote="", DocNumber="by hand")
    mover.start()
    mover.connect()
    mover.look()
    with pytest.raises(ToReview, match="1 entry couldn't be found for certain"):
        mover.switch()

    key = next(row.document_key for row in mover.unmatched())
    with mover.destination() as gateway:
        choose_entry(mover.before.database, COMPANY, key, bill["id"], "ada", gateway)
    mover.switch()
    assert mover.links()[key].quickbooks_id == bill["id"]
    assert mover.after.run(EXPENSES).created == 0


def test_an_entry_that_is_not_there_is_told_and_never_posted_by_itself(mover: Mover) -> None:
    some_deals(mover)
    mover.convert()
    [bill, *_] = mover.online.entries("Bill")
    mover.online.edit("Bill", bill["id"], "delete")
    mover.start()
    mover.connect()
    mover.look()
    key = next(row.document_key for row in mover.unmatched())
    choose_entry(mover.before.database, COMPANY, key, "", "ada", None)
    with pytest.raises(Unproved, match="1 sum by month and account differs"):
        mover.switch()
    accept(mover.before.database, COMPANY, "the bill was entered twice", "ada")
    mover.switch()

    assert mover.after.run(EXPENSES).created == 0
    [sentence] = mover.after.on_hold(EXPENSES)
    assert "was deleted in QuickBooks" in sentence


def test_an_amount_that_differs_blocks_until_a_person_accepts_it(mover: Mover) -> None:
    some_deals(mover)
    mover.convert()
    [invoice, *_] = mover.online.entries("Invoice")
    with mover.online.api() as api:
        body = api.get(f"invoice/{invoice['id']}").json()["Invoice"]
    body["Line"][0]["Amount"] = 9_000
    line = body["Line"][0]
    line["SalesItemLineDetail"].pop("UnitPrice", None)
    line["SalesItemLineDetail"].pop("Qty", None)
    mover.online.edit("Invoice", invoice["id"], "update", Line=[line])
    mover.start()
    mover.connect()
    mover.look()
    with pytest.raises(Unproved):
        mover.switch()
    with pytest.raises(MoveRefused, match="Enter the reason"):
        accept(mover.before.database, COMPANY, " ", "ada")
    accept(mover.before.database, COMPANY, "corrected after the conversion", "ada")
    mover.switch()
    [event] = mover.events("differences of a move accepted")
    assert (event.actor, event.detail["because"]) == ("ada", "corrected after the conversion")
    # What was different from the start is a difference that the options decide on.
    assert mover.after.run(INCOME).updated == 1


def test_an_expense_that_desktop_kept_as_a_check_goes_on(mover: Mover) -> None:
    office = mover.before
    office.use("expenses-via-expenses", edited_in_quickbooks="Put on hold")
    some_deals(mover)
    mover.move("half")
    assert mover.after.run(EXPENSES).created == 0
    [check, *_] = mover.online.entries("Purchase")
    mover.online.edit("Purchase", check["id"], "update", TxnDate="2026-01-15")

    mover.after.run(EXPENSES)

    [sentence] = mover.after.on_hold(EXPENSES)
    assert "was edited in QuickBooks" in sentence


@pytest.mark.parametrize(
    ("income", "expenses"),
    [
        ("income-via-deposits", "expenses-via-checks"),
        ("income-via-sales-receipts", "expenses-via-bills"),
    ],
)
def test_every_form_goes_on(mover: Mover, income: str, expenses: str) -> None:
    mover.before.use(income)
    mover.before.use(expenses)
    deals = some_deals(mover)
    posted = len(mover.file.entries())
    mover.move("absent")
    for category in (INCOME, EXPENSES, BILLING):
        report = mover.after.run(category)
        assert (report.created, report.updated, report.on_hold) == (0, 0, ())
    assert len(mover.online.entries()) == posted
    mover.before.core.patch(f"/transactions/{deals[0]}", gross=900_000)
    assert mover.after.run(INCOME).updated == 1
    assert mover.after.run(EXPENSES).created == 0


def test_entries_that_bookkeepers_paid_stay_paid(mover: Mover) -> None:
    some_deals(mover)
    hands = Bookkeeper(mover.file)
    invoices, bills = mover.file.entries("Invoice"), mover.file.entries("Bill")
    hands.deposit(hands.pay(invoices[0]["id"]).id)
    hands.pay(bills[0]["id"])
    mover.file.void(bills[1]["id"])
    mover.before.run(EXPENSES)
    held = mover.before.on_hold(EXPENSES)
    mover.move("half")
    for category in (INCOME, EXPENSES, BILLING):
        report = mover.after.run(category)
        assert (report.created, report.updated) == (0, 0)
    assert mover.after.on_hold(EXPENSES) == held
    assert mover.online.balances() == mover.file.balances()


def test_months_stay_signed_off(mover: Mover) -> None:
    some_deals(mover)
    ids = [link.quickbooks_id for link in mover.links().values()]
    month = mover.before.today.replace(day=1)
    with mover.before.database.writing() as session:
        session.add(
            MonthTieOut(
                company_id=COMPANY,
                month=month,
                compared_at=utc_now(),
                compared_by="ada",
                entries=len(ids),
                figures={"accounts": [], "variances": []},
                moved_at=None,
            )
        )
    mover.move()
    with mover.before.database.reading() as session:
        state = session.get(MonthTieOut, (COMPANY, month))
        assert state is not None
        assert not state.moved_at
    assert ids != [link.quickbooks_id for link in mover.links().values()]


def test_an_entry_that_was_linked_goes_on_as_it_is(mover: Mover) -> None:
    office = mover.before
    deal = people.deal(office, "1 Elm St", people.agent(office, "Amy", "Adler"))
    vendor = mover.file.enter("Vendor", Name="Amy Adler")
    mover.file.enter(
        "Bill",
        VendorRef={"ListID": vendor.id},
        TxnDate=office.today.isoformat(),
        ExpenseLineAdd=[{"AccountRef": {"FullName": "Office Expenses"}, "Amount": "8000.00"}],
    )
    office.run(EXPENSES)
    office.run(EXPENSES, (deal,), mode=RunMode.LINK)
    assert len(mover.links()) == 1

    mover.move("absent")

    report = mover.after.run(EXPENSES)
    assert (report.created, report.updated, report.on_hold) == (0, 0, ())
    mover.before.core.patch(f"/transactions/{deal}", gross=900_000)
    report = mover.after.run(EXPENSES)
    assert (report.created, len(mover.online.entries("Bill"))) == (0, 1)


def test_a_workflow_that_was_changed_since_is_matched_again(mover: Mover) -> None:
    some_deals(mover)
    mover.convert()
    mover.start()
    mover.connect()
    mover.look()
    mover.before.use("expenses-via-bills", expense_account="Marketing")
    with pytest.raises(ChangedSince, match="were changed since its entries were matched"):
        mover.switch()
    mover.look()
    mover.switch()
    assert mover.after.run(EXPENSES).created == 0
