"""Whatever others paid of an invoice: properties of counting their payments."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from include.books.documents import Document, DocumentKind
from include.books.entries import Entry, EntryRef, LinkedEntry, LinkedKind
from include.books.gateway import Action
from include.sync.decide.changes import Change
from include.sync.decide.paid_by_others import count_payments_of_others
from include.sync.decide.questions import Answers, NotAskedYet
from include.sync.decide.record_plan import RecordPlan
from tests.sync.decide.in_quickbooks import now
from tests.sync.decide.values import TODAY, bill, entry, plan, rules

INVOICE = bill(10_000, key="statement/invoice", kind=DocumentKind.INVOICE, number="ST-1")


def payment(cents: int = 10_000, name: str = "1", **changes: object) -> Document:
    """What CORE has of the statement as paid."""
    return bill(
        cents,
        key=f"statement/payment {name}",
        kind=DocumentKind.PAYMENT,
        pays=INVOICE.key,
        number=f"P{name}",
        **changes,
    )


def created(*payments: Document) -> RecordPlan:
    """A statement whose invoice is in QuickBooks, and whose payments are to be created."""
    record = plan(entry(INVOICE))
    record.changes = [
        Change(Action.CREATE, document, "new in CORE", TODAY, TODAY) for document in payments
    ]
    return record


def in_quickbooks(
    balance: int, *theirs: int, credit: bool = False
) -> tuple[Entry, dict[str, Entry]]:
    """The invoice and what others paid of it; their payments are 901, 902 and so on."""
    kind = LinkedKind.CREDIT if credit else LinkedKind.PAYMENT
    links = tuple(LinkedEntry(kind, str(901 + at)) for at in range(len(theirs)))
    paid = {
        str(901 + at): now(payment(cents), ref=EntryRef(str(901 + at), "0"), balance=0)
        for at, cents in enumerate(theirs)
    }
    return now(INVOICE, balance=balance, linked=links), paid


def counted(record: RecordPlan, there: tuple[Entry, dict[str, Entry]]) -> RecordPlan:
    """The plan after others' payments were counted; they are asked for only if they matter."""
    invoice, paid = there
    answers = Answers(entries_now={(DocumentKind.INVOICE, "501"): invoice})
    try:
        count_payments_of_others(rules(), [record], answers)
    except NotAskedYet as missing:
        for kind, id_ in missing.questions.entries:
            answers.entries_now[kind, id_] = paid.get(id_)
        count_payments_of_others(rules(), [record], answers)
    return record


@given(
    payments=st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
    theirs=st.lists(st.integers(1, 5_000), max_size=3),
)
def test_nothing_is_paid_above_the_balance_or_twice(payments: list[int], theirs: list[int]) -> None:
    balance = max(0, INVOICE.total - sum(theirs))
    documents = [payment(cents, str(at)) for at, cents in enumerate(payments)]
    record = counted(created(*documents), in_quickbooks(balance, *theirs))
    assert sum(change.document.total for change in record.changes) <= balance
    assert all(change.document.total > 0 for change in record.changes)
    taken = [linking.entry.ref.id for linking in record.linkings]
    assert len(taken) == len(set(taken))
    ends = len(record.changes) + len(taken) + len(record.holds) + len(record.skipped)
    assert ends == len(payments)


def updated(after: Document, *payments: Document) -> RecordPlan:
    """The same, and CORE changed the statement meanwhile."""
    record = created(*payments)
    invoice = record.links[INVOICE.key]
    change = Change(
        Action.UPDATE, after, "changed", TODAY, TODAY, tracked=invoice, existing=invoice.ref
    )
    record.changes.insert(0, change)
    return record


def test_what_somebody_paid_counts_also_where_core_changed_the_invoice() -> None:
    renamed = dataclasses.replace(INVOICE, memo="Desk fee for March")
    record = counted(updated(renamed, payment()), in_quickbooks(0, 10_000))
    assert [change.action for change in record.changes] == [Action.UPDATE]
    assert [linking.entry.ref.id for linking in record.linkings] == ["901"]


def test_what_the_invoice_comes_to_after_the_change_is_paid() -> None:
    higher = bill(12_000, key=INVOICE.key, kind=DocumentKind.INVOICE, number="ST-1")
    record = counted(updated(higher, payment(12_000)), in_quickbooks(6_000, 4_000))
    assert [change.document.total for change in record.changes] == [12_000, 8_000]
