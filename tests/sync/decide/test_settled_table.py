"""Entries that others paid, credited, deposited, billed on or printed: each a row, with its way out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest

from include.books.causes import HoldCause
from include.books.documents import Document, DocumentKind
from include.books.entries import Entry, EntryRef, EntryStatus, LinkedKind
from include.books.gateway import Action
from include.database.statuses import LinkStatus
from include.database.stored.edits import Edit
from include.sync.decide.compare import Verdict
from include.sync.decide.decide import Decider
from include.sync.decide.facts import Tracked
from include.sync.decide.questions import Answers
from include.sync.decide.record_plan import RecordPlan
from include.sync.decide.settled import Settlement, guard_settled, own_cents, settlement_of
from include.sync.decide.undo import EarlierWrite, WriteToUndo, undo
from include.sync.run.mode import RunMode
from include.sync.run.posting_log import changes
from tests.sync.decide.in_quickbooks import linked, now
from tests.sync.decide.values import POSTED_ON, TODAY_IN_CORE, bill, entry, plan, rules

PAYMENT, CREDIT = LinkedKind.PAYMENT, LinkedKind.CREDIT
DEPOSIT, REIMBURSEMENT, OTHER = LinkedKind.DEPOSIT, LinkedKind.REIMBURSEMENT, LinkedKind.OTHER
KINDS = {kind: bill(784_000, kind=kind) for kind in DocumentKind}
KEEP = "Or select “Keep QuickBooks version” to leave it as it is."
ON_DEPOSIT = ("is part of a bank deposit", "Remove it from the deposit in QuickBooks")
BILLED = ("was billed to a customer", "Remove it from the customer's invoice in QuickBooks")
APPLIED = ("is applied to another entry", "Remove it from that entry in QuickBooks")
NO_PAYMENT = "Remove the payment or credit in QuickBooks"
PAID = ("is paid", NO_PAYMENT)


def of(kind: DocumentKind, **changes: Any) -> Entry:
    return now(KINDS[kind], **changes)


INVOICE, BILL, CHECK = DocumentKind.INVOICE, DocumentKind.BILL, DocumentKind.CHECK
RECEIPT, EXPENSE = DocumentKind.SALES_RECEIPT, DocumentKind.EXPENSE
STATES: list[tuple[str, Entry, int, tuple[str, str] | None]] = [
    ("open invoice", of(INVOICE), 0, None),
    ("paid invoice", of(INVOICE, balance=0, linked=linked(PAYMENT)), 0, PAID),
    ("paid by us", of(INVOICE, balance=0, linked=linked(PAYMENT)), 784_000, None),
    ("a cent of others", of(BILL, balance=0), 783_999, ("is paid in part ($0.01)", NO_PAYMENT)),
    ("in part", of(BILL, balance=700_000), 0, ("is paid in part ($840.00)", NO_PAYMENT)),
    ("credited", of(BILL, balance=0, linked=linked(CREDIT)), 0, ("is paid", NO_PAYMENT)),
    ("more than its balance", of(INVOICE, balance=-1), 0, PAID),
    ("voided", of(INVOICE, balance=0, status=EntryStatus.VOIDED), 0, None),
    ("receipt on a deposit", of(RECEIPT, linked=linked(DEPOSIT)), 0, ON_DEPOSIT),
    ("invoice on a deposit", of(INVOICE, linked=linked(PAYMENT, DEPOSIT)), 0, ON_DEPOSIT),
    ("billed expense", of(EXPENSE, linked=linked(REIMBURSEMENT)), 0, BILLED),
    ("applied credit", of(DocumentKind.VENDOR_CREDIT, linked=linked(OTHER)), 0, APPLIED),
    ("free credit", of(DocumentKind.CREDIT_MEMO), 0, None),
    ("linked receipt", of(RECEIPT, linked=linked(OTHER)), 0, None),
    ("unprinted check", of(CHECK), 0, None),
    ("printed bill", of(BILL, printed=True), 0, None),
    (
        "printed check",
        of(CHECK, printed=True, number="1044"),
        0,
        ("was printed as no. 1044", "Void the check in QuickBooks"),
    ),
    *(
        (
            f"printed {kind}",
            of(kind, printed=True, number="1045"),
            0,
            ("was printed as no. 1045", "Void the check in QuickBooks"),
        )
        for kind in (EXPENSE, DocumentKind.REFUND)
    ),
    (
        "printed without a number",
        of(CHECK, printed=True, number=""),
        0,
        ("was printed", "Void the check in QuickBooks"),
    ),
]


@pytest.mark.parametrize(("says", "there", "own", "told"), STATES, ids=[row[0] for row in STATES])
def test_what_others_did_with_an_entry(
    says: str, there: Entry, own: int, told: tuple[str, str] | None
) -> None:
    assert says
    found = settlement_of(there, own)
    expected = (
        Settlement(*told, is_print="printed" in told[0], is_locked="deposit" in told[0])
        if told
        else None
    )
    assert found == expected


def test_our_own_payments_are_what_is_applied_of_those_in_quickbooks() -> None:
    def paid(cents: int, **changes: Any) -> Document:
        kind = changes.pop("kind", DocumentKind.PAYMENT)
        return bill(cents, key=f"payment {cents}", kind=kind, pays="invoice", **changes)

    links = [
        entry(paid(10_000)),
        entry(paid(20_000, applied=5_000)),
        entry(paid(30_000, applied=0)),
        entry(paid(40_000, kind=DocumentKind.REFUND)),
        dataclasses.replace(entry(paid(50_000)), is_foreign=True),
    ]
    assert own_cents(plan(*links), "invoice") == 15_000
    assert own_cents(plan(*links), "another") == 0


@dataclass(frozen=True, slots=True)
class Row:
    """What CORE changes in a settled entry, and what comes of it."""

    says: str
    there: Entry
    core: Document | None
    mode: RunMode = RunMode.SYNC
    changes: tuple[str, ...] = ()
    cause: HoldCause | None = None
    edited: str = ""


PAID_BILL = of(BILL, balance=0, linked=linked(PAYMENT))
PRINTED = of(CHECK, printed=True, number="1044")
HIGHER_BILL, NEW_MEMO = bill(800_000), bill(784_000, memo="New")
HIGHER_CHECK = bill(800_000, kind=CHECK, date=POSTED_ON)
MEMO_CHECK = bill(784_000, kind=CHECK, date=POSTED_ON, memo="New")
SETTLED, PRINT = HoldCause.SETTLED, HoldCause.PRINTED
OVERWRITE, REPLACE = RunMode.OVERWRITE, RunMode.REPLACE
TO_BOB = dataclasses.replace(KINDS[BILL].party, key="vendor/agent:46", display_name="Bob")
RENAMED = dataclasses.replace(KINDS[BILL].party, display_name="Amy Adler-Smith")
ROWS = [
    Row("a paid bill of another amount", PAID_BILL, HIGHER_BILL, cause=SETTLED),
    Row("a deposited receipt", of(RECEIPT, linked=linked(DEPOSIT)), bill(800_000, kind=DocumentKind.SALES_RECEIPT), cause=HoldCause.DEPOSITED),
    Row("a paid bill of another memo", PAID_BILL, NEW_MEMO, changes=("update",)),
    Row("a paid bill of another date", PAID_BILL, bill(784_000, date=POSTED_ON), changes=("update",)),
    Row("a paid bill to someone else", PAID_BILL, bill(784_000, party=TO_BOB), cause=SETTLED),
    Row("a paid bill to a new name", PAID_BILL, bill(784_000, party=RENAMED, memo="x"), changes=("update",)),
    Row("a paid bill that was edited", PAID_BILL, NEW_MEMO, cause=SETTLED, edited="date changed"),
    Row("a paid bill, overwritten", PAID_BILL, HIGHER_BILL, OVERWRITE, changes=("update",)),
    Row("a paid bill voided", PAID_BILL, None, RunMode.VOID, cause=SETTLED),
    Row("a paid bill replaced", PAID_BILL, HIGHER_BILL, REPLACE, cause=SETTLED),
    Row("a printed check of another amount", PRINTED, HIGHER_CHECK, cause=PRINT),
    Row("a printed check of another memo", PRINTED, MEMO_CHECK, changes=("update",)),
    Row("a printed check to a new name", PRINTED, bill(784_000, kind=CHECK, date=POSTED_ON, party=RENAMED, memo="x"), cause=PRINT),
    Row("a printed check, replaced", PRINTED, HIGHER_CHECK, REPLACE, changes=("void", "create")),
    Row("a printed check, overwritten", PRINTED, HIGHER_CHECK, OVERWRITE, changes=("update",)),
    Row("a printed check voided", PRINTED, None, RunMode.VOID, changes=("void",)),
    Row("an unprinted check", of(CHECK), HIGHER_CHECK, changes=("update",)),
    Row("an open bill", of(BILL), HIGHER_BILL, changes=("update",)),
]  # fmt: skip


def guarded(row: Row) -> RecordPlan:
    before = bill(
        784_000, kind=row.there.kind, **({"date": POSTED_ON} if row.there.kind is CHECK else {})
    )
    link = entry(before, edited=row.edited)
    record = plan(link)
    verdict = Verdict.UPDATE if row.core else Verdict.ORPHAN
    run = rules(row.mode)
    Decider(run, {}).decide(record, verdict, row.core, link)
    answers = Answers(entries_now={(row.there.kind, "501"): row.there})
    guard_settled(run, [record], answers)
    return record


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_what_others_settled_stays_settled(row: Row) -> None:
    record = guarded(row)
    assert tuple(change.action for change in record.changes) == row.changes
    assert [hold.cause for hold in record.holds] == ([row.cause] if row.cause else [])


def one(says: str) -> RecordPlan:
    return guarded(next(row for row in ROWS if row.says == says))


NAME = "TR-2026-640224-A45 ($7,840.00) for Amy Adler, 11 Arlington St, Boston, MA 02128"
SENTENCES = [
    (
        "a paid bill of another amount",
        (
            f"Bill {NAME} is paid in QuickBooks, so it wasn't changed. CORE's change, $7,840.00 to "
            "$8,000.00, wasn't posted."
        ),
        (
            f"{NO_PAYMENT}, then run again. Or select “Overwrite with CORE” to change it all the same. "
            f"{KEEP}"
        ),
    ),
    (
        "a paid bill that was edited",
        f"Bill {NAME} is paid in QuickBooks, so it wasn't changed. CORE's change wasn't posted.",
        f"{NO_PAYMENT}, then run again. Or select “Overwrite with CORE” to change it all the same. {KEEP}",
    ),
    (
        "a paid bill voided",
        f"Bill {NAME} is paid in QuickBooks, so it wasn't voided.",
        f"{NO_PAYMENT}, then run again. {KEEP}",
    ),
    (
        "a printed check of another amount",
        (
            f"Check {NAME} was printed as no. 1044 in QuickBooks, so it wasn't changed. CORE's change, "
            "$7,840.00 to $8,000.00, wasn't posted."
        ),
        (
            "To void it and print a new one, select “Void and re-create”. To change it without printing it "
            f"again, select “Overwrite with CORE”. {KEEP}"
        ),
    ),
]


@pytest.mark.parametrize(("says", "sentence", "what_to_do"), SENTENCES)
def test_a_hold_says_what_others_did_and_how_to_go_on(
    says: str, sentence: str, what_to_do: str
) -> None:
    (hold,) = one(says).holds
    assert (hold.sentence, hold.what_to_do) == (sentence, what_to_do)
    assert hold.document_key == bill().key


def test_what_moves_no_money_is_posted_and_says_so() -> None:
    (change,) = one("a paid bill of another memo").changes
    assert change.reason.startswith("changed in CORE: memo 11 Arlington St")
    assert change.reason.endswith("; it is paid in QuickBooks")


def of_several(
    *documents: tuple[Document, Tracked | None], there: list[Entry], mode: RunMode = RunMode.SYNC
) -> RecordPlan:
    """One record with several documents: what CORE has of each, and its entry, if any."""
    record, run = plan(*(link for _, link in documents if link)), rules(mode)
    for document, link in documents:
        verdict = Verdict.UPDATE if link and link.is_in_quickbooks else Verdict.CREATE
        Decider(run, {}).decide(record, verdict, document, link)
    answers = Answers(entries_now={(each.kind, each.ref.id): each for each in there})
    guard_settled(run, [record], answers)
    return record


def named(
    key: str, entry_id: str, cents: int = 784_000, **changes: Any
) -> tuple[Document, Tracked]:
    """CORE's document of another amount than the entry of that ID."""
    link = entry(bill(cents, key=key, **changes))
    return bill(800_000, key=key, **changes), dataclasses.replace(link, quickbooks_id=entry_id)


