from __future__ import annotations

import dataclasses
import datetime as dt

import httpx
import pytest

from include.books.catalogue import ListKind
from include.books.documents import DocumentKind
from include.books.entries import EntryRef, EntryStatus
from include.books.gateway import (
    Action,
    DocumentWrite,
    Gateway,
    GatewayUnavailable,
    Posted,
    Recovery,
    Rejected,
)
from include.books.parties import PartyKind
from include.quickbooks.online.entries.documents import ENTITIES
from include.quickbooks.online.gateway import connect
from tests.quickbooks.online.books import Books, again, by_id, changed, only, party_write


def test_it_is_a_gateway(books: Books) -> None:
    gateway: Gateway = books.gateway

    facts = gateway.company()

    assert (facts.id, facts.name) == (books.sandbox.realm, "Willow & Park Realty")
    assert (facts.currency, facts.edition) == ("USD", "QuickBooks Online Plus")
    assert facts.closing_date is None
    assert facts.numbers_kept


def test_the_company_tells_its_closing_date_and_that_it_numbers_by_itself(books: Books) -> None:
    books.sandbox.set(book_close_date="2026-01-31", custom_txn_numbers=False)

    facts = books.gateway.check_connection()

    assert facts.closing_date == dt.date(2026, 1, 31)
    assert not facts.numbers_kept
    books.sandbox.set(book_close_date=None, custom_txn_numbers=True)


def test_a_company_whose_subscription_has_ended_is_not_worked_with(books: Books) -> None:
    books.sandbox.set(subscription_status="EXPIRED")

    with pytest.raises(GatewayUnavailable, match="subscription ended or is unpaid") as stopped:
        books.gateway.check_connection()

    assert stopped.value.recovery is Recovery.RECONNECT
    books.sandbox.set(subscription_status="SUBSCRIBED")


def test_the_lists_are_read_with_their_types(books: Books) -> None:
    checking = books.lists.by_name(ListKind.ACCOUNT, "checking account")
    gross = books.lists.by_name(ListKind.PRODUCT, "Gross Commission")

    assert checking is not None
    assert checking.type == "Bank"
    assert gross is not None
    income = books.lists.by_id(ListKind.ACCOUNT, gross.account_id)
    assert income is not None
    assert (gross.type, income.type) == ("Service", "Income")


def test_a_commission_invoice_books_income_and_what_the_customer_owes(books: Books) -> None:
    write = books.invoice(
        books.customer(), "TR-2026-000123", ("Gross Commission", 10_000_05), ("Co-broke", -5_000_00)
    )

    answer = only(books.gateway.write_documents([write]))

    assert (answer.total, answer.number, answer.ref.version) == (5_000_05, "TR-2026-000123", "0")
    assert answer.trace_id
    balances = books.sandbox.balances()
    assert balances["Accounts Receivable"] == 5_000_05
    assert books.sandbox.trial_balance()["balanced"]
    entry = books.gateway.read_entries(DocumentKind.INVOICE, [answer.ref.id])[answer.ref.id]
    assert entry.lines == (("Gross Commission line", 10_000_05), ("Co-broke line", -5_000_00))
    assert (entry.total, entry.balance, entry.date) == (5_000_05, 5_000_05, dt.date(2026, 3, 2))
    assert entry.memo == f"12 Oak Street, Sacramento [{write.marker}]"


def test_a_bill_is_owed_and_a_vendor_credit_owes_back(books: Books) -> None:
    jane = books.vendor()
    bill = books.purchase(
        DocumentKind.BILL,
        jane,
        "TR-1-A45",
        ("Agent Commissions", 8_000_00),
        ("E&O Insurance", -40_00),
    )
    credit = books.purchase(
        DocumentKind.VENDOR_CREDIT, jane, "TR-2-A45", ("Agent Commissions", 160_00)
    )

    answers = books.send(bill, credit)

    totals = {id_: one.total for id_, one in answers.items() if isinstance(one, Posted)}
    assert totals == {bill.request_id: 7_960_00, credit.request_id: 160_00}
    assert books.sandbox.balances()["Accounts Payable"] == 7_800_00


