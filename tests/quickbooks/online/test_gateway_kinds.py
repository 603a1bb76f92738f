"""What each kind of document does to the company's books."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import DocumentKind
from include.books.entries import EntryRef, EntryStatus
from include.books.gateway import Action, Posted, Recovery, Rejected
from include.books.parties import PartyKind
from include.quickbooks.online.entries.cleared_status import UNKNOWN
from tests.quickbooks.online.books import Books, again, changed

PURCHASES = [DocumentKind.CHECK, DocumentKind.EXPENSE, DocumentKind.REFUND]


def method(books: Books, name: str) -> ListRef:
    found = books.lists.by_name(ListKind.PAYMENT_METHOD, name)
    assert found is not None, name
    return found.ref


def office(books: Books, name: str = "Residential") -> ListRef:
    found = books.lists.by_name(ListKind.CLASS, name)
    assert found is not None, name
    return found.ref


def five_minutes_ago() -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)


def test_a_sales_receipt_is_income_that_is_in_escrow_already(books: Books) -> None:
    write = books.sale(
        DocumentKind.SALES_RECEIPT,
        books.customer(),
        "TR-1",
        ("Gross Commission", 10_000_00),
        ("Co-broke", -5_000_00),
    )
    receipt = books.written(changed(write, payment_method=method(books, "Check")))

    assert (receipt.total, receipt.number) == (5_000_00, "TR-1")
    assert books.balances() == {"Escrow": 5_000_00, "Commission Income": 5_000_00}
    entry = books.entry(DocumentKind.SALES_RECEIPT, receipt.ref.id)
    assert (entry.balance, entry.account_id) == (0, books.account("Escrow").id)
    assert entry.targets == (books.product("Gross Commission").id, books.product("Co-broke").id)
    assert books.body("SalesReceipt", receipt.ref.id)["PaymentMethodRef"]["name"] == "Check"


def test_a_deposit_is_booked_to_accounts_from_its_customer(books: Books) -> None:
    customer = books.customer("12 Oak Street")
    write = books.money(
        DocumentKind.DEPOSIT,
        customer,
        "TR-1",
        ("Commission Income", 10_000_00),
        ("Co-broke Commissions", -4_000_00),
        account="Escrow",
    )
    deposit = books.written(write)

    assert deposit.total == 6_000_00
    assert books.balances() == {
        "Escrow": 6_000_00,
        "Commission Income": 10_000_00,
        "Co-broke Commissions": 4_000_00,
    }
    entry = books.entry(DocumentKind.DEPOSIT, deposit.ref.id)
    assert (entry.party_id, entry.account_id) == (customer, books.account("Escrow").id)
    assert sum(cents for _, cents in entry.lines) == entry.total
    line = books.body("Deposit", deposit.ref.id)["Line"][0]
    assert line["DepositLineDetail"]["Entity"]["name"] == "12 Oak Street"


def test_a_deposit_of_nothing_is_refused(books: Books) -> None:
    write = books.money(DocumentKind.DEPOSIT, books.customer(), "TR-1", ("Commission Income", 0))

    answer = books.send(write)[write.request_id]

    assert isinstance(answer, Rejected)
    assert answer.recovery is Recovery.ON_HOLD


def test_a_check_leaves_the_bank_and_waits_to_be_printed(books: Books) -> None:
    write = books.money(
        DocumentKind.CHECK,
        books.vendor(),
        "TR-1-A1",
        ("Agent Commissions", 8_000_00),
        ("E&O Insurance", -40_00),
        account="Escrow",
    )
    check = books.written(changed(write, print_later=True))

    assert check.total == 7_960_00
    assert books.balances() == {
        "Escrow": -7_960_00,
        "Agent Commissions": 8_000_00,
        "E&O Insurance": -40_00,
    }
    body = books.body("Purchase", check.ref.id)
    assert (body["PaymentType"], body["PrintStatus"]) == ("Check", "NeedToPrint")
    plain = books.written(
        books.money(DocumentKind.CHECK, write.party_id, "TR-2-A1", ("Marketing", 1_00))
    )
    assert books.body("Purchase", plain.ref.id)["PrintStatus"] == "NotSet"


def test_a_printed_check_is_not_printed_again_when_it_changes(books: Books) -> None:
    write = changed(
        books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 50_00)),
        print_later=True,
    )
    first = books.written(write)
    books.sandbox.edit("Purchase", first.ref.id, PrintStatus="PrintComplete")
    printed = books.entry(DocumentKind.CHECK, first.ref.id).ref

    second = books.written(again(changed(write, memo="9 Elm"), Action.UPDATE, printed))

    assert books.body("Purchase", first.ref.id)["PrintStatus"] == "PrintComplete"
    books.written(again(write, Action.VOID, second.ref))
    assert books.body("Purchase", first.ref.id)["PrintStatus"] == "NotSet"


@pytest.mark.parametrize(
    ("account", "card", "type_"),
    [("Checking Account", False, "Cash"), ("Company Credit Card", True, "CreditCard")],
)
def test_an_expense_is_paid_from_a_bank_or_a_credit_card(
    books: Books, account: str, card: bool, type_: str
) -> None:
    write = books.money(
        DocumentKind.EXPENSE, books.vendor(), "TR-1-A1", ("Marketing", 60_00), account=account
    )
    write = changed(write, payment_method=method(books, "Visa"))

    expense = books.written(dataclasses.replace(write, from_credit_card=card))

    assert books.balances() == {account: 60_00 if card else -60_00, "Marketing": 60_00}
    body = books.body("Purchase", expense.ref.id)
    assert (body["PaymentType"], body["PaymentMethodRef"]["name"]) == (type_, "Visa")
    entry = books.entry(DocumentKind.EXPENSE, expense.ref.id)
    assert entry.account_id == books.account(account).id


def test_a_credit_memo_lowers_what_the_customer_owes(books: Books) -> None:
    customer = books.customer("Jane Doe")
    books.send(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))
    write = books.sale(DocumentKind.CREDIT_MEMO, customer, "BL-2", ("Agent Credit", 120_00))

    memo = books.written(write)

    assert books.balances() == {"Accounts Receivable": 380_00, "Agent Billing Income": 380_00}
    assert books.entry(DocumentKind.CREDIT_MEMO, memo.ref.id).party_id == customer


def test_a_refund_gives_back_what_a_customer_paid_too_much(books: Books) -> None:
    customer = books.customer("Jane Doe")
    invoice = books.written(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))
    books.written(books.payment(customer, invoice.ref.id, 600_00, applied=500_00))
    assert books.balances()["Accounts Receivable"] == -100_00

    write = books.money(DocumentKind.REFUND, customer, "R-1", ("Accounts Receivable", 100_00))
    refund = books.written(write)

    assert books.balances() == {"Checking Account": 500_00, "Agent Billing Income": 500_00}
    entry = books.entry(DocumentKind.REFUND, refund.ref.id)
    assert (entry.party_id, entry.total) == (customer, 100_00)
    assert entry.targets == (books.account("Accounts Receivable").id,)
    assert books.body("Customer", customer)["Balance"] == 0


@pytest.mark.parametrize(
    ("applied", "open_", "unapplied", "links"),
    [(None, 300_00, 0, 1), (150_00, 350_00, 50_00, 1), (0, 500_00, 200_00, 0)],
)
def test_a_payment_settles_as_much_as_it_is_applied(
    books: Books, applied: int | None, open_: int, unapplied: int, links: int
) -> None:
    customer = books.customer()
    invoice = books.written(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))

    payment = books.written(books.payment(customer, invoice.ref.id, 200_00, applied))

    assert books.entry(DocumentKind.INVOICE, invoice.ref.id).balance == open_
    paid = books.entry(DocumentKind.PAYMENT, payment.ref.id)
    assert (paid.total, paid.balance, len(paid.links)) == (200_00, unapplied, links)
    assert books.balances() == {
        "Checking Account": 200_00,
        "Accounts Receivable": 300_00,
        "Agent Billing Income": 500_00,
    }


def test_a_payment_can_be_taken_off_its_invoice_again(books: Books) -> None:
    customer = books.customer()
    invoice = books.written(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))
    write = books.payment(customer, invoice.ref.id, 200_00)
    payment = books.written(write)

    books.written(again(changed(write, applied=0), Action.UPDATE, payment.ref))

    assert books.entry(DocumentKind.INVOICE, invoice.ref.id).balance == 500_00
    assert books.entry(DocumentKind.PAYMENT, payment.ref.id).links == ()


def test_every_line_is_of_the_documents_class(books: Books) -> None:
    customer, vendor = books.customer(), books.vendor()
    writes = [
        books.invoice(customer, "TR-1", ("Gross Commission", 100_00), ("Referral", -1_00)),
        books.sale(DocumentKind.SALES_RECEIPT, customer, "TR-2", ("Gross Commission", 100_00)),
        books.sale(DocumentKind.CREDIT_MEMO, customer, "TR-3", ("Gross Commission", 100_00)),
        books.money(DocumentKind.DEPOSIT, customer, "TR-4", ("Commission Income", 100_00)),
        books.purchase(DocumentKind.BILL, vendor, "TR-5", ("Agent Commissions", 100_00)),
        books.purchase(DocumentKind.VENDOR_CREDIT, vendor, "TR-6", ("Agent Commissions", 1_00)),
        books.money(DocumentKind.CHECK, vendor, "TR-7", ("Agent Commissions", 100_00)),
        books.money(DocumentKind.EXPENSE, vendor, "TR-8", ("Agent Commissions", 100_00)),
    ]
    ref = office(books)

    answers = books.send(*(changed(write, class_ref=ref) for write in writes))

    assert all(isinstance(answer, Posted) for answer in answers.values())
    postings = books.sandbox._control("GET", f"{books.sandbox.realm}/journal")
    lines = [one for one in postings if one["memo"] and one["memo"].endswith(" line")]
    assert len(lines) == 9
    assert {one["class_id"] for one in lines} == {ref.id}


def test_checks_expenses_and_refunds_are_told_apart_when_they_change(books: Books) -> None:
    vendor, customer = books.vendor("Jane Doe"), books.customer("Lee Park")
    check = books.money(DocumentKind.CHECK, vendor, "N-1", ("Marketing", 1_00))
    expense = books.money(DocumentKind.EXPENSE, vendor, "N-1", ("Marketing", 2_00))
    refund = books.money(DocumentKind.REFUND, customer, "N-1", ("Accounts Receivable", 3_00))
    books.sandbox.set(custom_purchase_numbers=True)
    ids = {write.document.kind: books.written(write).ref.id for write in (check, expense, refund)}

    found = list(books.gateway.entries_changed(PURCHASES, five_minutes_ago()))

    assert {(one.kind, one.ref.id) for one in found} == set(ids.items())
    assert {one.kind: one.total for one in found} == {
        DocumentKind.CHECK: 1_00,
        DocumentKind.EXPENSE: 2_00,
        DocumentKind.REFUND: 3_00,
    }
    for kind in PURCHASES:
        (by_number,) = books.gateway.find_by_number(kind, ["N-1"])
        assert (by_number.kind, by_number.ref.id) == (kind, ids[kind])
        (alone,) = books.gateway.entries_changed([kind], five_minutes_ago())
        assert alone.ref.id == ids[kind]


def test_a_deleted_purchase_is_told_as_each_kind_it_may_have_been(books: Books) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "N-1", ("Marketing", 1_00))
    check = books.written(write)
    books.sandbox.edit("Purchase", check.ref.id, "delete")

    found = list(books.gateway.entries_changed(PURCHASES, five_minutes_ago()))

    assert {one.kind for one in found} == set(PURCHASES)
    assert {(one.ref.id, one.status) for one in found} == {(check.ref.id, EntryStatus.DELETED)}
    for kind in PURCHASES:
        assert list(books.gateway.find_by_number(kind, ["N-1"])) == []
        assert books.gateway.read_entries(kind, [check.ref.id]) == {}


@pytest.mark.parametrize("count", [1, 2], ids=["alone", "in a batch"])
def test_a_voided_bills_number_can_be_used_again(books: Books, count: int) -> None:
    jane = books.vendor()
    some = [
        books.purchase(DocumentKind.BILL, jane, f"TR-{n}", ("Agent Commissions", 80_00))
        for n in range(count)
    ]
    for write in some:
        books.written(again(write, Action.VOID, books.written(write).ref))
    new = [
        books.purchase(DocumentKind.BILL, jane, f"TR-{n}", ("Agent Commissions", 90_00))
        for n in range(count)
    ]
    used = [
        dataclasses.replace(write, number_used=True, request_id=f"{write.request_id}-used")
        for write in new
    ]

    refused, taken = books.send(*new), books.send(*used)

    assert {one.code for one in refused.values() if isinstance(one, Rejected)} == {"6140"}
    assert len(refused) == count
    assert all(isinstance(one, Posted) for one in taken.values())
    assert books.balances() == {
        "Accounts Payable": 90_00 * count,
        "Agent Commissions": 90_00 * count,
    }


@pytest.mark.parametrize("how", ["R", "C"])
@pytest.mark.parametrize(
    ("kind", "entity"), [(DocumentKind.CHECK, "Purchase"), (DocumentKind.DEPOSIT, "Deposit")]
)
def test_what_the_bank_has_settled_is_told(
    books: Books, kind: DocumentKind, entity: str, how: str
) -> None:
    check = kind is DocumentKind.CHECK
    party = books.vendor() if check else books.customer()
    account = "Marketing" if check else "Commission Income"
    ids = [
        books.written(
            dataclasses.replace(
                books.money(kind, party, f"TR-{n}", (account, 5_00)), date=dt.date(2026, 3, 1 + n)
            )
        ).ref.id
        for n in range(3)
    ]
    books.sandbox.clear(entity, ids[1], how)

    found = books.gateway.cleared(kind, ids)

    said = {"R": "reconciled", "C": "cleared"}[how]
    assert found == {ids[1]: said}
    assert books.gateway.cleared(kind, [ids[0]]) == {}
    assert books.gateway.cleared(kind, []) == {}
    books.sandbox.set(cleared={})


def test_a_long_list_of_transactions_is_asked_for_in_parts(books: Books) -> None:
    vendor = books.vendor()
    ids = [
        books.written(
            dataclasses.replace(
                books.money(DocumentKind.CHECK, vendor, f"TR-{day}", ("Marketing", 5_00)),
                date=dt.date(2026, 3, day),
            )
        ).ref.id
        for day in range(1, 10)
    ]
    books.sandbox.clear("Purchase", ids[-1])
    books.sandbox.set(report_cells=12)  # three rows of four columns

    assert books.gateway.cleared(DocumentKind.CHECK, ids) == {ids[-1]: "reconciled"}

    books.sandbox.set(report_cells=400_000, cleared={})


def test_it_is_said_when_the_list_does_not_tell_what_is_settled(books: Books) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 5_00))
    first = books.written(write).ref.id
    another = dataclasses.replace(write, request_id="another", number_used=True)
    second = books.written(another).ref.id
    books.sandbox.set(report_cells=4)  # one row

    found = books.gateway.cleared(DocumentKind.CHECK, [first, second])

    assert found == {second: UNKNOWN}
    books.sandbox.set(report_cells=400_000)


def test_what_is_deleted_is_not_settled(books: Books) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 5_00))
    check = books.written(write)
    books.sandbox.clear("Purchase", check.ref.id)
    books.sandbox.edit("Purchase", check.ref.id, "delete")

    assert books.gateway.cleared(DocumentKind.CHECK, [check.ref.id]) == {}
    books.sandbox.set(cleared={})


@pytest.mark.parametrize("kind", PURCHASES)
def test_what_a_person_voids_by_hand_is_told_as_voided(books: Books, kind: DocumentKind) -> None:
    refund = kind is DocumentKind.REFUND
    party = books.customer() if refund else books.vendor()
    account = "Accounts Receivable" if refund else "Marketing"
    spent = books.written(books.money(kind, party, "TR-1", (account, 5_00)))

    books.sandbox.edit("Purchase", spent.ref.id, "void")

    (found,) = books.gateway.entries_changed([kind], five_minutes_ago())
    assert (found.ref, found.status, found.total) == (
        EntryRef(spent.ref.id, "1"),
        EntryStatus.VOIDED,
        0,
    )
    assert books.balances() == {}


@pytest.mark.parametrize("tracking", ["line", "sale"])
def test_sales_have_their_class_where_the_company_keeps_it(books: Books, tracking: str) -> None:
    books.sandbox.set(class_tracking=tracking)
    customer, vendor, ref = books.customer(), books.vendor(), office(books)
    writes = [
        books.invoice(customer, "TR-1", ("Gross Commission", 100_00), ("Referral", -1_00)),
        books.sale(DocumentKind.SALES_RECEIPT, customer, "TR-2", ("Gross Commission", 100_00)),
        books.sale(DocumentKind.CREDIT_MEMO, customer, "TR-3", ("Gross Commission", 100_00)),
        books.purchase(DocumentKind.BILL, vendor, "TR-5", ("Agent Commissions", 100_00)),
    ]

    for write in writes:
        books.send(changed(write, class_ref=ref))

    log = books.sandbox._control("GET", "calls/log")
    assert [one["kind"] for one in log].count("preferences") == 1
    postings = books.sandbox._control("GET", f"{books.sandbox.realm}/journal")
    lines = [one for one in postings if one["memo"] and one["memo"].endswith(" line")]
    assert len(lines) == 5
    assert {one["class_id"] for one in lines} == {ref.id}
    books.sandbox.set(class_tracking="line")


def test_a_payment_method_goes_with_a_payment_too(books: Books) -> None:
    customer = books.customer()
    invoice = books.written(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))
    write = books.payment(customer, invoice.ref.id, 500_00)

    payment = books.written(changed(write, payment_method=method(books, "ACH")))

    assert books.body("Payment", payment.ref.id)["PaymentMethodRef"]["name"] == "ACH"


def test_money_without_an_account_is_on_hold(books: Books) -> None:
    write = books.money(DocumentKind.CHECK, books.vendor(), "TR-1", ("Marketing", 5_00))
    nowhere = changed(write, account=None)

    answer = books.send(nowhere)[write.request_id]

    assert isinstance(answer, Rejected)
    assert "no account is set" in answer.sentence


def test_letters_that_quickbooks_loses_are_written_with_their_nearest(books: Books) -> None:
    books.sandbox.set(latin1_text=True)
    vendor = books.vendor("Łukasz Żak")
    write = books.purchase(DocumentKind.BILL, vendor, "TR-1", ("Agent Commissions", 80_00))
    line = dataclasses.replace(write.document.lines[0], description="Prowizja \u2013 Łódź")

    bill = books.written(changed(write, lines=(line,), memo="12 Dębowa"))

    entry = books.entry(DocumentKind.BILL, bill.ref.id)
    assert entry.lines == (("Prowizja - Lódz", 80_00),)
    assert entry.memo == f"12 Debowa [{write.marker}]"
    (found,) = books.gateway.find_parties(PartyKind.VENDOR, ["Łukasz Żak"]).items()
    assert (found[0], found[1].display_name, found[1].ref.id) == (
        "Łukasz Żak",
        "Lukasz Zak",
        vendor,
    )
    books.sandbox.set(latin1_text=False)