def test_of_a_records_entries_only_the_paid_one_is_held() -> None:
    again, voided = named("voided by a run", "1")
    record = of_several(
        (bill(key="new"), None),
        (again, dataclasses.replace(voided, status=LinkStatus.VOIDED)),
        named("open", "2"),
        named("no longer there", "3"),
        named("paid", "4"),
        there=[of(BILL, ref=EntryRef("2", "3")), of(BILL, ref=EntryRef("4", "3"), balance=0)],
    )
    assert [hold.document_key for hold in record.holds] == ["paid"]
    assert [(change.key, change.action) for change in record.changes] == [
        ("new", "create"),
        ("voided by a run", "create"),
        ("open", "update"),
        ("no longer there", "update"),
    ]


def test_an_invoice_that_only_we_were_paid_for_is_not_settled_by_others() -> None:
    payment = bill(784_000, key="P1", kind=DocumentKind.PAYMENT, pays="invoice")
    core, link = named("invoice", "500", kind=INVOICE)
    record = plan(link, entry(payment))
    Decider(rules(), {}).decide(record, Verdict.UPDATE, core, link)
    there = of(INVOICE, balance=0, linked=linked(PAYMENT))
    guard_settled(rules(), [record], Answers(entries_now={(INVOICE, "500"): there}))
    assert ([change.action for change in record.changes], record.holds) == (["update"], [])