def test_a_payment_settles_its_invoice_and_goes_to_the_bank(books: Books) -> None:
    customer = books.customer()
    invoice = only(
        books.gateway.write_documents([books.invoice(customer, "BL-1", ("Desk Fee", 500_00))])
    )

    payment = only(books.gateway.write_documents([books.payment(customer, invoice.ref.id, 200_00)]))

    assert (payment.number, payment.total) == ("P77", 200_00)
    paid = books.gateway.read_entries(DocumentKind.PAYMENT, [payment.ref.id])[payment.ref.id]
    owed = books.gateway.read_entries(DocumentKind.INVOICE, [invoice.ref.id])[invoice.ref.id]
    assert (paid.links, paid.balance) == ((invoice.ref.id,), 0)
    assert (owed.links, owed.balance) == ((payment.ref.id,), 300_00)
    assert books.sandbox.balances()["Checking Account"] == 200_00


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_an_update_changes_the_same_entry_and_keeps_what_people_entered(
    books: Books, kind: DocumentKind
) -> None:
    write = some(books, kind)
    first = books.written(write)
    entity = ENTITIES[kind]
    edited = books.sandbox.edit(entity, first.ref.id, CustomField=[{"DefinitionId": "1"}])
    less = changed(
        again(write, Action.UPDATE, EntryRef(first.ref.id, edited[entity]["SyncToken"])),
        lines=tuple(dataclasses.replace(li, amount=li.amount - 100) for li in write.document.lines),
    )

    second = books.written(less)

    assert second.ref == EntryRef(first.ref.id, "2")
    assert second.total == less.document.total == write.document.total - 100
    assert books.entry(kind, first.ref.id).total == less.document.total
    assert books.body(entity, first.ref.id)["CustomField"] == [{"DefinitionId": "1"}]


STAYING = [kind for kind in DocumentKind if kind is not DocumentKind.DEPOSIT]


@pytest.mark.parametrize("kind", STAYING)
def test_a_voided_entry_stays_with_nothing_in_it(books: Books, kind: DocumentKind) -> None:
    write = some(books, kind)
    before = books.balances()
    first = books.written(write)
    assert books.balances() != before

    voided = books.written(again(write, Action.VOID, first.ref))

    assert (voided.ref, voided.total) == (EntryRef(first.ref.id, "1"), 0)
    assert books.balances() == before
    entry = books.entry(kind, first.ref.id)
    assert (entry.status, entry.total) == (EntryStatus.VOIDED, 0)
    assert (entry.number, entry.party_id) == (write.document.number, write.party_id)
    assert write.marker in entry.memo


def test_a_deposit_can_only_be_deleted(books: Books) -> None:
    write = some(books, DocumentKind.DEPOSIT)
    first = books.written(write)

    gone = books.written(again(write, Action.VOID, first.ref))

    assert (gone.ref.id, gone.total) == (first.ref.id, None)
    assert books.balances() == {}
    assert books.gateway.read_entries(DocumentKind.DEPOSIT, [first.ref.id]) == {}


def test_a_deposit_that_is_gone_already_is_deleted(books: Books) -> None:
    """An answer was lost, or somebody else deleted it: either way it is as it should be."""
    write = some(books, DocumentKind.DEPOSIT)
    first = books.written(write)
    books.sandbox.edit("Deposit", first.ref.id, "delete")

    gone = books.written(again(write, Action.VOID, first.ref))

    assert (gone.ref, gone.total) == (first.ref, None)


