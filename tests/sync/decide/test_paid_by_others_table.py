"""Payments that someone entered in QuickBooks count: an invoice is never paid twice, each case a row.

CORE has payments of a statement whose invoice, $100.00, is in QuickBooks as number 500.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind, fingerprint
from include.books.entries import Entry, EntryRef, LinkedEntry, LinkedKind
from include.database.statuses import LinkStatus
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.paid_by_others import count_payments_of_others, paid_entries
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from include.sync.run.mode import RunMode
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import bill, entry, plan, rules

INVOICE = bill(100_00, key="invoice", kind=DocumentKind.INVOICE, number="BL-1")
SENT = dataclasses.replace(entry(INVOICE), quickbooks_id="500")
PAYMENT_KIND = DocumentKind.PAYMENT
ALREADY = "invoice BL-1 is already paid in QuickBooks"


def payment(cents: int, number: str = "P1", **changes: Any) -> Document:
    return bill(cents, key=number, number=number, kind=PAYMENT_KIND, pays="invoice", **changes)


def invoice(balance: int, *linked: LinkedEntry) -> Entry:
    return now(INVOICE, ref=EntryRef("500", "1"), balance=balance, linked=linked)


def paid_with(entry_id: str, kind: LinkedKind = LinkedKind.PAYMENT) -> LinkedEntry:
    return LinkedEntry(kind, entry_id)


def theirs(entry_id: str, cents: int) -> Entry:
    return now(payment(cents), ref=EntryRef(entry_id, "0"))


def planned(*payments: Document, links: tuple[Tracked, ...] = (SENT,)) -> RecordPlan:
    record = plan(*links)
    for document in payments:
        Decider(rules(), {}).decide(record, Verdict.CREATE, document, None)
    return record


def counted(
    record: RecordPlan, there: Entry | None, *others: Entry, mode: RunMode = RunMode.SYNC
) -> RecordPlan:
    known = {(PAYMENT_KIND, one.ref.id): one for one in others}
    if there is not None:
        known[DocumentKind.INVOICE, "500"] = there
    answers = Answers(entries_now={**known})
    count_payments_of_others(rules(mode), [record], answers)
    return record


def posted(record: RecordPlan) -> list[tuple[str, int]]:
    return [(change.key, change.document.total) for change in record.changes]


BALANCES: list[tuple[str, list[Document], int, list[tuple[str, int]]]] = [
    ("nothing was paid", [payment(100_00)], 100_00, [("P1", 100_00)]),
    ("more is open", [payment(40_00)], 100_00, [("P1", 40_00)]),
    ("a cent less is open", [payment(100_00)], 99_99, [("P1", 99_99)]),
    ("a cent is open", [payment(100_00)], 1, [("P1", 1)]),
    ("two of ours", [payment(60_00), payment(40_00, "P2")], 100_00, [("P1", 60_00), ("P2", 40_00)]),
    ("the second is too much", [payment(60_00), payment(40_00, "P2")], 70_00, [("P1", 60_00), ("P2", 10_00)]),
    ("a surplus was known", [payment(120_00, applied=100_00)], 100_00, [("P1", 120_00)]),
    ("a surplus, and less is open", [payment(120_00, applied=100_00)], 30_00, [("P1", 50_00)]),
    ("all of it a surplus", [payment(20_00, applied=0)], 0, [("P1", 20_00)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "payments", "balance", "left"), BALANCES, ids=[row[0] for row in BALANCES]
)
def test_a_payment_is_what_is_still_open(
    says: str, payments: list[Document], balance: int, left: list[tuple[str, int]]
) -> None:
    assert says
    assert posted(counted(planned(*payments), invoice(balance))) == left


def test_the_rest_says_what_was_paid_and_is_known_as_cores_payment() -> None:
    whole = payment(100_00)
    (change,) = counted(planned(whole), invoice(30_00)).changes
    assert change.reason == "new in CORE; $70.00 of invoice BL-1 was already paid in QuickBooks"
    assert change.wanted == fingerprint(whole.content())
    assert change.document.applied is None
    (surplus,) = counted(planned(payment(120_00, applied=100_00)), invoice(30_00)).changes
    assert surplus.document.applied == 30_00


CREDIT, ZERO = paid_with("7", LinkedKind.CREDIT), paid_with("900")
CREDITS: list[tuple[str, int, tuple[LinkedEntry, ...], list[Entry], tuple[int, int | None]]] = [
    ("a credit memo", 70_00, (CREDIT,), [], (100_00, 70_00)),
    ("applied automatically", 70_00, (ZERO,), [theirs("900", 0)], (100_00, 70_00)),
    ("a credit and cash", 50_00, (CREDIT, paid_with("901")), [theirs("901", 20_00)], (80_00, 50_00)),
    ("cash alone", 70_00, (paid_with("901"),), [theirs("901", 30_00)], (70_00, None)),
    ("a payment with the credit's ID", 70_00, (CREDIT,), [theirs("7", 30_00)], (100_00, 70_00)),
    ("cash of more invoices", 70_00, (CREDIT, paid_with("901")), [theirs("901", 90_00)], (70_00, None)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("says", "balance", "linked", "others", "left"), CREDITS, ids=[row[0] for row in CREDITS]
)
def test_a_credit_is_no_money_that_was_received(
    says: str,
    balance: int,
    linked: tuple[LinkedEntry, ...],
    others: list[Entry],
    left: tuple[int, int | None],
) -> None:
    assert says
    (change,) = counted(planned(payment(100_00)), invoice(balance, *linked), *others).changes
    assert (change.document.total, change.document.applied) == left


def test_a_payment_beside_a_credit_says_why_and_is_cores_payment() -> None:
    (change,) = counted(planned(payment(100_00)), invoice(70_00, CREDIT)).changes
    assert change.reason == (
        "new in CORE; a credit of $30.00 is applied to invoice BL-1 in QuickBooks, so as much of the "
        "payment stays as the customer's credit"
    )
    assert change.wanted == fingerprint(payment(100_00).content())


@pytest.mark.parametrize(
    ("linked", "others"),
    [((ZERO,), [theirs("900", 0)]), ((CREDIT, paid_with("901")), [theirs("901", 40_00)])],
)
def test_an_invoice_that_a_credit_closed_waits_for_a_user(
    linked: tuple[LinkedEntry, ...], others: list[Entry]
) -> None:
    record = counted(planned(payment(100_00)), invoice(0, *linked), *others)
    (hold,) = record.holds
    assert (hold.cause, record.changes, record.linkings) == (HoldCause.SETTLED, [], [])


def test_someone_elses_payment_of_a_paid_invoice_is_taken_as_cores() -> None:
    paid = invoice(0, paid_with("901"), paid_with("902"))
    others = [theirs("901", 5_00), theirs("902", 100_00)]
    record = counted(planned(payment(100_00)), paid, *others)
    (linking,) = record.linkings
    assert record.changes == []
    assert (linking.entry.ref.id, linking.document, linking.reason) == (
        "902",
        payment(100_00),
        ALREADY,
    )
    assert (linking.is_foreign, linking.setup_version, linking.shape_version) == (True, 2, 1)
    assert linking.is_different is False


def test_each_payment_of_theirs_is_taken_once() -> None:
    paid = invoice(0, paid_with("901"), paid_with("902"))
    others = [theirs("901", 50_00), theirs("902", 50_00)]
    record = counted(planned(payment(50_00), payment(50_00, "P2")), paid, *others)
    assert [linking.entry.ref.id for linking in record.linkings] == ["901", "902"]
    third = counted(planned(payment(50_00), payment(50_00, "P2"), payment(1, "P3")), paid, *others)
    assert third.skipped == [f"payment P3 of $0.01: {ALREADY}"]
    assert third.changes == []


def test_a_payment_of_ours_is_not_someone_elses() -> None:
    ours = dataclasses.replace(entry(payment(100_00, "P9")), quickbooks_id="901")
    record = planned(payment(100_00), links=(SENT, ours))
    counted(record, invoice(0, paid_with("901")))
    assert (record.linkings, record.changes) == ([], [])
    assert record.skipped == [f"payment P1 of $100.00: {ALREADY}"]


def test_an_invoice_without_a_balance_or_a_payment_waits_for_a_user() -> None:
    record = counted(planned(payment(100_00)), invoice(0, paid_with("7", LinkedKind.CREDIT)))
    (hold,) = record.holds
    assert (hold.document_key, hold.cause, record.changes) == ("P1", HoldCause.SETTLED, [])
    assert hold.sentence == (
        "Payment P1 ($100.00) for Amy Adler, 11 Arlington St, Boston, MA 02128 wasn't posted, because "
        "invoice BL-1 has no balance in QuickBooks. A credit may be applied to it."
    )
    assert hold.what_to_do == (
        "Remove the credit in QuickBooks and run again, or select “Post anyway” to post the payment as "
        "the customer's credit."
    )


def test_an_invoice_that_nothing_is_linked_to_waits_for_a_user_too() -> None:
    record = counted(planned(payment(100_00)), invoice(0))
    assert [hold.cause for hold in record.holds] == [HoldCause.SETTLED]
    assert (record.changes, record.skipped) == ([], [])


def test_a_payment_that_was_taken_as_cores_lowers_no_credit_of_the_next() -> None:
    """$50.00 were paid and $50.00 credited: the second payment has no money in QuickBooks."""
    paid = invoice(0, paid_with("901"), CREDIT)
    record = counted(planned(payment(50_00), payment(50_00, "P2")), paid, theirs("901", 50_00))
    assert [linking.document.key for linking in record.linkings] == ["P1"]
    assert [hold.document_key for hold in record.holds] == ["P2"]
    assert (record.changes, record.skipped) == ([], [])


def test_what_our_voided_payments_give_back_is_open_again() -> None:
    old = dataclasses.replace(entry(payment(100_00, "P9")), quickbooks_id="901")
    record = planned(payment(100_00), links=(SENT, old))
    Decider(rules(RunMode.VOID), {}).decide(record, Verdict.ORPHAN, None, old)
    counted(record, invoice(0, paid_with("901")))
    assert [(change.action, change.key) for change in record.changes] == [
        ("create", "P1"),
        ("void", "P9"),
    ]


@pytest.mark.parametrize(
    ("balance", "asked"),
    [(0, {(PAYMENT_KIND, "901")}), (99_99, {(PAYMENT_KIND, "901")}), (100_00, set())],
)
def test_their_payments_are_read_where_too_little_is_open(
    balance: int, asked: set[tuple[DocumentKind, str]]
) -> None:
    ours = dataclasses.replace(entry(payment(1, "P9")), quickbooks_id="902")
    record = planned(payment(100_00), links=(SENT, ours))
    there = invoice(balance, paid_with("901"), paid_with("902"), paid_with("7", LinkedKind.CREDIT))
    if not asked:
        assert posted(counted(record, there)) == [("P1", 100_00)]
        return
    with pytest.raises(NotAskedYet) as question:
        counted(record, there)
    assert question.value.questions.entries == asked


LINKS: list[tuple[str, tuple[Tracked, ...], list[tuple[str, str]]]] = [
    ("in QuickBooks", (SENT,), [("invoice", "500")]),
    ("never posted", (), []),
    ("voided", (dataclasses.replace(SENT, status=LinkStatus.VOIDED),), []),
]


@pytest.mark.parametrize(("says", "links", "asked"), LINKS, ids=[row[0] for row in LINKS])
def test_the_balance_of_an_invoice_that_is_there_is_asked_for(
    says: str, links: tuple[Tracked, ...], asked: list[tuple[str, str]]
) -> None:
    assert says
    assert list(paid_entries([planned(payment(1), links=links)])) == asked


def test_the_payments_of_an_invoice_that_changes_count() -> None:
    changed = planned(payment(1))
    Decider(rules(), {}).decide(
        changed, Verdict.UPDATE, bill(1, key="invoice", kind=DocumentKind.INVOICE), SENT
    )
    assert list(paid_entries([changed])) == [("invoice", "500")]


def test_an_invoice_that_is_voided_or_no_payment_of_one_is_left_alone() -> None:
    voided = planned(payment(1))
    Decider(rules(RunMode.VOID), {}).decide(voided, Verdict.ORPHAN, None, SENT)
    assert list(paid_entries([voided])) == []
    refund = planned(bill(1, key="R1", kind=DocumentKind.REFUND, pays="invoice"))
    free = planned(bill(1, key="P1", kind=PAYMENT_KIND))
    assert list(paid_entries([refund, free])) == []


def test_an_invoice_that_was_not_read_stops_no_other_one() -> None:
    second = bill(100_00, key="second", kind=DocumentKind.INVOICE)
    links = (dataclasses.replace(entry(second), quickbooks_id="499"), SENT)
    of_second = dataclasses.replace(payment(100_00, "P0"), pays="second")
    record = counted(planned(of_second, payment(100_00), links=links), invoice(99_99))
    assert posted(record) == [("P0", 100_00), ("P1", 99_99)]
    with pytest.raises(NotAskedYet) as question:
        counted(planned(of_second, payment(100_00), links=links), invoice(99_99, paid_with("901")))
    assert question.value.questions.entries == {(PAYMENT_KIND, "901")}


def changing(*payments: Document, invoice: int) -> RecordPlan:
    """CORE's invoice has another amount than the $100.00 in QuickBooks, beside new payments."""
    record = planned(*payments)
    changed = bill(invoice, key="invoice", kind=DocumentKind.INVOICE)
    Decider(rules(), {}).decide(record, Verdict.UPDATE, changed, SENT)
    return record


