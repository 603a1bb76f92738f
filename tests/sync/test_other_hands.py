"""Books that other hands touch too: what is paid, printed, classed or entered there is respected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.books.documents import DocumentKind
from include.database.reads.attention import HoldFilter, records_on_hold
from include.database.reads.billing import billed_agents
from include.database.reads.billing_log import billing_log
from include.database.reads.transaction import transaction_detail
from include.database.reads.transactions import TransactionFilter, transactions
from include.sync.run.mode import RunMode
from include.sync.verify.verify import BooksDiffer
from include.web.attention.on_hold import Card
from tests.sync.direct_desktop import DirectDesktopOffice
from tests.sync.happenings import deleted_in_core, entries_now
from tests.sync.office import BILLING, COMPANY, EXPENSES, INCOME, Office
from tests.sync.online_hands import OnlineHands
from tests.sync.opening import PRODUCTS, open_books
from tests.sync.random_hands import Hands
from tests.sync.snapshots import Row

pytestmark = pytest.mark.whole


@pytest.fixture(params=PRODUCTS)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, Hands]]:
    with open_books(tmp_path, request.param) as opened:
        yield opened


@pytest.fixture
def office(books: tuple[Office, Hands]) -> Office:
    return books[0]


@pytest.fixture
def hands(books: tuple[Office, Hands]) -> Hands:
    """A bookkeeper at work in QuickBooks."""
    return books[1]


def sold(office: Office) -> str:
    """Example A: a sale of $10,000.00 gross commission."""
    return str(office.core.post("/examples/A")["transactions"][0])


def the(hands: Hands, entity: str) -> Row:
    """The largest entry of a kind."""
    return max(hands.look().live(entity), key=lambda row: row.total)


def the_larger_bill(hands: Hands) -> Row:
    return the(hands, "Bill")


MONEY = ("Checking Account", "Accounts Payable", "Accounts Receivable")


def test_a_paid_bill_is_not_voided_for_a_check(office: Office, hands: Hands) -> None:
    sold(office)
    office.run(EXPENSES)
    bill = the_larger_bill(hands)
    hands.pay(bill, bill.total, to_bank=True)
    before = office.balances(*MONEY)
    office.use("expenses-via-checks")
    assert office.run(EXPENSES, mode=RunMode.REPOST).outcome == "previewed"
    report = office.run(EXPENSES, mode=RunMode.REPOST)
    (sentence,) = [text for text in office.on_hold(EXPENSES) if "is paid" in text]
    assert "($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128 is paid" in sentence
    assert "wasn't voided" in sentence
    assert report.voided == report.created == 1  # the other agent's bill, which nobody paid
    assert office.balances("Accounts Payable") == (0,)
    checking = office.balances("Checking Account")[0]
    assert before[0] - checking == 16_000


def test_a_paid_invoice_is_not_voided_for_a_deposit(office: Office, hands: Hands) -> None:
    sold(office)
    office.run(INCOME)
    hands.pay(the(hands, "Invoice"), 1_000_000, to_bank=True)
    before = office.balances(*MONEY)
    office.use("income-via-deposits")
    office.run(INCOME, mode=RunMode.REPOST)
    office.run(INCOME, mode=RunMode.REPOST)
    assert office.balances(*MONEY) == before
    for _ in range(2):  # it is told until the bookkeeper decides
        assert "is paid in QuickBooks, so it wasn't voided" in " ".join(office.on_hold(INCOME))
        office.run(INCOME)


@pytest.mark.parametrize("how", ["undo", "void"])
def test_what_is_paid_is_neither_undone_nor_voided(office: Office, hands: Hands, how: str) -> None:
    transaction = sold(office)
    run = office.run(INCOME)
    hands.pay(the(hands, "Invoice"), 400_000, to_bank=True)
    before = office.balances(*MONEY)
    if how == "void":
        deleted_in_core(office, transaction)
        office.run(INCOME)
    selected: dict[str, Any] = (
        {"mode": RunMode.UNDO, "undo": run.run_id}
        if how == "undo"
        else {"records": (transaction,), "mode": RunMode.VOID}
    )
    office.run(INCOME, **selected)
    assert office.run(INCOME, **selected).voided == 0
    assert office.balances(*MONEY) == before
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]


def test_what_an_undo_had_to_leave_is_told_until_it_is_undone(office: Office, hands: Hands) -> None:
    sold(office)
    run = office.run(EXPENSES)
    bill = the_larger_bill(hands)
    hands.pay(bill, bill.total, to_bank=True)
    for _ in range(2):
        report = office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id)
    assert report.voided == 1
    for _ in range(2):
        report = office.run(EXPENSES)
        (hold,) = report.on_hold
        assert (report.created, hold.cause) == (0, HoldCause.UNDONE_IN_PART)
        assert "is paid in QuickBooks, so it wasn't voided" in hold.sentence
        assert f"then undo run {run.run_id} again" in hold.what_to_do
    (payment,) = hands.look().live("BillPayment")
    hands.end(payment, "delete")
    for _ in range(2):
        office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id)
    assert entries_now(office)["Bill"] == [("voided", 0), ("voided", 0)]
    again = office.run(EXPENSES)
    assert (again.created, again.on_hold) == (0, ())


@pytest.mark.parametrize("by_hand", [True, False])
def test_what_an_undo_had_to_leave_can_be_kept_or_deleted(
    office: Office,
    hands: Hands,
    by_hand: bool,
) -> None:
    transaction = sold(office)
    run = office.run(EXPENSES)
    bill = the_larger_bill(hands)
    hands.pay(bill, bill.total, to_bank=True)
    for _ in range(2):
        office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id)
    if by_hand:
        hands.end(hands.look().live("BillPayment")[0], "delete")
        hands.end(the_larger_bill(hands), "delete")
    else:
        office.run(EXPENSES, (transaction,), mode=RunMode.KEEP_QUICKBOOKS)
    again = office.run(EXPENSES)
    assert (again.created, again.on_hold) == (0, ())
    assert (("live", 784_000) in entries_now(office)["Bill"]) is not by_hand


def test_a_paid_bill_that_core_lowers_waits_for_a_person(office: Office, hands: Hands) -> None:
    transaction = sold(office)
    office.run(EXPENSES)
    bill = the_larger_bill(hands)
    hands.pay(bill, bill.total, to_bank=True)
    office.core.patch(f"/transactions/{transaction}", gross=900_000)
    office.run(EXPENSES)
    (sentence,) = office.on_hold(EXPENSES)
    assert "($7,840.00)" in sentence
    assert "is paid in QuickBooks, so it wasn't changed. CORE's change, $7,840.00 to $" in sentence
    assert the_larger_bill(hands).total == 784_000
    # The way out works: the bookkeeper insists.
    report = office.run(EXPENSES, (transaction,), mode=RunMode.OVERWRITE)
    assert report.updated == 1
    assert office.on_hold(EXPENSES) == []


def test_a_statement_paid_by_hand_is_paid_once(office: Office, hands: Hands) -> None:
    statement = office.core.post("/examples/E")
    office.run(BILLING)
    hands.pay(the(hands, "Invoice"), 10_000, to_bank=True)
    (payment,) = hands.look().live("Payment")
    office.core.post(f"/statements/{statement['statements'][0]}/payments")
    report = office.run(BILLING)
    assert (report.created, office.on_hold(BILLING)) == (0, [])
    assert [row.key for row in hands.look().live("Payment")] == [payment.key]
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)
    # If the bookkeeper takes it back, CORE's payment is missing, and that is told.
    hands.end(payment, "delete")
    office.run(BILLING)
    assert "was deleted in QuickBooks" in " ".join(office.on_hold(BILLING))


def test_a_part_that_was_paid_by_hand_counts(office: Office, hands: Hands) -> None:
    statement = office.core.post("/examples/E")
    office.run(BILLING)
    hands.pay(the(hands, "Invoice"), 4_000, to_bank=True)
    office.core.post(f"/statements/{statement['statements'][0]}/payments")
    assert office.run(BILLING).created == 1
    assert sorted(row.total for row in hands.look().live("Payment")) == [4_000, 6_000]
    assert the(hands, "Invoice").open == 0
    assert office.balances("Accounts Receivable", "Checking Account") == (0, 10_000)
    again = office.run(BILLING)
    assert (again.created, again.updated, office.on_hold(BILLING)) == (0, 0, [])


@pytest.mark.parametrize("chosen", [RunMode.REPLACE, RunMode.OVERWRITE, RunMode.KEEP_QUICKBOOKS])
def test_a_printed_check_changes_only_as_a_person_chooses(
    office: Office, hands: Hands, chosen: RunMode
) -> None:
    office.use("expenses-via-checks", print_later=True)
    transaction = str(office.core.post("/examples/D")["transactions"][0])
    office.run(EXPENSES)
    hands.print_check(the(hands, "Purchase"), "1042")
    office.core.patch(f"/transactions/{transaction}", gross=1_500_000)
    office.run(EXPENSES)
    assert "was printed as no. 1042 in QuickBooks, so it wasn't changed" in " ".join(
        office.on_hold(EXPENSES)
    )
    before = entries_now(office)["Purchase"]
    office.run(EXPENSES, (transaction,), mode=chosen)
    if chosen is RunMode.REPLACE:
        office.run(EXPENSES, (transaction,), mode=chosen)
    after = entries_now(office)["Purchase"]
    statuses = sorted(status for status, _ in after)
    expected = {
        RunMode.REPLACE: ["live", "voided"],
        RunMode.OVERWRITE: ["live"],
        RunMode.KEEP_QUICKBOOKS: ["live"],
    }
    assert statuses == expected[chosen]
    assert (after == before) is (chosen is RunMode.KEEP_QUICKBOOKS)
    assert office.on_hold(EXPENSES) == []


def test_what_a_bookkeeper_set_on_a_line_stays(office: Office, hands: Hands) -> None:
    transaction = sold(office)
    office.run(EXPENSES)
    bill = the_larger_bill(hands)
    for nth in range(len(bill.own_lines)):
        hands.set_on_line(bill, nth, billed=True)
        bill = the_larger_bill(hands)
    hands.set_text(bill, PrivateNote=f"{bill.memo} paid by wire")
    before = the_larger_bill(hands)
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    assert office.run(EXPENSES).updated == 2
    now = the_larger_bill(hands)
    assert now.total > before.total
    assert [extras for _, extras in now.lines()] == [extras for _, extras in before.lines()]
    assert all(class_id and customer_id for _, (class_id, customer_id, _) in now.lines())
    assert now.memo == before.memo


def test_what_a_bookkeeper_set_stays_when_a_bill_becomes_a_check(
    office: Office, hands: Hands
) -> None:
    sold(office)
    office.run(EXPENSES)
    hands.set_on_line(the_larger_bill(hands), 0, billed=True)
    if isinstance(hands, OnlineHands):
        hands.set_location(the_larger_bill(hands), "Willow Street Office")
    bill = the_larger_bill(hands)
    hands.set_text(bill, PrivateNote=f"{bill.memo} paid by wire")
    bill = the_larger_bill(hands)
    office.use("expenses-via-checks")
    for _ in range(2):
        office.run(EXPENSES, mode=RunMode.REPOST)
    check = the(hands, "Purchase")
    assert list(check.lines()) == list(bill.lines())
    ((_, (class_id, customer, billable)), *_) = check.lines()
    assert (bool(class_id), bool(customer), billable) == (True, True, "Billable")
    assert check.body.get("DepartmentRef") == bill.body.get("DepartmentRef")
    assert check.memo.endswith("paid by wire")
    assert office.balances("Accounts Payable") == (0,)


def by_hand(hands: Hands, customer: str, cents: int, number: str, day: dt.date) -> None:
    """Enter an invoice by hand, with its customer."""
    made = hands.add("Customer", customer)
    hands.enter("Invoice", made, cents, number, day.isoformat())


@pytest.mark.parametrize("same", ["number", "customer, amount and day"])
def test_an_invoice_that_was_entered_by_hand_is_not_entered_twice(
    office: Office, hands: Hands, same: str
) -> None:
    transaction = sold(office)
    by_number = same == "number"
    by_hand(
        hands,
        "Somebody Else" if by_number else "11 Arlington St, Boston, MA 02128",
        950_000 if by_number else 1_000_000,
        office.number(DocumentKind.INVOICE, f"TR-2026-{transaction}") if by_number else "1042",
        office.today - dt.timedelta(days=300 if by_number else 3),
    )
    report = office.run(INCOME)
    (sentence,) = office.on_hold(INCOME)
    assert "wasn't created, because QuickBooks already has invoice" in sentence
    assert (report.created, len(office.entries("Invoice"))) == (0, 1)
    # Linked: it is CoreBooks' from now on, and CORE's figures are overwritten as the options say.
    office.run(INCOME, (transaction,), mode=RunMode.LINK)
    office.run(INCOME)
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert office.on_hold(INCOME) == []


@pytest.mark.parametrize("chosen", [RunMode.LINK, RunMode.POST_ANYWAY])
def test_an_invoice_that_was_deleted_and_entered_by_hand_is_linked_or_created_again(
    office: Office, hands: Hands, chosen: RunMode
) -> None:
    transaction = sold(office)
    office.run(INCOME)
    ours = the(hands, "Invoice")
    day = str(ours.body["TxnDate"])
    hands.enter("Invoice", ours.party, ours.total, "1042", day)
    hands.end(ours, "delete")
    assert "was deleted in QuickBooks" in " ".join(office.run(INCOME).on_hold[0].sentence.split())
    # Nothing is entered again that someone deleted, unless there is another one for it.
    (hold,) = office.run(INCOME, (transaction,), mode=RunMode.RECREATE).on_hold
    assert "already has invoice 1042" in hold.sentence
    office.run(INCOME, (transaction,), mode=chosen)
    again = office.run(INCOME)
    live = 1 if chosen is RunMode.LINK else 2
    assert (len(hands.look().live("Invoice")), again.created, again.on_hold) == (live, 0, ())


def test_what_was_deleted_is_not_created_again_by_linking(office: Office, hands: Hands) -> None:
    transaction = sold(office)
    office.run(INCOME)
    hands.end(the(hands, "Invoice"), "delete")
    for chosen in (RunMode.LINK, RunMode.POST_ANYWAY):
        report = office.run(INCOME, (transaction,), mode=chosen)
        (hold,) = report.on_hold
        assert (report.created, hold.cause) == (0, HoldCause.DELETED)


def test_a_payment_of_an_invoice_that_a_credit_closed_is_posted_anyway_as_the_customers_credit(
    office: Office, hands: Hands
) -> None:
    ids = office.core.post("/examples/E")
    office.run(BILLING)
    invoice = the(hands, "Invoice")
    hands.credit(invoice, invoice.total)
    office.core.post(f"/statements/{ids['statements'][0]}/payments")
    (hold,) = office.run(BILLING).on_hold
    assert "Post anyway" in hold.what_to_do
    before = office.balances("Checking Account", "Accounts Receivable")
    agent = str(ids["agents"][0])
    assert office.run(BILLING, (agent,), mode=RunMode.POST_ANYWAY).created == 1
    bank, receivable = office.balances("Checking Account", "Accounts Receivable")
    assert (bank - before[0], receivable - before[1]) == (100_00, -100_00)
    again = office.run(BILLING)
    assert (again.created, again.updated, again.on_hold) == (0, 0, ())


def test_a_preview_leaves_alone_what_was_undone_in_part(office: Office, hands: Hands) -> None:
    transaction = sold(office)
    run = office.run(EXPENSES)
    bill = the_larger_bill(hands)
    hands.pay(bill, bill.total, to_bank=True)
    for _ in range(2):
        office.run(EXPENSES, mode=RunMode.UNDO, undo=run.run_id)
    office.run(EXPENSES, (transaction,), preview=True)
    (hold,) = office.run(EXPENSES).on_hold
    assert hold.cause == HoldCause.UNDONE_IN_PART


def test_an_entry_that_only_looks_alike_is_posted_beside_it(office: Office, hands: Hands) -> None:
    transaction = sold(office)
    by_hand(hands, "11 Arlington St, Boston, MA 02128", 1_000_000, "1042", office.today)
    office.run(INCOME)
    assert office.run(INCOME, (transaction,), mode=RunMode.POST_ANYWAY).created == 1
    assert entries_now(office)["Invoice"] == [("live", 1_000_000), ("live", 1_000_000)]
    again = office.run(INCOME)
    assert (again.created, again.updated, office.on_hold(INCOME)) == (0, 0, [])


def test_keeping_the_quickbooks_version_creates_nothing(office: Office) -> None:
    transaction = sold(office)
    report = office.run(INCOME, (transaction,), mode=RunMode.KEEP_QUICKBOOKS)
    assert (report.created, entries_now(office)) == (0, {})
    assert office.run(INCOME).created == 1


def test_a_copy_of_an_entry_of_ours_is_told_and_can_be_voided(office: Office, hands: Hands) -> None:
    sold(office)
    office.run(INCOME)
    hands.copy(the(hands, "Invoice"), "1042")
    office.run(INCOME)
    (sentence,) = office.on_hold(INCOME)
    assert (
        "Invoice 1042 ($10,000.00) for 11 Arlington St, Boston, MA 02128 has a CoreBooks tag"
        in (sentence)
    )
    assert office.run(INCOME).on_hold  # until it is gone
    with office.database.reading() as session:
        wanted = TransactionFilter(status="on hold", search="1042")
        (row,) = transactions(session, COMPANY, wanted).rows
        detail = transaction_detail(session, COMPANY, row.id)
    assert (row.is_stray, row.gone, detail.is_stray, detail.number) == (True, False, True, "1042")
    assert [entry.number for entry in detail.entries] == ["1042"]
    (stray,) = [hold.record_key.partition(":")[2] for hold in office.run(INCOME).on_hold]
    office.run(INCOME, (stray,), mode=RunMode.VOID)
    assert office.run(INCOME, (stray,), mode=RunMode.VOID).voided == 1
    assert sorted(entries_now(office)["Invoice"]) == [("live", 1_000_000), ("voided", 0)]
    assert office.run(INCOME).on_hold == ()


def test_a_check_of_a_company_that_now_posts_expenses_is_no_stray(office: Office) -> None:
    office.use("expenses-via-checks")
    transaction = sold(office)
    office.run(EXPENSES)
    office.use("expenses-via-expenses")
    office.core.patch(f"/transactions/{transaction}", gross=1_100_000)
    sold(office)  # posted as expenses; in QuickBooks Desktop both are checks
    for _ in range(3):
        report = office.run(EXPENSES)
    assert (report.on_hold, len(entries_now(office)["Purchase"])) == ((), 4)


def test_a_copy_of_a_billing_invoice_is_told_where_agents_are_billed(
    office: Office, hands: Hands
) -> None:
    office.core.post("/examples/E")
    office.run(BILLING)
    hands.copy(the(hands, "Invoice"), "1042")
    office.run(INCOME)  # it looks first, but the invoice isn't its own
    assert office.run(INCOME).on_hold == ()
    (hold,) = office.run(BILLING).on_hold
    assert "has a CoreBooks tag in QuickBooks, the same tag as" in hold.sentence
    digits = hold.record_key.partition(":")[2]
    with office.database.reading() as session:
        # A bookkeeper finds it with the agent, and in the list of what needs attention.
        (agent,) = billed_agents(session, COMPANY).agents
        log = billing_log(session, COMPANY, agent.id)
        held = records_on_hold(session, COMPANY, HoldFilter(), ()).records
    assert (agent.statements, log.number, agent.billed_cents) == (1, 1, 10_000)
    assert agent.statuses["on hold"] == 1
    assert sorted(one.kind for one in log.statements) == ["entry", "statement"]
    assert [(Card(one).run_id, Card(one).path) for one in held] == [(digits, f"billing/{agent.id}")]
    for _ in range(2):
        report = office.run(BILLING, (digits,), mode=RunMode.VOID)
    assert report.voided == 1
    assert office.run(BILLING).on_hold == ()
    assert sorted(entries_now(office)["Invoice"]) == [("live", 10_000), ("voided", 0)]


def test_a_deal_that_core_has_anew_is_not_entered_twice(office: Office) -> None:
    transaction = sold(office)
    office.run(INCOME)
    # The daily look for deletions is not due: the entry's record is asked for.
    office.core.delete(f"/transactions/{transaction}")
    again = sold(office)
    office.run(INCOME)
    assert "deleted in CORE since" in " ".join(office.on_hold(INCOME))
    assert len(office.entries("Invoice")) == 1
    assert office.run(INCOME, (again,), mode=RunMode.LINK).created == 0
    office.run(INCOME)
    assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
    assert office.on_hold(INCOME) == []


def test_two_deals_with_the_same_amount_for_one_agent_are_two(office: Office) -> None:
    sold(office)
    office.run(EXPENSES)
    sold(office)
    assert office.run(EXPENSES).created == 2
    assert office.on_hold(EXPENSES) == []


def tax_everything(office: Office) -> None:
    """Sales tax is turned on, and added although CoreBooks' lines say that they aren't taxable.

    In a company file that is when it is turned on while the PC is in a session.
    """
    if isinstance(office, DirectDesktopOffice):
        office.knows_of_tax = False
        office.quickbooks.set(sales_tax=True)
    else:
        office.quickbooks.set(sales_tax=True, sales_tax_always=True)


def tax_nothing(office: Office) -> None:
    if isinstance(office, DirectDesktopOffice):
        office.quickbooks.set(sales_tax=False)
    else:
        office.quickbooks.set(sales_tax=False, sales_tax_always=False)


@pytest.mark.parametrize(
    "way_out", ["corrected in QuickBooks", "kept", "overwritten once it is off"]
)
def test_a_tax_that_quickbooks_adds_is_told_until_it_is_gone(
    office: Office, hands: Hands, way_out: str
) -> None:
    tax_everything(office)
    transaction = sold(office)
    for _ in range(3):
        with pytest.raises(BooksDiffer, match=r"total is \$10,825\.00 instead of \$10,000\.00"):
            office.run(INCOME)
    (sentence,) = office.on_hold(INCOME)
    assert "QuickBooks added sales tax of $825.00" in sentence
    assert "($10,000.00)" in sentence
    assert len(office.entries("Invoice")) == 1
    tax_nothing(office)
    if way_out == "kept":
        office.run(INCOME, (transaction,), mode=RunMode.KEEP_QUICKBOOKS)
        assert entries_now(office)["Invoice"] == [("live", 1_082_500)]
    elif way_out == "overwritten once it is off":
        office.run(INCOME, (transaction,), mode=RunMode.OVERWRITE)
    else:
        hands.set_amount(the(hands, "Invoice"), 1_000_000)
    assert office.run(INCOME).outcome == "completed"
    assert office.on_hold(INCOME) == []
    if way_out != "kept":
        assert entries_now(office)["Invoice"] == [("live", 1_000_000)]