def test_what_goes_with_a_held_entry_is_not_held_beside_it() -> None:
    invoice = bill(784_000, key="invoice", kind=INVOICE)
    payment = bill(784_000, key="P1", kind=DocumentKind.PAYMENT, pays="invoice")
    links = (entry(invoice), dataclasses.replace(entry(payment), quickbooks_id="502"))
    record, run = plan(*links), rules(RunMode.VOID)
    Decider(run, {}).void_all(record, "canceled in CORE")
    there = {
        (INVOICE, "501"): of(INVOICE, balance=0, linked=linked(DEPOSIT)),
        (DocumentKind.PAYMENT, "502"): of(DocumentKind.PAYMENT, linked=linked(DEPOSIT)),
    }
    guard_settled(run, [record], Answers(entries_now={**there}))
    assert ([hold.document_key for hold in record.holds], record.changes) == (["invoice"], [])


def test_a_printed_check_is_voided_as_it_was_and_printed_anew() -> None:
    check = {"kind": CHECK, "date": TODAY_IN_CORE}
    before = bill(784_000, **check)
    after = bill(800_000, **check)
    record = of_several(
        (after, entry(before)),
        (bill(key="after it"), None),
        there=[PRINTED],
        mode=REPLACE,
    )
    void, new, behind = record.changes
    assert behind.key == "after it"
    why = "changed in CORE: " + "; ".join(changes(before, after))
    assert void.reason == f"it was printed as no. 1044 and CORE changed: {why}"
    assert (void.action, void.document.total, void.date) == (Action.VOID, 784_000, POSTED_ON)
    assert (void.due_date, void.revision) == (POSTED_ON, 4)
    assert new.reason == f"replaces check TR-2026-640224-A45: {why}"
    assert (new.existing, new.revision, new.document.total) == (None, 5, 800_000)
    assert (new.date, new.due_date) == (TODAY_IN_CORE, TODAY_IN_CORE)


