"""What the gateway reads of entries that a bookkeeper worked on, and what its updates leave alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from include.books.catalogue import ListKind, ListRef
from include.books.documents import Document, DocumentKind, Line, marker
from include.books.entries import Entry, EntryRef, LineExtras, LinkedEntry, LinkedKind
from include.books.gateway import (
    Action,
    DocumentWrite,
    GatewayWaits,
    Posted,
    Rejected,
)
from include.books.parties import Party, PartyKind
from include.database.engine import Database
from include.database.keys.seal import Seal
from include.quickbooks.desktop.gateway import DesktopGateway
from include.quickbooks.desktop.settings import DesktopSettings
from include.quickbooks.desktop.wire.patience import Patience
from include.web_connector.database_queue import DatabaseQueue
from sandbox.quickbooks_desktop.bookkeeping import Bookkeeper
from tests.web_connector.pc import COMPANY, KEY, Pc, running_pc

Result = TypeVar("Result")
DAY = dt.date(2026, 11, 20)
KINDS = [*DocumentKind]


@pytest.fixture
def pc(sqlite_database: Database) -> Iterator[Pc]:
    with running_pc(sqlite_database) as running:
        running.connector.update()
        yield running


@pytest.fixture
def hands(pc: Pc) -> Bookkeeper:
    return Bookkeeper(pc.file)


def with_pc(pc: Pc, step: Callable[[DesktopGateway], Result]) -> Result:
    """What the gateway gives when the PC calls as often as it must."""
    queue = DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "test")
    settings = DesktopSettings(COMPANY, pc.connection().owner_id, Patience(in_session=0))
    for _ in range(5):
        try:
            return step(DesktopGateway(settings, queue))
        except GatewayWaits:
            pc.connector.update()
    raise AssertionError("the gateway waits for ever")


def read(pc: Pc, kind: DocumentKind, id_: str) -> Entry:
    return with_pc(pc, lambda gateway: gateway.read_entries(kind, [id_]))[id_]


def name(pc: Pc, kind: str, called: str) -> str:
    names = pc.file.names(kind)
    return names[called] if called in names else pc.file.enter(kind, Name=called).id


def write(pc: Pc, kind: DocumentKind, cents: int = 8_000_00, **changes: Any) -> DocumentWrite:
    """An entry for an agent, as the workflows would write it."""
    sold = kind in (DocumentKind.INVOICE, DocumentKind.SALES_RECEIPT, DocumentKind.CREDIT_MEMO)
    customer = sold or kind in (DocumentKind.PAYMENT, DocumentKind.DEPOSIT, DocumentKind.REFUND)
    account = name(pc, "Account", "Agent Commissions")
    receivable = name(pc, "Account", "Accounts Receivable")
    target = (
        ListRef(ListKind.PRODUCT, name(pc, "ItemService", "Gross Commission"), "Gross Commission")
        if sold
        else ListRef(
            ListKind.ACCOUNT, receivable if kind is DocumentKind.REFUND else account, "an account"
        )
    )
    party_kind = PartyKind.CUSTOMER if customer else PartyKind.VENDOR
    bank = ListRef(ListKind.ACCOUNT, name(pc, "Account", "Checking Account"), "Checking Account")
    document = Document(
        key=f"agent_expenses/transaction:1/{kind}",
        kind=kind,
        party=Party(f"{party_kind}/agent:1", party_kind, "Amy Adler"),
        lines=(Line("Commission", "Amy's commission", cents, target),),
        number="TR-1",
        memo="12 Elm St",
        account=bank,
    )
    party = name(pc, party_kind.value.capitalize(), f"Amy Adler ({party_kind})")
    made = DocumentWrite(
        f"r-{kind}", Action.CREATE, document, marker("c", document.key), DAY, DAY, party
    )
    return replace(made, **changes)


def post(pc: Pc, made: DocumentWrite) -> Posted:
    with pytest.raises(GatewayWaits):
        with_pc_once(pc, made)
    pc.connector.update()
    [answer] = with_pc(pc, lambda gateway: list(gateway.late_answers([made.request_id])))
    assert isinstance(answer, Posted), answer
    return answer


def with_pc_once(pc: Pc, made: DocumentWrite) -> None:
    queue = DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "test")
    settings = DesktopSettings(COMPANY, pc.connection().owner_id, Patience(in_session=0))
    list(DesktopGateway(settings, queue).write_documents([made]))


def test_a_bill_names_its_payments_and_credits_with_their_amounts(
    pc: Pc, hands: Bookkeeper
) -> None:
    bill = post(pc, write(pc, DocumentKind.BILL)).ref.id
    paid, credited = hands.pay(bill, 3_000_00), hands.credit(bill, 1_000_00)

    entry = read(pc, DocumentKind.BILL, bill)
    assert entry.balance == 4_000_00
    assert set(entry.linked) == {
        LinkedEntry(LinkedKind.PAYMENT, paid.id, 3_000_00),
        LinkedEntry(LinkedKind.CREDIT, credited.id, 1_000_00),
    }
    # The credit says the same of the bill.
    [link] = read(pc, DocumentKind.VENDOR_CREDIT, credited.id).linked
    assert link == LinkedEntry(LinkedKind.CREDIT, bill, 1_000_00)


def test_a_payment_names_its_invoice_and_the_deposit_it_is_on(pc: Pc, hands: Bookkeeper) -> None:
    invoice = post(pc, write(pc, DocumentKind.INVOICE, 500_00)).ref.id
    payment = hands.pay(invoice)
    assert read(pc, DocumentKind.PAYMENT, payment.id).linked == (
        LinkedEntry(LinkedKind.PAYMENT, invoice, 500_00),
    )

    deposit = hands.deposit(payment.id)
    entry = with_pc_again(pc, DocumentKind.PAYMENT, payment.id)
    assert entry.linked == (
        LinkedEntry(LinkedKind.PAYMENT, invoice, 500_00),
        LinkedEntry(LinkedKind.DEPOSIT, deposit.id, 500_00),
    )


def with_pc_again(pc: Pc, kind: DocumentKind, id_: str) -> Entry:
    """Read by another step, which doesn't get what was read before."""
    queue = DatabaseQueue(pc.database, COMPANY, Seal([KEY]), "another step")
    settings = DesktopSettings(COMPANY, pc.connection().owner_id, Patience(in_session=0))
    for _ in range(4):
        try:
            return DesktopGateway(settings, queue).read_entries(kind, [id_])[id_]
        except GatewayWaits:
            pc.connector.update()
    raise AssertionError("the gateway waits for ever")