@pytest.mark.parametrize(
    ("core", "cents", "asked"),
    [(150_00, 130_00, set()), (150_00, 130_01, {(PAYMENT_KIND, "901")}), (90_00, 70_01, {(PAYMENT_KIND, "901")})],
    ids=["raised enough", "a cent too little", "lowered"],
)  # fmt: skip
def test_what_an_invoice_is_raised_by_is_open_too(
    core: int, cents: int, asked: set[tuple[DocumentKind, str]]
) -> None:
    """Someone paid $20.00 of it in QuickBooks."""
    record, there = changing(payment(cents), invoice=core), invoice(80_00, paid_with("901"))
    if not asked:
        assert ("P1", cents) in posted(counted(record, there))
        return
    with pytest.raises(NotAskedYet) as question:
        counted(record, there)
    assert question.value.questions.entries == asked
    unread = counted(changing(payment(cents), invoice=core), None)
    assert ("P1", cents) in posted(unread)


def test_another_payment_that_changes_raises_no_invoice() -> None:
    ours = dataclasses.replace(entry(payment(10_00, "P9")), quickbooks_id="901")
    record = planned(payment(100_00), links=(SENT, ours))
    Decider(rules(), {}).decide(record, Verdict.UPDATE, payment(60_00, "P9"), ours)
    assert posted(counted(record, invoice(100_00))) == [("P1", 100_00), ("P9", 60_00)]