def test_an_undo_of_a_paid_update_is_not_called_cores_change_and_offers_no_overwriting() -> None:
    before, after = bill(784_000), bill(800_000)
    record = plan(entry(after))
    run = rules(RunMode.UNDO)
    undo(run, record, [WriteToUndo(after, 4, EarlierWrite(before, None, 1, 1), was_undone=False)])
    there = now(after, balance=0, linked=linked(PAYMENT))
    guard_settled(run, [record], Answers(entries_now={(BILL, "501"): there}))
    (hold,) = record.holds
    assert hold.sentence.endswith("The undo, $8,000.00 to $7,840.00, wasn't posted.")
    assert RunMode.OVERWRITE.button not in hold.what_to_do


def test_an_edit_of_what_is_paid_is_told_as_an_edit_and_a_merge_has_its_way_out() -> None:
    """CORE didn't change: no sentence claims that a change of CORE's wasn't posted."""
    moved = "vendor changed from Amy Adler to Adler LLC"
    link = dataclasses.replace(
        entry(bill()),
        edited=Edit(differences=(moved, "date changed"), party_id="77", party_difference=moved),
    )
    record, run = plan(link), rules()
    Decider(run, {}).decide(record, Verdict.UNCHANGED, bill(), link)
    guard_settled(run, [record], Answers(entries_now={(BILL, "501"): PAID_BILL}))
    (hold,) = record.holds
    assert hold.sentence == (
        f"Bill {NAME} is paid in QuickBooks, so it wasn't changed. CORE didn't change; someone edited it "
        f"there: {moved}; date changed."
    )
    assert hold.what_to_do == (
        "If the vendor was merged into another, select that one under Customer and vendor matches. "
        f"{NO_PAYMENT}, then run again. Or select “Overwrite with CORE” to change it all the same. {KEEP}"
    )