def test_a_printed_check_is_known_and_a_handwritten_one_is_not(pc: Pc, hands: Bookkeeper) -> None:
    to_print = write(pc, DocumentKind.CHECK)
    to_print = replace(to_print, document=replace(to_print.document, print_later=True))
    check = post(pc, to_print).ref.id
    other = post(pc, write(pc, DocumentKind.CHECK, request_id="r-2")).ref.id
    assert not read(pc, DocumentKind.CHECK, check).printed

    hands.print_checks(check)
    assert with_pc_again(pc, DocumentKind.CHECK, check).printed
    assert not read(pc, DocumentKind.CHECK, other).printed


@pytest.mark.parametrize("named", [True, False], ids=["lines by ID", "new lines"])
def test_what_a_bookkeeper_set_on_a_line_stays_when_core_s_amount_changes(
    pc: Pc, hands: Bookkeeper, named: bool
) -> None:
    bill = post(pc, write(pc, DocumentKind.BILL)).ref.id
    rentals, buyer = name(pc, "Class", "Rentals"), name(pc, "Customer", "Bo Buyer")
    hands.set_on_line(
        bill,
        ClassRef={"ListID": rentals},
        CustomerRef={"ListID": buyer},
        BillableStatus="Billable",
    )
    before = read(pc, DocumentKind.BILL, bill)
    assert before.extras == (LineExtras(before.extras[0].line_id, rentals, buyer, billable=True),)

    kept = before.extras if named else (replace(before.extras[0], line_id=""),)
    changed = write(
        pc,
        DocumentKind.BILL,
        7_200_00,
        request_id="r-2",
        action=Action.UPDATE,
        existing=before.ref,
        extras=kept,
        memo=f"Checked by Pat. {before.memo}",
    )
    post(pc, changed)
    after = read(pc, DocumentKind.BILL, bill)
    assert (after.total, after.memo) == (7_200_00, f"Checked by Pat. {before.memo}")
    assert replace(after.extras[0], line_id="") == LineExtras("", rentals, buyer, billable=True)