@pytest.mark.parametrize(
    ("linked", "others", "paid", "stays"),
    [
        ((), [], 100_00, "$100.00"),
        ((CREDIT,), [], 100_00, "$100.00"),
        ((CREDIT, paid_with("901")), [theirs("901", 40_00)], 60_00, "$60.00"),
    ],
)
def test_who_posts_it_anyway_posts_what_was_not_paid_in_cash_as_the_customers_credit(
    linked: tuple[LinkedEntry, ...], others: list[Entry], paid: int, stays: str
) -> None:
    whole = payment(100_00)
    record = counted(planned(whole), invoice(0, *linked), *others, mode=RunMode.POST_ANYWAY)
    (change,) = record.changes
    assert (record.holds, change.document.total, change.document.applied) == ([], paid, 0)
    assert change.wanted == fingerprint(whole.content()), "it is CORE's payment from now on"
    assert change.reason == (
        f"new in CORE; invoice BL-1 has no balance in QuickBooks, so {stays} stays as the customer's "
        "credit"
    )


def test_posting_anyway_does_not_pay_an_invoice_twice() -> None:
    paid = invoice(0, paid_with("901"))
    record = counted(
        planned(payment(100_00)), paid, theirs("901", 100_00), mode=RunMode.POST_ANYWAY
    )
    assert ([one.entry.ref.id for one in record.linkings], record.changes) == (["901"], [])