def some(books: Books, kind: DocumentKind) -> DocumentWrite:  # noqa: PLR0911  (one per kind)
    """A document of the kind, with whom it is for and what it settles."""
    match kind:
        case DocumentKind.INVOICE:
            return books.invoice(books.customer(), "TR-1", ("Gross Commission", 10_000_00))
        case DocumentKind.SALES_RECEIPT | DocumentKind.CREDIT_MEMO:
            return books.sale(kind, books.customer(), "TR-1", ("Gross Commission", 900_00))
        case DocumentKind.DEPOSIT:
            return books.money(kind, books.customer(), "TR-1", ("Commission Income", 900_00))
        case DocumentKind.REFUND:
            return books.money(kind, books.customer(), "R-1", ("Accounts Receivable", 90_00))
        case DocumentKind.CHECK | DocumentKind.EXPENSE:
            return books.money(kind, books.vendor(), "TR-1-A1", ("Agent Commissions", 80_00))
        case DocumentKind.PAYMENT:
            customer = books.customer()
            invoice = books.written(books.invoice(customer, "BL-1", ("Desk Fee", 500_00)))
            return books.payment(customer, invoice.ref.id, 200_00)
        case DocumentKind.BILL | DocumentKind.VENDOR_CREDIT:
            return books.purchase(kind, books.vendor(), "TR-1-A1", ("Agent Commissions", 80_00))


def test_a_stale_update_keeps_the_other_change(books: Books) -> None:
    write = books.invoice(books.customer(), "TR-1", ("Gross Commission", 10_000_00))
    first = only(books.gateway.write_documents([write]))
    books.sandbox.edit("Invoice", first.ref.id, PrivateNote="checked by Pat")

    (answer,) = books.gateway.write_documents([again(write, Action.UPDATE, first.ref)])

    assert isinstance(answer, Rejected)
    assert (answer.code, answer.recovery) == ("5010", Recovery.RETRY_LATER)
    assert "Invoice TR-1 of $10,000.00 was edited in QuickBooks" in answer.sentence


def test_what_does_not_fit_is_on_hold_without_asking_quickbooks(books: Books) -> None:
    long = books.invoice(books.customer(), "TR-" + "9" * 30, ("Gross Commission", 1_00))
    good = books.invoice(books.customer("9 Elm Street"), "TR-2", ("Gross Commission", 1_00))

    answers = books.send(long, good)

    refused = answers[long.request_id]
    assert isinstance(refused, Rejected)
    assert refused.recovery is Recovery.ON_HOLD
    assert "number of invoice" in refused.sentence
    assert "33 characters" in refused.sentence
    assert isinstance(answers[good.request_id], Posted)


def test_parties_are_created_found_and_updated(books: Books) -> None:
    jane = books.party(
        PartyKind.VENDOR, "Jane O'Hara", given_name="Jane", email="jane@example.com", is_1099=True
    )
    books.sandbox.edit("Vendor", jane.id, AcctNum="Pat's number")

    found = books.gateway.find_parties(PartyKind.VENDOR, ["JANE O'HARA", "Nobody"])

    assert list(found) == ["JANE O'HARA"]
    renamed = party_write(
        PartyKind.VENDOR, "Jane O'Hara-Smith", Action.UPDATE, found["JANE O'HARA"].ref
    )
    answer = only(books.gateway.write_parties([renamed]))
    assert answer.ref == EntryRef(jane.id, "2")
    with books.sandbox.api() as api:
        body = api.get(f"vendor/{jane.id}").json()["Vendor"]
    assert (body["AcctNum"], body["Vendor1099"], body["GivenName"]) == (
        "Pat's number",
        True,
        "Jane",
    )


def test_a_name_in_use_is_refused_with_its_holder(books: Books) -> None:
    books.vendor("Jane Doe")
    write = party_write(PartyKind.CUSTOMER, "Jane Doe")

    (answer,) = books.gateway.write_parties([write])

    assert isinstance(answer, Rejected)
    assert answer.recovery is Recovery.ON_HOLD
    assert "QuickBooks already has a vendor named Jane Doe (ID " in answer.sentence


def test_a_name_may_be_held_by_an_inactive_employee(books: Books) -> None:
    books.sandbox.set(inactive_renamed=False)
    books.sandbox.edit("Employee", "", "create", DisplayName="Lee Park")
    with books.sandbox.api() as api:
        found = api.post("query", content="select * from Employee").json()["QueryResponse"]
    books.sandbox.edit("Employee", found["Employee"][0]["Id"], "deactivate")

    holder = books.gateway.name_taken_by("Lee Park")

    assert holder is not None
    assert (holder.kind, holder.active) == (PartyKind.EMPLOYEE, False)
    assert books.gateway.name_taken_by("Nobody") is None