def test_a_company_with_sales_tax_is_known_and_charged_none(pc: Pc) -> None:
    pc.file.set(sales_tax=True)
    assert with_pc(pc, lambda gateway: gateway.company()).sales_tax
    invoice = post(pc, write(pc, DocumentKind.INVOICE, 10_000_00))

    assert invoice.total == 10_000_00
    assert pc.file.balances()["Accounts Receivable"] == 10_000_00


def test_only_items_that_take_an_amount_are_offered_and_an_off_list_is_empty(pc: Pc) -> None:
    for kind in ("Subtotal", "Payment", "Discount", "Group", "SalesTax", "NonInventory"):
        pc.file.enter(f"Item{kind}", Name=f"A {kind}")
    pc.file.set(class_tracking=False)
    catalogue = with_pc(pc, lambda gateway: gateway.catalogue())

    offered = [one.name for one in catalogue.entries if one.kind is ListKind.PRODUCT]
    assert [called for called in offered if called.startswith("A ")] == ["A NonInventory"]
    assert not [one for one in catalogue.entries if one.kind is ListKind.CLASS]
    assert catalogue.by_name(ListKind.ACCOUNT, "Checking Account")


def test_entries_are_read_by_their_dates(pc: Pc) -> None:
    inside = post(pc, write(pc, DocumentKind.BILL)).ref.id
    later = DAY + dt.timedelta(days=1)
    post(pc, write(pc, DocumentKind.BILL, request_id="r-2", date=later))

    found = with_pc(pc, lambda gateway: list(gateway.entries_dated(DocumentKind.BILL, DAY, DAY)))
    assert [entry.ref.id for entry in found] == [inside]


def test_a_company_whose_own_currency_is_another_is_not_worked_with(pc: Pc) -> None:
    pc.file.set(multicurrency=True, home_currency="Canadian Dollar")
    with pytest.raises(GatewayWaits) as waits:
        with_pc_once(pc, write(pc, DocumentKind.BILL))
    assert waits.value.company_id == COMPANY
    assert pc.connector.update().status == "stopped"
    assert "CORE's amounts are in USD, and Willow & Park Realty keeps its books in CAD." in (
        pc.connection().told
    )
    assert not pc.file.entries()


@pytest.mark.parametrize("kind", KINDS)
def test_no_entry_leaves_without_its_customer_or_vendor(pc: Pc, kind: DocumentKind) -> None:
    _held(pc, write(pc, kind, party_id=""), write(pc, kind).document.party.kind.value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not DocumentKind.PAYMENT])
def test_no_entry_leaves_without_the_account_or_item_of_a_line(pc: Pc, kind: DocumentKind) -> None:
    made = write(pc, kind)
    [line] = made.document.lines
    blank = replace(line, target=replace(line.target, id=""))
    _held(pc, replace(made, document=replace(made.document, lines=(blank,))), "of “Commission”")


def test_no_entry_leaves_without_the_class_or_the_invoice_that_it_names(pc: Pc) -> None:
    made = write(pc, DocumentKind.BILL)
    unknown = replace(made.document, class_ref=ListRef(ListKind.CLASS, "", "Rentals"))
    _held(pc, replace(made, document=unknown), "class")

    payment = write(pc, DocumentKind.PAYMENT)
    _held(pc, replace(payment, document=replace(payment.document, pays="an invoice")), "invoice")


@pytest.mark.parametrize("action", [Action.UPDATE, Action.VOID])
def test_no_change_leaves_without_the_entry_that_it_changes(pc: Pc, action: Action) -> None:
    _held(pc, write(pc, DocumentKind.BILL, action=action, existing=EntryRef("", "1")), "entry")


def _held(pc: Pc, made: DocumentWrite, what: str) -> None:
    answers = with_pc(pc, lambda gateway: list(gateway.write_documents([made])))
    [answer] = answers
    assert isinstance(answer, Rejected)
    assert answer.sentence.startswith(f"The {what}") or what in answer.sentence
    assert made.document.label in answer.sentence
    assert not pc.file.entries()