def test_changes_tell_of_new_changed_and_deleted_entries(books: Books) -> None:
    customer = books.customer()
    kept = only(
        books.gateway.write_documents([books.invoice(customer, "TR-1", ("Desk Fee", 1_00))])
    )
    gone = only(
        books.gateway.write_documents([books.invoice(customer, "TR-2", ("Desk Fee", 2_00))])
    )
    books.sandbox.edit("Invoice", gone.ref.id, "delete")
    since = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)

    entries = list(books.gateway.entries_changed([DocumentKind.INVOICE, DocumentKind.BILL], since))

    status = {entry.ref.id: entry.status for entry in entries}
    assert status == {kept.ref.id: EntryStatus.LIVE, gone.ref.id: EntryStatus.DELETED}
    assert books.gateway.read_entries(DocumentKind.INVOICE, [gone.ref.id, kept.ref.id]).keys() == {
        kept.ref.id
    }


def test_changes_of_long_ago_are_found_too(books: Books) -> None:
    customer = books.customer()
    books.send(books.invoice(customer, "TR-1", ("Desk Fee", 1_00)))
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=200)

    entries = list(books.gateway.entries_changed([DocumentKind.INVOICE], long_ago))

    assert [entry.number for entry in entries] == ["TR-1"]


def test_entries_are_found_by_number(books: Books) -> None:
    customer = books.customer()
    writes = [books.invoice(customer, f"TR-{n}", ("Desk Fee", 100 + n)) for n in range(120)]
    books.send(*writes)

    found = list(
        books.gateway.find_by_number(
            DocumentKind.INVOICE, [*(w.document.number for w in writes), "TR-none"]
        )
    )

    assert {entry.number for entry in found} == {write.document.number for write in writes}


def test_payments_are_found_by_their_reference_number(books: Books) -> None:
    customer = books.customer()
    invoice = only(
        books.gateway.write_documents([books.invoice(customer, "B", ("Desk Fee", 500_00))])
    )
    payment = only(books.gateway.write_documents([books.payment(customer, invoice.ref.id, 1_00)]))

    found = list(books.gateway.find_by_number(DocumentKind.PAYMENT, ["P77"]))

    assert [entry.ref for entry in found] == [payment.ref]


def test_a_wrong_company_stops_everything(books: Books) -> None:
    other = dataclasses.replace(books.gateway._settings, realm_id="999")
    stranger = connect(other, books.vault)

    with pytest.raises(GatewayUnavailable, match="belongs to another company") as stopped:
        stranger.company()

    assert stopped.value.recovery is Recovery.RECONNECT


def test_links_lead_to_quickbooks_own_pages(books: Books) -> None:
    base = f"{books.sandbox.url}/app/{books.sandbox.realm}"

    assert books.gateway.link(DocumentKind.INVOICE, "12") == f"{base}/invoice?txnId=12"
    assert books.gateway.link(DocumentKind.PAYMENT, "7") == f"{base}/recvpayment?txnId=7"


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_links_open_the_entry(books: Books, kind: DocumentKind) -> None:
    write = some(books, kind)
    answer = books.written(write)

    page = httpx.get(books.gateway.link(kind, answer.ref.id), trust_env=False)

    assert page.status_code == 200
    assert write.document.number in page.text


def test_many_documents_get_one_answer_each_in_few_calls(books: Books) -> None:
    customer = books.customer()
    writes = [books.invoice(customer, f"TR-{n}", ("Desk Fee", 100 + n)) for n in range(100)]
    before = books.sandbox.calls()["batch"]

    answers = by_id(books.gateway.write_documents(writes))

    assert {w.request_id: w.document.total for w in writes} == {
        id_: answer.total for id_, answer in answers.items() if isinstance(answer, Posted)
    }
    assert books.sandbox.calls()["batch"] - before == 4
